import { at } from "./directed-graph.ts";

/** Points one after the other, in columns that grow. */
export class PointBuffer {
  #x: Float64Array<ArrayBuffer>;
  #y: Float64Array<ArrayBuffer>;
  #length = 0;

  /** `expected`: how many points come. */
  constructor(expected: number) {
    this.#x = new Float64Array(Math.max(8, expected));
    this.#y = new Float64Array(Math.max(8, expected));
  }

  get length(): number {
    return this.#length;
  }

  add(x: number, y: number): void {
    if (this.#length === this.#x.length) {
      this.#x = doubled(this.#x);
      this.#y = doubled(this.#y);
    }
    this.#x[this.#length] = x;
    this.#y[this.#length] = y;
    this.#length++;
  }

  /** A view of what was added. */
  columns(): { readonly x: Float64Array; readonly y: Float64Array } {
    return { x: this.#x.subarray(0, this.#length), y: this.#y.subarray(0, this.#length) };
  }

  toPoints(): { readonly x: number; readonly y: number }[] {
    return Array.from({ length: this.#length }, (_, point) => ({ x: at(this.#x, point), y: at(this.#y, point) }));
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * column.length);
  larger.set(column);
  return larger;
}
