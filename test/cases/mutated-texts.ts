import { readFileSync } from "node:fs";
import type { Position } from "../../protocol/graph/source-range.ts";

/** Source texts that were cut, spliced and sprinkled with signs, as while they are typed. The same for the same seed. */
export interface MutatedTexts {
  /** The next one, with the name of the file that it was. */
  next(): { readonly file: string; readonly text: string };
  /** A place in a text: anywhere, even beyond it, or behind a sign where something may be completed. */
  position(text: string): Position;
}

const syntax = ["{", "}", "(", "=>", "`", '"', "import ", "${", "@", "</", "asset(", "deps: [", "({ "];
const signs = [...syntax, "\0", "\r\n", "\u2028"];

interface Case {
  readonly files: Readonly<Record<string, string>>;
}

export function mutatedTexts(seed: number): MutatedTexts {
  const cases = ["code-versions.dev.json", "graph.dev.json"].flatMap(
    (name) => JSON.parse(readFileSync(new URL(`./${name}`, import.meta.url), "utf8")) as readonly Case[],
  );
  const texts = cases.flatMap(({ files }) => Object.entries(files).filter(([file]) => /\.[mc]?tsx?$/.test(file)));
  let state = seed;

  function random(below: number): number {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  }

  function mutate(text: string): string {
    const at = random(text.length);
    switch (random(4)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(at + 1 + random(20));
      case 2:
        return text.slice(0, at) + signs[random(signs.length)] + text.slice(at);
      default:
        return text.slice(0, at) + text.slice(random(text.length), random(text.length)) + text.slice(at);
    }
  }

  return {
    position(text) {
      const openings = [...text.matchAll(/\(\{ |["'`]/g)].map(({ index }) => index + 1 + random(3));
      const at = random(2) === 0 ? undefined : openings[random(openings.length)];
      if (at === undefined) return { line: random(text.split("\n").length + 1), character: random(80) };
      const before = text.slice(0, at).split("\n");
      return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    },
    next() {
      const [file, text] = texts[random(texts.length)] ?? ["a.ts", ""];
      return { file, text: mutate(mutate(text)) };
    },
  };
}
