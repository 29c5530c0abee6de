/** What may be given to a handle that is called by itself. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly environment?: string;
  readonly resources?: object;
  readonly inputs?: object;
  readonly config?: unknown;
}

/** What the context of an asset and of a check have in common, when their handle is called by itself. */
export function callContext(key: string, { signal, environment, resources }: CallOptions): object {
  return {
    key,
    run: { id: "call", tags: {} },
    environment: environment ?? "test",
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    signal: signal ?? neverAborted(),
    ...(resources === undefined ? {} : { resources }),
  };
}

function ignore(): void {}

/** A standard global wherever JavaScript runs today, yet of no library that core may name. */
function neverAborted(): AbortSignal {
  const { AbortController } = globalThis as unknown as { AbortController: new () => { readonly signal: AbortSignal } };
  return new AbortController().signal;
}
