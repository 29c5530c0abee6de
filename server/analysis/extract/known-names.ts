/** Functions of the package that make something which the graph lists. */
export const definingFunctions: ReadonlySet<string> = new Set([
  "asset",
  "externalAsset",
  "multiAsset",
  "assetCheck",
  "assetChecks",
  "job",
  "schedule",
  "sensor",
  "assetSensor",
  "runStatusSensor",
  "dbtAssets",
  "defineConfig",
]);

/** Those whose last argument is the function of an asset or of a check. */
export const computingFunctions: ReadonlySet<string> = new Set(["asset", "multiAsset", "assetCheck", "assetChecks"]);

/** Ready-made checks, each with the place of its options among the arguments. */
export const readyMadeOptions: ReadonlyMap<string, number> = new Map([
  ["notNull", 2],
  ["unique", 2],
  ["acceptedValues", 3],
  ["rowCount", 1],
  ["rowCountChange", 1],
  ["schemaUnchanged", 1],
  ["matchesSchema", 2],
  ["metadataBounds", 2],
  ["anomaly", 1],
]);

/** Options of a check that do not change what it finds. */
export const describingOptions: ReadonlySet<string> = new Set(
  "name description severity blocking metadata automation".split(" "),
);

/** Methods of built-in values that change nothing. */
export const readingMethods: ReadonlySet<string> = new Set(
  (
    "at concat entries every filter find findIndex findLast findLastIndex flat flatMap forEach get has includes indexOf join keys " +
    "lastIndexOf map reduce reduceRight slice some toReversed toSorted toSpliced toString values with charAt charCodeAt codePointAt " +
    "endsWith localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search split startsWith substring " +
    "toLowerCase toUpperCase trim trimEnd trimStart toFixed toISOString toJSON getTime valueOf test exec then catch finally call " +
    "apply hasOwnProperty isPrototypeOf union intersection difference isSubsetOf isSupersetOf isDisjointFrom parse safeParse"
  ).split(" "),
);

/** Methods that change what they are called on. */
export const changingMethods: ReadonlySet<string> = new Set(
  (
    "push pop shift unshift splice sort reverse fill copyWithin set add delete clear append assign register unregister use " +
    "extend configure define bind mount install setDefault setDefaults"
  ).split(" "),
);

/** Methods that call what they are given at once. */
export const callingMethods: ReadonlySet<string> = new Set(
  "forEach map filter reduce reduceRight flatMap some every find findIndex findLast sort toSorted from then replace groupBy".split(
    " ",
  ),
);

/** `Object.assign(x, …)` and its like: they change their first argument. */
export const changingFunctions: ReadonlySet<string> = new Set([
  "Object.assign",
  "Object.defineProperty",
  "Object.defineProperties",
  "Object.setPrototypeOf",
  "Reflect.set",
  "Reflect.defineProperty",
  "Reflect.deleteProperty",
  "Reflect.setPrototypeOf",
]);

/** Names that the language and Node give, so that no file has to declare them. A fixed list: the answer is the same on any machine. */
export const knownGlobals: ReadonlySet<string> = new Set(
  (
    "AggregateError Array ArrayBuffer AsyncDisposableStack AsyncIterator Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date " +
    "DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array " +
    "Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer " +
    "String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap " +
    "WeakRef WeakSet WebAssembly arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN " +
    "parseFloat parseInt undefined unescape AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent " +
    "CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream Event EventSource EventTarget File " +
    "FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry PerformanceMark PerformanceMeasure " +
    "PerformanceObserver ReadableStream Request Response Storage SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream " +
    "TransformStream URL URLPattern URLSearchParams WebSocket WritableStream atob btoa clearImmediate clearInterval clearTimeout console " +
    "crypto fetch global localStorage navigator performance process queueMicrotask sessionStorage setImmediate setInterval setTimeout " +
    "structuredClone window document self location XMLHttpRequest Worker Bun Deno module exports require __dirname __filename"
  ).split(" "),
);
