// The compiler alone, without what ts-morph puts around it: half the time to load. In CommonJS, so that Node does not look through nine
// megabytes of text for what they export.
exports.ts = require("@ts-morph/common/dist/typescript.js");
