// A cold start for bench/analysis.ts: node analysis-cold.ts <folder> prints the times until the graph and until all code versions.
import { createAnalysis } from "../server/analysis/analysis.ts";
import { processorMilliseconds } from "./row.ts";

const analysis = createAnalysis({ folder: process.argv[2] ?? "" });
const { nodes } = analysis.graph();
const graph = processorMilliseconds();
const wallGraph = performance.now();
for (const node of nodes) if (node !== null) analysis.codeVersion(node.id);
console.log(JSON.stringify({ graph, wallGraph, versions: processorMilliseconds(), wallVersions: performance.now() }));
