/** The name under which `module.exports = …` and `export = …` are kept. */
export const wholeExport = "export=";

/** The package whose functions define assets. */
export const packageName = "evergraph";
