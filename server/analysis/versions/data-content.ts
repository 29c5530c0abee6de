import { hash } from "node:crypto";
import { parseLooseJson } from "../link/loose-json.ts";
import { objectOf } from "../link/typescript-config.ts";

/** What an imported file that is no code holds; JSON without its formatting, and only the property that is used. */
export function dataContent(text: string | undefined, file: string, member: string | undefined): string {
  if (text === undefined) return "missing";
  if (!/\.json[c5]?$/.test(file)) return hash("sha1", text.replaceAll("\r\n", "\n"));
  const value = parseLooseJson(text);
  if (value === undefined) return hash("sha1", text);
  const part = member === undefined ? value : objectOf(value)?.[member];
  return hash("sha1", JSON.stringify(part) ?? "absent");
}
