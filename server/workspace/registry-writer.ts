import type { TypeLane } from "../analysis/types/type-lane.ts";

/** Writes the registry of types a little after they settled, so that one burst of edits writes it once. */
export interface RegistryWriter {
  /** The types may be others. */
  ask(): void;
  /** Resolves when what was asked for is written, or given up. */
  stop(): Promise<void>;
}

const rest = 300;

export function createRegistryWriter(
  types: TypeLane,
  mayWrite: () => boolean,
  onProblem: (problem: unknown) => void,
): RegistryWriter {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    try {
      if (mayWrite()) await types.writeRegistry();
    } catch (problem) {
      onProblem(problem);
    }
  }

  return {
    ask() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        writing = writing.then(write);
      }, rest);
    },
    async stop() {
      clearTimeout(timer);
      await writing;
    },
  };
}
