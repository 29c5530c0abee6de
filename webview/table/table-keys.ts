/** What a key means in the table. */
export type TableKey =
  | { readonly do: "move"; readonly by: number; readonly extend: boolean }
  | { readonly do: "page"; readonly by: -1 | 1; readonly extend: boolean }
  | { readonly do: "edge"; readonly to: "first" | "last"; readonly extend: boolean }
  | { readonly do: "cell"; readonly by: -1 | 1 }
  | {
      readonly do:
        | "open source"
        | "tick"
        | "tick all"
        | "open row"
        | "materialize"
        | "plan"
        | "graph"
        | "sort"
        | "value";
    }
  | { readonly do: "back" }
  | { readonly do: "find"; readonly letter: string };

interface Press {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const letters: Readonly<Record<string, "open row" | "materialize" | "plan" | "graph" | "sort" | "value">> = {
  e: "open row",
  m: "materialize",
  p: "plan",
  g: "graph",
  s: "sort",
  v: "value",
};

/**
 * The meaning of a press. A letter of a command runs it; any other begins to find a key by its name, and so does a capital. While
 * letters are being typed all of them belong to the name. Undefined: not the table's, the page may want it.
 */
export function tableKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Press, isFinding: boolean): TableKey | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key.toLowerCase() === "a" && !shiftKey ? { do: "tick all" } : undefined;
  switch (key) {
    case "ArrowDown":
      return { do: "move", by: 1, extend: shiftKey };
    case "ArrowUp":
      return { do: "move", by: -1, extend: shiftKey };
    case "PageDown":
      return { do: "page", by: 1, extend: shiftKey };
    case "PageUp":
      return { do: "page", by: -1, extend: shiftKey };
    case "Home":
      return { do: "edge", to: "first", extend: shiftKey };
    case "End":
      return { do: "edge", to: "last", extend: shiftKey };
    case "ArrowLeft":
      return { do: "cell", by: -1 };
    case "ArrowRight":
      return { do: "cell", by: 1 };
    case "Enter":
      return { do: "open source" };
    case " ":
      return { do: "tick" };
    case "Escape":
      return { do: "back" };
    default:
      break;
  }
  if (!/^[\p{L}\p{N}_.-]$/u.test(key)) return undefined;
  const command = letters[key];
  return isFinding || shiftKey || command === undefined ? { do: "find", letter: key } : { do: command };
}
