const plain = /^[\p{L}_][\p{L}\p{N}\p{M}_./-]*$/u;
const bare = /^[\p{L}\p{N}\p{M}_.-][\p{L}\p{N}\p{M}_./-]*$/u;
const reserved: ReadonlySet<string> = new Set("and or not sinks roots key group owner kind tag".split(" "));

/** A value as it is written behind an attribute: in quotes where the language could take it for something else. */
export function writtenValue(text: string): string {
  return plain.test(text) && !reserved.has(text.toLowerCase()) ? text : `"${text}"`;
}

/** A key as it is written by itself. */
export function writtenKey(key: string): string {
  return bare.test(key) && !/^\d+$/.test(key) && !reserved.has(key.toLowerCase()) ? key : `"${key}"`;
}
