import type { EventBody } from "../../protocol/record/events.ts";

const mark = "•••";
// Shorter values (a port, "true") would blacken ordinary text.
const shortestSecret = 6;

/** Keeps what `env()` gave out of everything that is written. */
export interface Redactor {
  add(secret: string): void;
  text(text: string): string;
  event<Body extends EventBody>(body: Body): Body;
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let pattern: RegExp | undefined;

  return { add, text, event };

  function add(secret: string): void {
    if (secret.length < shortestSecret || secrets.has(secret)) return;
    secrets.add(secret);
    // The longest first, so that no end of a longer one is left standing.
    const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
    pattern = new RegExp(longestFirst.map(escapePattern).join("|"), "g");
  }

  function text(value: string): string {
    return pattern === undefined ? value : value.replace(pattern, mark);
  }

  function event<Body extends EventBody>(body: Body): Body {
    if (pattern === undefined) return body;
    if (body.kind !== "materialization") return redacted(body) as Body;
    // What is stored is the user's value; only what is shown of it is written for people.
    const { value, metadata, ...rest } = body;
    const shown = value?.preview === undefined ? {} : { preview: redacted(value.preview) };
    const kept = value === undefined ? {} : { value: { ...value, ...shown } };
    return { ...rest, ...kept, metadata: redacted(metadata) } as Body;
  }

  function redacted(value: unknown): unknown {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) return value.map(redacted);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, redacted(part)]));
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
