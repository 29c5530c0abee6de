/** Appends numbers and texts to a growing buffer. Numbers are little-endian base-128: small ones take one byte. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^32 - 1. */
  count(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number from -2^31 to 2^31 - 1; near 0 is short. */
  difference(value: number): void {
    this.count(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** A text without its length: UTF-16 units as numbers, so ASCII takes a byte each and no unit is lost. */
  units(text: string): void {
    for (let index = 0; index < text.length; index++) this.count(text.charCodeAt(index));
  }

  /** What was written, in a buffer of exactly that length. */
  finish(): ArrayBuffer {
    return this.#bytes.buffer.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(this.#bytes.length * 2 + more);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what `ByteWriter` wrote, in the same order. Throws a RangeError where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(buffer: ArrayBuffer) {
    this.#bytes = new Uint8Array(buffer);
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined)
      throw new RangeError(`The message ends at byte ${this.#bytes.length}, before its content.`);
    return value;
  }

  count(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
      shift += 7;
      if (shift > 28) throw new RangeError(`The number at byte ${this.#at - 5} is longer than 32 bits.`);
    }
  }

  difference(): number {
    const value = this.count();
    return (value >>> 1) ^ -(value & 1);
  }

  units(length: number): string {
    if (length > this.#bytes.length - this.#at) {
      throw new RangeError(`A text of ${length} units does not fit into the rest of the message.`);
    }
    let text = "";
    for (let left = length; left > 0; left--) text += String.fromCharCode(this.count());
    return text;
  }
}
