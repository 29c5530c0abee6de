import {
  type CancellationToken,
  CancellationTokenSource,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  window,
} from "vscode";
import type { Selected, SelectionCompletion } from "../../protocol/messages/server-messages.ts";
import { completed, type SelectionRow, selectionRows } from "./selection-rows.ts";

export interface SelectionDesk {
  readonly select: (selection: string, cancellation: CancellationToken) => Promise<Selected>;
  readonly complete: (text: string, cancellation: CancellationToken) => Promise<SelectionCompletion>;
}

interface RowItem extends QuickPickItem {
  readonly row?: SelectionRow;
}

/** Asks for a selection: says while it is typed what it names or what is wrong with it, and offers what may come next. */
export async function askSelection(title: string, desk: SelectionDesk): Promise<string | undefined> {
  const box = window.createQuickPick<RowItem>();
  box.title = title;
  box.placeholder = l10n.t("For example +orders+2 and not group:raw");
  const chosen = Promise.withResolvers<string | undefined>();
  let asking = new CancellationTokenSource();

  async function ask(text: string): Promise<void> {
    asking.cancel();
    asking = new CancellationTokenSource();
    const { token } = asking;
    box.busy = true;
    try {
      const [selected, completion] = await Promise.all([desk.select(text, token), desk.complete(text, token)]);
      if (token.isCancellationRequested) return;
      const items = selectionRows(l10n.t, text, selected, completion).map(toItem);
      box.items = items;
      // VS Code puts those first whose label holds what is typed; Enter still does what the text says.
      box.activeItems = items.filter(({ row }) => row?.kind === "run");
    } catch {
      // The next letter asks again.
      if (!token.isCancellationRequested) box.items = [];
    }
    if (!token.isCancellationRequested) box.busy = false;
  }

  const listening = [
    box.onDidChangeValue((text) => void ask(text)),
    box.onDidAccept(() => {
      const row = box.activeItems[0]?.row;
      if (row?.kind === "run") chosen.resolve(box.value);
      if (row?.kind !== "candidate") return;
      box.value = completed(box.value, row);
      void ask(box.value);
    }),
    box.onDidHide(() => chosen.resolve(undefined)),
  ];
  box.show();
  void ask("");
  const selection = await chosen.promise;
  asking.cancel();
  for (const one of [...listening, box]) one.dispose();
  return selection;
}

function toItem(row: SelectionRow): RowItem {
  switch (row.kind) {
    case "run":
      return { label: `$(play) ${row.label}`, alwaysShow: true, row };
    case "problem":
      return { label: `$(error) ${row.message}`, detail: row.remedy, alwaysShow: true, row };
    case "heading":
      return { label: row.label, kind: QuickPickItemKind.Separator };
    case "candidate":
      return { label: row.label, description: row.description, alwaysShow: true, row };
    default:
      return row satisfies never;
  }
}
