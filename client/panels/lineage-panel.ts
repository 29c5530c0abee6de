import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Disposable, l10n, Uri, ViewColumn, type WebviewPanel, window } from "vscode";
import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { FeedMessage, Revision } from "../../protocol/messages/lineage-feed.ts";
import type { PanelPlace, ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { PanelMethod, RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import type { Log } from "../log.ts";
import type { Problems } from "../show-problem.ts";
import type { PanelParameters } from "./panel-parameters.ts";
import { createPanelRelay } from "./panel-relay.ts";
import { webviewPage } from "./webview-page.ts";

export const lineageViewType = "evergraph.lineage";

/** What the panel needs of the rest of the extension. */
export interface LineageDesk {
  /** Folder of the extension. */
  readonly extensionFolder: string;
  /** What a page at this revision lacks. */
  readonly feedSince: (project: string, revision: Revision | undefined) => Promise<readonly FeedMessage[]>;
  readonly ask: (
    project: string,
    method: PanelMethod,
    parameters: PanelParameters,
    signal: AbortSignal,
  ) => Promise<Json>;
  readonly open: (project: string, asset: AssetKey) => void;
  readonly openPlace: (project: string, place: SourceRange) => void;
  readonly materialize: (project: string, request: PlanRequest, planned: boolean) => void;
  readonly debug: (project: string, asset: AssetKey) => void;
  readonly save: (project: string, name: string, base64: string) => void;
  readonly copy: (text: string) => void;
  readonly cancel: (project: string, run: RunId) => void;
  /** Whether the project can be run, why not, and what is wrong with its store. */
  readonly abilities: (project: string) => Extract<ToPanel, { kind: "abilities" }>;
  /** The asset at the editor's cursor, in a project. */
  readonly cursor: (project: string) => Promise<AssetKey | undefined>;
  /** Which project a panel showed before the window was loaded anew. */
  readonly lastProject: () => string | undefined;
  readonly rememberProject: (project: string) => void;
  readonly log: Log;
  readonly problems: Problems;
}

export interface LineagePanel extends Disposable {
  /** Opens the tab, or brings it to the front, and shows an asset, or a view, in it. */
  show(project: string, what: { readonly asset?: AssetKey; readonly place?: PanelPlace }): Promise<void>;
  /** New messages of a project: passed on unopened. */
  feed(project: string, messages: readonly FeedMessage[]): void;
  /** The server began anew: the page is brought to the present. */
  renew(): void;
  /** What can be run may have changed. */
  renewAbilities(): void;
  /** A run of a project began, went on or ended. */
  run(project: string, run: RunSummary): void;
  /** The editor's cursor may be elsewhere. Nothing is asked while nobody sees the panel. */
  followCursor(): Promise<void>;
  readonly project: string | undefined;
}

/** One editor tab. Its page lives only while it is seen; what it showed is kept by the page's own state. */
export function createLineagePanel(desk: LineageDesk): LineagePanel {
  let panel: WebviewPanel | undefined;
  let project: string | undefined;
  /** The page has said that it is there. */
  let listening = false;
  /** To be said when the page is there. */
  let wanted: readonly ToPanel[] = [];
  /** The last that was said of the cursor: null before the first time. */
  let cursor: AssetKey | undefined | null = null;
  let revision: Revision | undefined;
  /** What the last page kept of itself: a closed panel takes its own state with it. */
  let kept: { readonly project: string; readonly state: Json } | undefined;

  function post(message: ToPanel): void {
    if (panel !== undefined && listening) void panel.webview.postMessage(message);
  }

  async function bringToPresent(from: Revision | undefined): Promise<void> {
    const shown = project;
    if (shown === undefined) return;
    post(desk.abilities(shown));
    try {
      const messages = await desk.feedSince(shown, from);
      if (shown === project) send(messages);
    } catch (error) {
      // The page says that it waits; the server's next start brings it to the present.
      desk.log.error("The panel's graph could not be fetched.", error);
    }
    // What is wanted of a project that came meanwhile is said when that one is brought to the present.
    if (shown !== project) return;
    for (const message of wanted) post(message);
    wanted = [];
    cursor = null;
    await followCursor();
  }

  async function followCursor(): Promise<void> {
    const shown = project;
    if (shown === undefined || panel?.visible !== true || !listening) return;
    const asset = await desk.cursor(shown);
    if (asset === cursor || shown !== project) return;
    cursor = asset;
    post(asset === undefined ? { kind: "cursor" } : { kind: "cursor", asset });
  }

  function send(messages: readonly FeedMessage[]): void {
    for (const message of messages) {
      // What a snapshot brought may still arrive as a change that was on its way.
      if (message.kind !== "snapshot" && revision !== undefined && message.to <= revision) continue;
      revision = message.to;
      post(message);
    }
  }

  const relay = createPanelRelay({
    post,
    ready(drawn) {
      listening = true;
      revision = drawn;
      void bringToPresent(drawn);
    },
    ask: (method, parameters, signal) =>
      project === undefined ? Promise.resolve(null) : desk.ask(project, method, parameters, signal),
    open: (asset) => project !== undefined && desk.open(project, asset),
    openPlace: (place) => project !== undefined && desk.openPlace(project, place),
    materialize: (request, planned) => project !== undefined && desk.materialize(project, request, planned),
    debug: (asset) => project !== undefined && desk.debug(project, asset),
    save: (name, base64) => project !== undefined && desk.save(project, name, base64),
    copy: desk.copy,
    keep(state) {
      if (project !== undefined) kept = { project, state };
    },
    cancel: (run) => project !== undefined && desk.cancel(project, run),
    refused: (why) => desk.problems.show(why),
    problem: (message) => desk.log.error(`The lineage panel: ${message}`),
  });

  /** The page is gone, or will be: it hears nothing, and what it asked need not be answered. */
  function silence(): void {
    listening = false;
    relay.end();
  }

  async function adopt(next: WebviewPanel): Promise<void> {
    panel = next;
    silence();
    next.title = l10n.t("Lineage");
    const icon = (theme: string) => Uri.file(join(desk.extensionFolder, "media", `lineage-${theme}.svg`));
    next.iconPath = { light: icon("light"), dark: icon("dark") };
    next.webview.options = { enableScripts: true, localResourceRoots: [] };
    next.webview.onDidReceiveMessage(relay.take);
    next.onDidChangeViewState(({ webviewPanel }) => {
      // A hidden page is gone; when it is seen again it says that it is ready.
      if (!webviewPanel.visible) silence();
    });
    next.onDidDispose(() => {
      if (panel === next) {
        panel = undefined;
        silence();
      }
    });
    const file = (name: string) => readFile(join(desk.extensionFolder, "dist", "webview", name), "utf8");
    try {
      const [script, worker, style] = await Promise.all([
        file("lineage.js"),
        file("lineage-worker.js"),
        file("lineage.css"),
      ]);
      const nonce = randomBytes(16).toString("base64url");
      const state = kept !== undefined && kept.project === project ? { kept: kept.state } : {};
      next.webview.html = webviewPage({ title: next.title, script, worker, style, nonce, ...state });
    } catch (error) {
      desk.log.error("The page of the panel could not be read.", error);
      desk.problems.tell(editorErrors.panelBroken, { file: "dist/webview" });
      next.dispose();
    }
  }

  const serializer = window.registerWebviewPanelSerializer(lineageViewType, {
    async deserializeWebviewPanel(revived: WebviewPanel) {
      project ??= desk.lastProject();
      if (panel !== undefined || project === undefined) revived.dispose();
      else await adopt(revived);
    },
  });

  return {
    get project() {
      return project;
    },
    async show(next, { asset, place }) {
      const other = project !== undefined && project !== next;
      project = next;
      wanted = [
        ...(place === undefined ? [] : [{ kind: "show", ...place } as const]),
        ...(asset === undefined ? [] : [{ kind: "reveal", asset } as const]),
      ];
      desk.rememberProject(next);
      if (panel === undefined) {
        await adopt(window.createWebviewPanel(lineageViewType, l10n.t("Lineage"), { viewColumn: ViewColumn.Active }));
        return;
      }
      panel.reveal(undefined, false);
      if (listening) await bringToPresent(other ? undefined : revision);
    },
    feed(of, messages) {
      if (of === project && listening) send(messages);
    },
    renew() {
      revision = undefined;
      if (listening) void bringToPresent(undefined);
    },
    renewAbilities() {
      if (project !== undefined) post(desk.abilities(project));
    },
    run(of, run) {
      if (of === project) post({ kind: "run", run });
    },
    followCursor,
    dispose() {
      serializer.dispose();
      panel?.dispose();
    },
  };
}
