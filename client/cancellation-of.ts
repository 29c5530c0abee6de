import type { CancellationToken } from "vscode";

/** A signal as what VS Code and the language client know for it. */
export function cancellationOf(signal: AbortSignal): CancellationToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested(listener, self) {
      const told = (): void => void listener.call(self, undefined);
      signal.addEventListener("abort", told, { once: true });
      return { dispose: () => signal.removeEventListener("abort", told) };
    },
  };
}
