/** What a feature needs of a cancellation token; the protocol's own fits. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** Where a bug in a feature is told. */
export type FeatureLog = (message: string) => void;

/**
 * Wraps the handler of a request, so that nothing it does takes the server down: what it throws is logged and answered with null, and so
 * is a request that was cancelled, at once, even while the handler still waits.
 */
export function feature<Parameters, Result>(
  name: string,
  log: FeatureLog,
  handle: (parameters: Parameters, signal: AbortSignal) => Result | Promise<Result>,
): (parameters: Parameters, cancellation: Cancellation) => Promise<Result | null> {
  return async (parameters, cancellation) => {
    if (cancellation.isCancellationRequested) return null;
    const cancelled = Promise.withResolvers<null>();
    const ending = new AbortController();
    const listening = cancellation.onCancellationRequested(() => {
      ending.abort();
      cancelled.resolve(null);
    });
    try {
      return await Promise.race([handle(parameters, ending.signal), cancelled.promise]);
    } catch (error) {
      if (!cancellation.isCancellationRequested) log(describe(name, error));
      return null;
    } finally {
      listening.dispose();
    }
  };
}

/**
 * Wraps the handler of one of our own requests: as `feature`, but who asked is told when it fails, since null may be an answer there.
 */
export function request<Parameters, Result>(
  name: string,
  log: FeatureLog,
  handle: (parameters: Parameters, signal: AbortSignal) => Result | Promise<Result>,
): (parameters: Parameters, cancellation: Cancellation) => Promise<Result | null> {
  return async (parameters, cancellation) => {
    const failure: { error?: unknown } = {};
    const guarded = feature(name, log, async (given: Parameters, signal) => {
      try {
        return await handle(given, signal);
      } catch (error) {
        failure.error = error;
        throw error;
      }
    });
    const answer = await guarded(parameters, cancellation);
    if ("error" in failure && !cancellation.isCancellationRequested) throw failure.error;
    return answer;
  };
}

/** Wraps the handler of something told, in the same way. */
export function listener<Parameters>(
  name: string,
  log: FeatureLog,
  handle: (parameters: Parameters) => void | Promise<void>,
): (parameters: Parameters) => Promise<void> {
  return async (parameters) => {
    try {
      await handle(parameters);
    } catch (error) {
      log(describe(name, error));
    }
  };
}

/** Does something of which a bug is to stop nothing around it: it is logged, and `otherwise` stands for the answer. */
export function survived<Result>(name: string, log: FeatureLog, otherwise: Result, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    log(describe(name, error));
    return otherwise;
  }
}

function describe(name: string, error: unknown): string {
  return `${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
