/**
 * Stands in the bundle for the package `minimatch`. The language client matches paths with it for file operations (created, renamed,
 * deleted) of which a server asks to hear; ours asks for none, and a test holds that.
 */
export class Minimatch {
  constructor(pattern: string) {
    throw new Error(`The extension's bundle cannot match ${pattern}: file operations are not announced.`);
  }
}
