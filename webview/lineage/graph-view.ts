import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { TableChange } from "../../protocol/messages/asset-table.ts";
import type { FeedMessage } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { makeAccessibleTree, neighbours } from "./accessible-tree.ts";
import { makeMinimap } from "./minimap.ts";
import { makeStage, type Stage } from "./stage.ts";
import { makeTip } from "./tip.ts";
import type { FromWorker, GroupAround, KeptSheet } from "./worker-messages.ts";

/** The graph as a view. Its worker follows the feed also while another view is shown. */
export interface GraphView extends View {
  /** Has the keyboard. */
  readonly surface: HTMLElement;
  send: Stage["send"];
  start(): void;
  /** To the worker's own table, so that neither waits for the other. */
  feed(message: FeedMessage): void;
  /** The page's table took it. */
  fed(change: TableChange): void;
  /** Shows an asset, if need be out of its closed group. */
  reveal(asset: AssetKey): void;
  /** The sheet as an SVG document. */
  picture(): Promise<string>;
  kept(): KeptSheet;
}

export interface GraphDesk {
  readonly views: ViewDesk;
  readonly kept: KeptSheet;
  /** What the selection leaves, and which badges stand out. */
  chosen(): { readonly ids: readonly number[] | undefined; readonly badges: readonly number[] };
  /** What is kept has changed. */
  changed(): void;
  drawn(assets: number): void;
  broken(message: string): void;
  /** Pixels at the right of the sheet that the pane will lie on. */
  covered(): number;
}

export function makeGraphView(desk: GraphDesk): GraphView {
  const { host, table } = desk.views;
  const cards = new Map<AssetKey, Card>();
  const pictures: ((svg: string) => void)[] = [];
  let sheet = desk.kept;
  /** What the worker's sheet shows as selected. */
  let selected: AssetKey | undefined;
  let siblings: readonly AssetKey[] = [];
  let groups: readonly GroupAround[] = [];
  let sentIds: readonly number[] | undefined;
  const stage = makeStage({ heard, broken: desk.broken });
  const { send } = stage;
  const minimap = makeMinimap(send, stage.surface);
  const tree = makeAccessibleTree(stage.surface);
  const tip = makeTip(stage.element);
  stage.element.append(minimap.element);
  stage.watchTheme(minimap.redraw);

  function showTree(): void {
    tree.show(table, selected, { siblings, groups }, selected === undefined ? undefined : cards.get(selected));
  }

  function sendChosen(): void {
    const { ids, badges } = desk.chosen();
    if (ids !== sentIds) send(ids === undefined ? { kind: "narrow" } : { kind: "narrow", ids });
    sentIds = ids;
    send({ kind: "filter", filter: { badges } });
  }

  function follow(): void {
    const picked = desk.views.picked();
    if (picked === selected) return;
    if (picked === undefined) send({ kind: "select", reveal: false });
    else send({ kind: "select", key: picked, reveal: "see", covered: desk.covered() });
  }

  function heard(message: FromWorker): void {
    switch (message.kind) {
      case "drawn":
        desk.drawn(message.assets);
        return;
      case "hit":
        tip.show(message.hit, message.at, table);
        return;
      case "pressed": {
        const { hit, how } = message;
        if (hit.kind !== "asset") return;
        if (how === "open" || how === "double" || hit.name) host.tell({ kind: "open", asset: hit.key });
        return;
      }
      case "selected":
        selected = message.key;
        siblings = message.siblings;
        groups = message.groups;
        if (desk.views.picked() !== selected) desk.views.pick(selected);
        showTree();
        return;
      case "need cards":
        void fetchCards(message.keys);
        return;
      case "sheet":
        sheet = message.kept;
        tree.place(message.box);
        minimap.camera(message.camera);
        desk.changed();
        return;
      case "map":
        minimap.map(message.map);
        return;
      case "exported":
        for (const take of pictures.splice(0)) take(message.svg);
        return;
      case "problem":
        desk.broken(message.message);
        return;
      default:
        message satisfies never;
    }
  }

  async function fetchCards(keys: readonly AssetKey[]): Promise<void> {
    try {
      const answered = await host.ask("cards", { keys });
      const known = answered.filter((card) => card !== null);
      for (const card of known) cards.set(card.key, card);
      send({ kind: "cards", cards: known });
      if (selected !== undefined && keys.includes(selected)) showTree();
    } catch (error) {
      host.tell({ kind: "problem", message: `Cards were not answered: ${String(error)}` });
    }
  }

  /** What the tree shows depends on the asset and on its neighbours. */
  function concernsSelected(change: TableChange): boolean {
    const id = selected === undefined ? undefined : table.find(selected);
    if (selected === undefined || change.kind === "gap" || change.kind === "nothing") return false;
    if (id === undefined || change.kind !== "statuses") return true;
    const near = new Set([id, ...neighbours(table, id, "upstream"), ...neighbours(table, id, "downstream")]);
    return change.statuses.some((one) => near.has(one));
  }

  return {
    element: stage.element,
    surface: stage.surface,
    send,
    start() {
      sentIds = undefined;
      stage.start(sheet);
      sendChosen();
    },
    show() {
      send({ kind: "seen", seen: true });
      sendChosen();
      follow();
    },
    hide() {
      send({ kind: "point" });
      send({ kind: "seen", seen: false });
    },
    renew({ chosen, picked }) {
      if (chosen) sendChosen();
      if (picked) follow();
    },
    focus: () => stage.surface.focus(),
    feed: (message) => send({ kind: "feed", message }),
    fed(change) {
      if (change.kind === "everything") cards.clear();
      if (change.kind === "graph") {
        for (const id of change.moved) {
          const key = table.key(id);
          if (key !== undefined) cards.delete(key);
        }
      }
      if (concernsSelected(change)) showTree();
    },
    reveal: (asset) => send({ kind: "select", key: asset, reveal: "open group", covered: desk.covered() }),
    picture: () =>
      new Promise((resolve) => {
        pictures.push(resolve);
        send({ kind: "export" });
      }),
    kept: () => sheet,
  };
}
