import type { FeedMessage } from "./lineage-feed.ts";
import type { FeedEnvelope } from "./server-messages.ts";

/** A feed message for JSON. */
export function toEnvelope(message: FeedMessage): FeedEnvelope {
  return { kind: message.kind, from: message.from, to: message.to, base64: encodeBase64(message.bytes) };
}

/** A feed message out of JSON. Throws a RangeError when its text is no base64. */
export function fromEnvelope(envelope: FeedEnvelope): FeedMessage {
  return { kind: envelope.kind, from: envelope.from, to: envelope.to, bytes: decodeBase64(envelope.base64) };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const digits = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const noDigit = 255;
const values = new Uint8Array(256).fill(noDigit);
digits.forEach((code, value) => {
  values[code] = value;
});
const padding = "=".charCodeAt(0);
const textChunk = 8192;

/** Neither Node's Buffer nor the DOM's btoa is here, and the built-in of the language is too young for Node 24. */
function encodeBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  let to = 0;
  for (let from = 0; from < bytes.length; from += 3) {
    const left = bytes.length - from;
    const word = (at(bytes, from) << 16) | (at(bytes, from + 1) << 8) | at(bytes, from + 2);
    text[to++] = at(digits, word >> 18);
    text[to++] = at(digits, (word >> 12) & 63);
    if (left > 1) text[to] = at(digits, (word >> 6) & 63);
    to++;
    if (left > 2) text[to] = at(digits, word & 63);
    to++;
  }
  const parts: string[] = [];
  for (let start = 0; start < text.length; start += textChunk) {
    // Spreading would go through an iterator, which takes ten times as long.
    parts.push(String.fromCharCode.apply(undefined, text.subarray(start, start + textChunk) as unknown as number[]));
  }
  return parts.join("");
}

function decodeBase64(text: string): ArrayBuffer {
  if (text.length % 4 !== 0) throw new RangeError("The feed's text is no base64: its length is not a multiple of 4.");
  const padded = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  const end = text.length - padded;
  let to = 0;
  for (let from = 0; from < text.length; from += 4) {
    let word = 0;
    for (let index = from; index < from + 4; index++) {
      const value = index < end ? (values[text.charCodeAt(index)] ?? noDigit) : 0;
      if (value === noDigit) throw new RangeError(`The feed's text is no base64: see character ${index}.`);
      word = (word << 6) | value;
    }
    bytes[to++] = word >> 16;
    if (to < bytes.length) bytes[to++] = (word >> 8) & 255;
    if (to < bytes.length) bytes[to++] = word & 255;
  }
  return bytes.buffer;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
