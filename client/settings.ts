import { Uri, workspace } from "vscode";
import { type SettingId, settings } from "./contributions.ts";

type Default<Id extends SettingId> = (typeof settings)[Id]["default"];
type Value<Id extends SettingId> =
  Default<Id> extends boolean ? boolean : Default<Id> extends string ? string : readonly string[];

/** A setting as it holds in a project. */
export function setting<Id extends SettingId>(id: Id, project: string): Value<Id> {
  const fallback = settings[id].default;
  return workspace.getConfiguration(undefined, Uri.file(project)).get(id, fallback) as Value<Id>;
}
