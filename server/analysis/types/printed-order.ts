import { ts } from "@ts-morph/common";

/*
 * The compiler orders members of unions, and properties that come from unions of names, by when it first met them: the same text gives
 * another order after an edit. Here everything gets an order that follows from the text alone.
 */

/** Members of a union: primitive types, then values, then the rest, `null` and `undefined` last; each once, `true` and `false` as one. */
export function orderMembers<Member extends { readonly text: string }>(members: readonly Member[]): Member[] {
  const byText = new Map(members.map((member) => [member.text, member]));
  const yes = byText.get("true");
  if (yes !== undefined && byText.has("false")) {
    byText.delete("true");
    byText.delete("false");
    byText.set("boolean", { ...yes, text: "boolean" });
  }
  return [...byText.values()].sort((a, b) => rank(a.text) - rank(b.text) || compareValues(a.text, b.text));
}

function rank(text: string): number {
  if (text === "undefined") return 9;
  if (text === "null") return 8;
  if (/^(string|number|bigint|boolean|symbol)$/.test(text)) return 0;
  if (/^["`\d-]/.test(text) || text === "true" || text === "false") return 1;
  return 2;
}

function compareValues(a: string, b: string): number {
  const difference = Number.parseFloat(a) - Number.parseFloat(b);
  if (!Number.isNaN(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Properties as they are written: those that one declaration holds keep its order, those that no declaration holds (`Record<"a" | "b", …>`)
 * go by name. What a type inherits or spreads comes before its own. Of a mapped type also the declarations are put in order.
 */
export function orderProperties(type: ts.Type, properties: readonly ts.Symbol[]): readonly ts.Symbol[] {
  const groups = new Map<ts.Node | undefined, ts.Symbol[]>();
  for (const property of properties) {
    const holder = property.declarations?.[0]?.parent;
    const group = groups.get(holder);
    if (group === undefined) groups.set(holder, [property]);
    else group.push(property);
  }
  const holders = [...groups.keys()];
  if (isMapped(type)) holders.sort(compareHolders);
  else putLast(holders, (type.symbol as ts.Symbol | undefined)?.declarations);
  return holders.flatMap((holder) => {
    const group = groups.get(holder) ?? [];
    return holder === undefined ? group.sort(compareNames) : group.sort((a, b) => positionOf(a) - positionOf(b));
  });
}

function putLast(holders: (ts.Node | undefined)[], own: readonly ts.Node[] | undefined): void {
  for (const node of own ?? []) {
    const index = holders.indexOf(node);
    if (index >= 0) holders.push(...holders.splice(index, 1));
  }
}

function isMapped(type: ts.Type): boolean {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0
  );
}

function positionOf(property: ts.Symbol): number {
  return property.declarations?.[0]?.pos ?? 0;
}

function compareNames(a: ts.Symbol, b: ts.Symbol): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function compareHolders(a: ts.Node | undefined, b: ts.Node | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const [fileOfA, fileOfB] = [a.getSourceFile().fileName, b.getSourceFile().fileName];
  if (fileOfA !== fileOfB) return fileOfA < fileOfB ? -1 : 1;
  return a.pos - b.pos;
}
