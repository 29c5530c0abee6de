import { type Json, type RecordedError, UserError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { Revision } from "../../protocol/messages/lineage-feed.ts";
import type { FromPanel, ToPanel } from "../../protocol/messages/panel-messages.ts";
import { type PanelMethod, panelMethods } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { isFileName, type PanelParameters, readPlace, readQuestion, readRequest } from "./panel-parameters.ts";

/** What a panel can make happen. */
export interface PanelDesk {
  readonly post: (message: ToPanel) => void;
  readonly ready: (revision: Revision | undefined) => void;
  /** Asks the server, in the panel's project. Once the signal aborts nobody waits for the answer. */
  readonly ask: (method: PanelMethod, parameters: PanelParameters, signal: AbortSignal) => Promise<Json>;
  readonly open: (asset: AssetKey) => void;
  readonly openPlace: (place: SourceRange) => void;
  readonly materialize: (request: PlanRequest, planned: boolean) => void;
  readonly debug: (asset: AssetKey) => void;
  readonly save: (name: string, base64: string) => void;
  readonly copy: (text: string) => void;
  readonly cancel: (run: RunId) => void;
  /** What the page keeps of itself, for the next one. */
  readonly keep: (state: Json) => void;
  /** What was asked for is not done; a person waits for it and is told why. */
  readonly refused: (why: RecordedError) => void;
  readonly problem: (message: string) => void;
}

export interface PanelRelay {
  /** Carries out what the page says. What is none of the protocol is passed over: a page is not to be believed blindly. */
  take(message: unknown): void;
  /** The page is gone: what it asked need not be answered any more. */
  end(): void;
}

/** Letters of JSON. */
const mostKept = 200_000;

/** Stands between a panel's page and the extension. */
export function createPanelRelay(desk: PanelDesk): PanelRelay {
  const asked = new Map<number, AbortController>();

  async function answer({ id, method, params }: FromPanel & { kind: "ask" }): Promise<void> {
    const parameters = readQuestion(method, params);
    if (parameters instanceof UserError) {
      desk.problem(parameters.message);
      desk.post({ kind: "answer", id, error: recorded(parameters) });
      return;
    }
    const ending = new AbortController();
    asked.set(id, ending);
    const { signal } = ending;
    try {
      const result = await desk.ask(method, parameters, signal);
      if (!signal.aborted) desk.post({ kind: "answer", id, result });
    } catch (error) {
      if (!signal.aborted) desk.post({ kind: "answer", id, error: recorded(error) });
    } finally {
      if (asked.get(id) === ending) asked.delete(id);
    }
  }

  function take(message: unknown): void {
    const said = readMessage(message);
    if (said === undefined) {
      desk.problem("The panel sent something that is no message.");
      return;
    }
    if (said instanceof UserError) {
      desk.refused(recorded(said));
      return;
    }
    switch (said.kind) {
      case "ready":
        desk.ready(said.revision);
        return;
      case "ask":
        void answer(said);
        return;
      case "forget":
        asked.get(said.id)?.abort();
        return;
      case "open":
        desk.open(said.asset);
        return;
      case "open place":
        desk.openPlace(said.range);
        return;
      case "materialize":
        desk.materialize(said.request, said.planned === true);
        return;
      case "debug":
        desk.debug(said.asset);
        return;
      case "save":
        desk.save(said.name, said.base64);
        return;
      case "copy":
        desk.copy(said.text);
        return;
      case "cancel":
        desk.cancel(said.run);
        return;
      case "keep":
        desk.keep(said.state);
        return;
      case "problem":
        desk.problem(said.message);
        return;
      default:
        said satisfies never;
    }
  }

  return {
    take,
    end() {
      for (const ending of asked.values()) ending.abort();
    },
  };
}

/** The state of a page is some lines of text; what is much more is none. */
function isSmall(state: unknown): boolean {
  return typeof state === "object" && state !== null && JSON.stringify(state).length <= mostKept;
}

function recorded(error: unknown): RecordedError {
  if (error instanceof UserError) return { code: error.code, message: error.message, remedy: error.remedy };
  return { message: error instanceof Error ? error.message : String(error) };
}

/** undefined: no message. An error: one of which something cannot be done as it was meant. */
function readMessage(message: unknown): FromPanel | UserError | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const said = message as Record<string, unknown>;
  switch (said.kind) {
    case "ready":
      return typeof said.revision === "number" ? { kind: "ready", revision: said.revision } : { kind: "ready" };
    case "ask": {
      const method = panelMethods.find((name) => name === said.method);
      if (typeof said.id !== "number" || method === undefined) return undefined;
      return { kind: "ask", id: said.id, method, params: said.params as Json };
    }
    case "forget":
      return typeof said.id === "number" ? { kind: "forget", id: said.id } : undefined;
    case "open":
    case "debug": {
      const asset = typeof said.asset === "string" ? parseAssetKey(said.asset) : undefined;
      return asset === undefined ? undefined : { kind: said.kind, asset };
    }
    case "open place": {
      const range = readPlace(said.range);
      return range === undefined ? undefined : { kind: "open place", range };
    }
    case "materialize": {
      const request = readRequest(said.request);
      if (request instanceof UserError) return request;
      return { kind: "materialize", request, ...(said.planned === true && { planned: true }) };
    }
    case "save": {
      const { name, base64 } = said;
      if (typeof name !== "string" || typeof base64 !== "string" || !isFileName(name)) return undefined;
      return { kind: "save", name, base64 };
    }
    case "copy":
      return typeof said.text === "string" ? { kind: "copy", text: said.text } : undefined;
    case "cancel":
      return typeof said.run === "string" ? { kind: "cancel", run: said.run as RunId } : undefined;
    case "keep":
      return isSmall(said.state) ? { kind: "keep", state: said.state as Json } : undefined;
    case "problem":
      return typeof said.message === "string" ? { kind: "problem", message: said.message } : undefined;
    default:
      return undefined;
  }
}
