/** Bytes that grow where they are written, without a copy for each write. */
export class GrowingBytes {
  #buffer: Buffer;
  #size: number;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.#buffer = Buffer.from(content);
    this.#size = content.length;
  }

  get size(): number {
    return this.#size;
  }

  view(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  write(part: Uint8Array, at: number): void {
    this.resize(Math.max(this.#size, at + part.length));
    this.#buffer.set(part, at);
  }

  /** What is added is zero. */
  resize(size: number): void {
    if (size > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(size, this.#buffer.length * 2));
      larger.set(this.view());
      this.#buffer = larger;
    } else if (size < this.#size) {
      this.#buffer.fill(0, size, this.#size);
    }
    this.#size = size;
  }
}
