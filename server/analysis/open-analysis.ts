import { type Analysis, type AnalysisOptions, createAnalysis } from "./analysis.ts";
import { readSnapshot, snapshotFile, stampSources } from "./files/fact-snapshot.ts";
import { readLinks } from "./files/link-snapshot.ts";
import { readInWorker } from "./files/read-in-worker.ts";

/** Fewer files are read sooner than a thread starts. */
const fewFiles = 200;

/**
 * As `createAnalysis`, but what is large is read in another thread, so that this one stays free and small; and with a cache folder, what
 * was read the last time is not read again. Nothing is read from or written to that folder without one being named.
 */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { folder, cacheFolder } = options;
  const stamps = stampSources(folder);
  const file = cacheFolder === undefined ? undefined : snapshotFile(cacheFolder);
  const snapshot = file === undefined ? undefined : readSnapshot(file, stamps);
  if (file !== undefined && snapshot?.isComplete === true) {
    return createAnalysis({
      ...options,
      known: { ...snapshot, links: snapshot.isExact ? readLinks(folder, file, snapshot.sign) : undefined },
    });
  }
  if (stamps.size < fewFiles) return createAnalysis(options);
  const known = await readInWorker(folder, file).sources;
  return createAnalysis(known === undefined ? options : { ...options, known });
}
