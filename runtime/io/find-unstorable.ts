/** A part of a value that storing would lose or change. */
export interface Unstorable {
  /** `value[3].customer` */
  readonly path: string;
  /** `a function`, `an instance of Invoice` */
  readonly what: string;
}

const keptClasses: ReadonlySet<unknown> = new Set<unknown>([
  Array,
  Date,
  Map,
  Set,
  RegExp,
  ArrayBuffer,
  DataView,
  Buffer,
  Number,
  String,
  Boolean,
  BigInt,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
]);

/** Looks through a value for what V8's serializer drops silently (prototypes) or refuses (functions); undefined when all of it is kept. */
export function findUnstorable(value: unknown, path = "value", seen: Set<object> = new Set()): Unstorable | undefined {
  if (typeof value === "function")
    return { path, what: value.name === "" ? "a function" : `the function ${value.name}` };
  if (typeof value === "symbol") return { path, what: "a symbol" };
  if (typeof value !== "object" || value === null) return undefined;
  if (seen.has(value)) return undefined;
  seen.add(value);
  if (isPlainObject(value)) return findInFields(value, path, seen);
  const owner: unknown = Object.getPrototypeOf(value)?.constructor;
  if (!keptClasses.has(owner)) return { path, what: describeInstance(owner) };
  if (Array.isArray(value)) return findInArray(value, path, seen);
  if (value instanceof Map) return findInMap(value, path, seen);
  if (value instanceof Set) return findInSet(value, path, seen);
  if (value instanceof Error) return findInError(value, path, seen);
  return undefined;
}

/** An object without a class, of any realm. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

/** The path of a field, as one would write it. */
export function fieldPath(path: string, name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function describeInstance(owner: unknown): string {
  const name = typeof owner === "function" ? owner.name : "";
  return name === "" ? "an instance of a class" : `an instance of ${name}`;
}

function findInFields(value: Record<string, unknown>, path: string, seen: Set<object>): Unstorable | undefined {
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (typeof field !== "object" && typeof field !== "function" && typeof field !== "symbol") continue;
    const found = findUnstorable(field, fieldPath(path, name), seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInArray(value: readonly unknown[], path: string, seen: Set<object>): Unstorable | undefined {
  for (let index = 0; index < value.length; index += 1) {
    const item = value[index];
    if (typeof item !== "object" && typeof item !== "function" && typeof item !== "symbol") continue;
    const found = findUnstorable(item, `${path}[${index}]`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInMap(value: ReadonlyMap<unknown, unknown>, path: string, seen: Set<object>): Unstorable | undefined {
  for (const [key, item] of value) {
    const label = typeof key === "string" ? JSON.stringify(key) : String(key instanceof Object ? "…" : String(key));
    const found = findUnstorable(key, `a key of ${path}`, seen) ?? findUnstorable(item, `${path}.get(${label})`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInSet(value: ReadonlySet<unknown>, path: string, seen: Set<object>): Unstorable | undefined {
  for (const item of value) {
    const found = findUnstorable(item, `an item of ${path}`, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInError(value: Error, path: string, seen: Set<object>): Unstorable | undefined {
  const extra = Object.keys(value).find((name) => name !== "cause" && name !== "message" && name !== "stack");
  if (extra !== undefined) return { path: fieldPath(path, extra), what: "a field of an error, which is not kept" };
  return value.cause === undefined ? undefined : findUnstorable(value.cause, `${path}.cause`, seen);
}
