import type { Json } from "../protocol/errors/error-entry.ts";

/** Any stored value as JSON: dates in ISO form, big integers and what is no finite number as text, Maps as pairs, Sets and typed arrays as lists. */
export function toJson(value: unknown): Json {
  return convert(value, new Set());
}

function convert(value: unknown, above: Set<object>): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "undefined":
      return null;
    case "bigint":
    case "symbol":
    case "function":
      return String(value);
    case "object":
      return value === null ? null : convertObject(value, above);
  }
}

function convertObject(value: object, above: Set<object>): Json {
  if (above.has(value)) return "[inside itself]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp || value instanceof Error) return String(value);
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return listOf(value).map((item) => convert(item, above));
  above.add(value);
  const json = convertInside(value, above);
  above.delete(value);
  return json;
}

function convertInside(value: object, above: Set<object>): Json {
  if (Array.isArray(value) || value instanceof Set || value instanceof Map) {
    return Array.from(value, (item) => convert(item, above));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, convert(field, above)]),
  );
}

function listOf(view: ArrayBufferView): readonly unknown[] {
  if (view instanceof DataView) return [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)];
  return Array.from(view as unknown as Iterable<unknown>);
}
