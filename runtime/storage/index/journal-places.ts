import { join } from "node:path";
import type { StoredEvent } from "../../../protocol/record/events.ts";
import type { FileSystem } from "../file-system.ts";
import { decodeLine } from "../journal/journal-line.ts";

/** A place in a file of the journal. */
export interface FilePlace {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
}

/** Reads events again from their places, in the order asked for; each file is opened once. Throws when one is not there any more. */
export function readPlaces(fileSystem: FileSystem, folder: string, places: readonly FilePlace[]): StoredEvent[] {
  const open = new Map<string, number>();
  try {
    return places.map(({ file, offset, length }) => {
      let descriptor = open.get(file);
      if (descriptor === undefined) {
        descriptor = fileSystem.openSync(join(folder, file), "r");
        open.set(file, descriptor);
      }
      return readLine(fileSystem, descriptor, { file, offset, length });
    });
  } finally {
    for (const descriptor of open.values()) fileSystem.closeSync(descriptor);
  }
}

function readLine(fileSystem: FileSystem, descriptor: number, { file, offset, length }: FilePlace): StoredEvent {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const count = fileSystem.readSync(descriptor, bytes, got, length - got, offset + got);
    if (count === 0) break;
    got += count;
  }
  const event = got === length ? decodeLine(bytes.subarray(0, length - 1)) : undefined;
  if (event === undefined) throw new Error(`the journal ${file} no longer holds the event at ${offset}`);
  return event;
}
