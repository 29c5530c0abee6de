import type { Json, RecordedError } from "../protocol/errors/error-entry.ts";
import type { FromPanel, ToPanel } from "../protocol/messages/panel-messages.ts";
import type { PanelMethod, ServerRequests } from "../protocol/messages/server-messages.ts";

/** What VS Code gives a page. */
interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type Answer<Method extends PanelMethod> = ServerRequests[Method][1];
type Question<Method extends PanelMethod> = Omit<ServerRequests[Method][0], "project">;
export type Told = Exclude<ToPanel, { readonly kind: "answer" }>;

/** The page's line to the extension host. */
export interface HostConnection {
  tell(message: Exclude<FromPanel, { readonly kind: "ask" | "forget" | "keep" }>): void;
  /**
   * Asks the language server. Rejects with the server's words when it cannot answer; the host adds the project. When `signal` is
   * aborted nobody waits any more: the question is taken back, and the promise rejects with the signal's reason.
   */
  ask<Method extends PanelMethod>(
    method: Method,
    params: Question<Method>,
    signal?: AbortSignal,
  ): Promise<Answer<Method>>;
  /** What was kept when the page was last hidden or its panel closed; of another version it may look otherwise. Undefined: nothing. */
  kept(): unknown;
  keep(state: Json): void;
}

/** Why the server did not answer. */
export class NotAnswered extends Error {
  override readonly name = "NotAnswered";
  readonly recorded: RecordedError;
  constructor(recorded: RecordedError) {
    super(recorded.message);
    this.recorded = recorded;
  }
}

/** Milliseconds from the first change until the host is told. */
const keepPause = 500;

/** Connects once: VS Code gives its API to a page a single time. */
export function connectToHost(told: (message: Told) => void): HostConnection {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let lastQuestion = 0;
  /** What the host is to be told of; a camera in motion keeps something at each frame. */
  let untold: Json | undefined;
  window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
    if (data.kind !== "answer") {
      told(data);
      return;
    }
    const question = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error !== undefined) question?.reject(new NotAnswered(data.error));
    else question?.resolve(data.result);
  });
  return {
    tell: (message) => api.postMessage(message),
    ask<Method extends PanelMethod>(method: Method, params: Question<Method>, signal?: AbortSignal) {
      const id = ++lastQuestion;
      return new Promise<Answer<Method>>((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
        signal?.addEventListener("abort", () => {
          // An answered question cannot be taken back.
          if (!waiting.delete(id)) return;
          api.postMessage({ kind: "forget", id });
          reject(signal.reason);
        });
        api.postMessage({ kind: "ask", id, method, params: params as unknown as Json });
      });
    },
    kept: () => api.getState() ?? keptByHost(),
    keep(state) {
      api.setState(state);
      if (untold === undefined) window.setTimeout(tellKept, keepPause);
      untold = state;
    },
  };

  function tellKept(): void {
    if (untold !== undefined) api.postMessage({ kind: "keep", state: untold });
    untold = undefined;
  }
}

/** Of the panel before this one, which was closed. */
function keptByHost(): unknown {
  const text = document.getElementById("kept-state")?.textContent;
  if (text === undefined || text === null || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
