import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, LogLevel } from "../../protocol/record/events.ts";
import type { Log } from "../core/definitions/resource.ts";

const longestLine = 65_536;
/** A loop that prints must not fill the memory and the disk. */
const mostLines = 10_000;

/** Writes lines of an asset, or of the run itself, to the record; of one that never stops, the first ten thousand. */
export function createWriter(record: (body: EventBody) => void, asset: AssetKey | undefined) {
  let lines = 0;
  return (level: LogLevel, text: string, fields?: object): void => {
    lines++;
    if (lines > mostLines) return;
    if (lines === mostLines) {
      record({
        kind: "log",
        ...(asset !== undefined && { asset }),
        level: "warn",
        text: "Further lines are not kept.",
      });
      return;
    }
    const json = fields === undefined ? undefined : fieldsToJson(fields);
    record({
      kind: "log",
      ...(asset !== undefined && { asset }),
      level,
      text: text.length > longestLine ? `${text.slice(0, longestLine)}…` : text,
      ...(json !== undefined && { fields: json }),
    });
  };
}

/** The `log` of a context. */
export function createLog(write: (level: LogLevel, text: string, fields?: object) => void): Log {
  return {
    debug: (message, fields) => write("debug", String(message), fields),
    info: (message, fields) => write("info", String(message), fields),
    warn: (message, fields) => write("warn", String(message), fields),
    error: (message, fields) => write("error", String(message), fields),
  };
}

/** A line must never fail an asset: what JSON cannot say is said as text. */
function fieldsToJson(fields: object): Json | undefined {
  try {
    const text = JSON.stringify(fields, (_name, value: unknown) => {
      if (typeof value === "bigint") return String(value);
      return value instanceof Error ? { name: value.name, message: value.message } : value;
    });
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return String(fields);
  }
}
