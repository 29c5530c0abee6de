import type { ReadableRows } from "./readable-rows.ts";

/** Values that were read whole, for the next page of the same: the last ones, as long as all together are not too large. */
export interface KeptValues {
  /** What is kept of this file, if it is still the one that was read. */
  find(file: string, stamp: string): ReadableRows | undefined;
  keep(file: string, stamp: string, bytes: number, rows: ReadableRows): void;
}

interface Kept {
  readonly stamp: string;
  readonly bytes: number;
  readonly rows: ReadableRows;
}

/** `mostBytes`: of the files; a text takes up to twice as much. */
export function createKeptValues(mostBytes: number): KeptValues {
  const values = new Map<string, Kept>();
  let bytes = 0;

  function drop(file: string): void {
    bytes -= values.get(file)?.bytes ?? 0;
    values.delete(file);
  }

  return {
    find(file, stamp) {
      const known = values.get(file);
      if (known === undefined) return undefined;
      values.delete(file);
      values.set(file, known);
      if (known.stamp === stamp) return known.rows;
      drop(file);
      return undefined;
    },
    keep(file, stamp, size, rows) {
      drop(file);
      if (size > mostBytes) return;
      values.set(file, { stamp, bytes: size, rows });
      bytes += size;
      for (const oldest of values.keys()) {
        if (bytes <= mostBytes) break;
        drop(oldest);
      }
    },
  };
}
