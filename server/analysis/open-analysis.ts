import { randomUUID } from "node:crypto";
import { type Analysis, type AnalysisOptions, createAnalysis } from "./analysis.ts";
import { type FactSnapshot, readSnapshot, snapshotFile, stampSources } from "./files/fact-snapshot.ts";
import type { KnownSources } from "./files/fact-store.ts";
import { readLinks } from "./files/link-snapshot.ts";
import { readInWorker, writeInWorker } from "./files/read-in-worker.ts";

/** Fewer files are read sooner than a thread starts. */
const fewFiles = 200;

/**
 * As `createAnalysis`, but what is large is read in another thread, so that this one stays free and small; and with a cache folder, what
 * was read the last time is not read again, and what is read now is not held. Nothing is read from or written to that folder without one
 * being named.
 */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const known = await readBefore(options);
  return createAnalysis(known === undefined ? options : { ...options, known });
}

async function readBefore({ folder, cacheFolder }: AnalysisOptions): Promise<KnownSources | undefined> {
  const stamps = stampSources(folder);
  const file = cacheFolder === undefined ? undefined : snapshotFile(cacheFolder);
  if (file !== undefined) {
    const earlier = readSnapshot(file, stamps);
    if (earlier?.isComplete === true) return withLinks(folder, file, earlier);
  }
  if (stamps.size < fewFiles) return undefined;
  if (file !== undefined) {
    const handover = randomUUID();
    const written = await writeInWorker(folder, file, handover);
    const snapshot = written ? readSnapshot(file, stamps, handover) : undefined;
    if (snapshot !== undefined) return withLinks(folder, file, snapshot);
  }
  return readInWorker(folder);
}

function withLinks(folder: string, file: string, snapshot: FactSnapshot): KnownSources {
  return snapshot.isExact ? { ...snapshot, links: readLinks(folder, file, snapshot.sign) } : snapshot;
}
