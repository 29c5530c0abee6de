/** What to do after the language server ended without being asked to. */
export type AfterCrash =
  | { readonly kind: "restart"; readonly afterMilliseconds: number }
  /** It ended too often in a short time: the user decides. */
  | { readonly kind: "give up" };

const spanMilliseconds = 3 * 60_000;
const mostInSpan = 5;

/** Restarts at once after a first crash, later after 1, 2, 4 and 8 seconds; a sixth within three minutes is left alone. */
export function createRestartPolicy(now: () => number): { crashed(): AfterCrash; forget(): void } {
  let crashes: number[] = [];
  return {
    crashed() {
      const at = now();
      crashes = [...crashes.filter((earlier) => at - earlier < spanMilliseconds), at];
      if (crashes.length > mostInSpan) return { kind: "give up" };
      const afterMilliseconds = crashes.length === 1 ? 0 : 1000 * 2 ** (crashes.length - 2);
      return { kind: "restart", afterMilliseconds };
    },
    forget() {
      crashes = [];
    },
  };
}
