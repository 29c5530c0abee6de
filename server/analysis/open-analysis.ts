import { type Analysis, type AnalysisOptions, createAnalysis } from "./analysis.ts";
import { listSources } from "./files/project-files.ts";
import { readInWorker } from "./files/read-in-worker.ts";

/** Fewer files are read sooner than a thread starts. */
const fewFiles = 200;

/** As `createAnalysis`, but what is large is read in another thread, so that this one stays free and small. */
export async function openAnalysis(options: AnalysisOptions): Promise<Analysis> {
  const { folder } = options;
  if (listSources(folder).files.length < fewFiles) return createAnalysis(options);
  const known = await readInWorker(folder);
  return createAnalysis(known === undefined ? options : { ...options, known });
}
