// A start for bench/analysis.ts: node analysis-start.ts <folder> [cache folder] prints the times until the graph and until all code versions.
import { openAnalysis } from "../server/analysis/open-analysis.ts";
import { processorMilliseconds } from "./row.ts";

const [folder = "", cacheFolder] = process.argv.slice(2);
const began = { processor: processorMilliseconds(), wall: performance.now() };
const analysis = await openAnalysis(cacheFolder === undefined ? { folder } : { folder, cacheFolder });
const { nodes } = analysis.graph();
const graph = processorMilliseconds();
const wallGraph = performance.now();
for (const node of nodes) if (node !== null) analysis.codeVersion(node.id);
const versions = processorMilliseconds();
const wallVersions = performance.now();
// As a command does at its end: what was made is kept for the next.
analysis.close();
console.log(
  JSON.stringify({
    graph,
    wallGraph,
    versions,
    wallVersions,
    versionsAlone: versions - graph,
    // Without loading Node and our own code.
    graphAlone: graph - began.processor,
    wallGraphAlone: wallGraph - began.wall,
  }),
);
