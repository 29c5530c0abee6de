import type { RunId } from "../../../protocol/record/identifiers.ts";

/** The id of a run that is planned now: sortable by time, unique by six random hexadecimal digits. `20261124T132455-7f3a09` */
export function makeRunId(now: number, random: Uint8Array): RunId {
  const [time = ""] = new Date(now).toISOString().replaceAll(/[-:]/g, "").split(".");
  const digits = Array.from(random.subarray(0, 3), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${time}-${digits}` as RunId;
}
