import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { InputRead, Provenance } from "../../../protocol/record/events.ts";
import type { EventId } from "../../../protocol/record/identifiers.ts";

/*
 * Provenance as fields of a line. Versions that users write may hold any letter; those with letters that cut lines, partitions and declared
 * versions are too rare to have fields.
 */

const fieldsOfInput = 3;
const cutsLines = /[\t\n]/;

/** Whether fields say all of it. */
export function fitsInFields({ codeVersion, declaredVersion, dataVersion, inputs }: Provenance): boolean {
  if (declaredVersion !== undefined || codeVersion === "") return false;
  let versions = `${codeVersion} ${dataVersion}`;
  for (const input of inputs) {
    if (input.partitions !== undefined) return false;
    versions += input.dataVersion;
  }
  return !cutsLines.test(versions);
}

/** Three fields for each input, each with a tab before it. */
export function inputsToFields(inputs: readonly InputRead[]): string {
  let text = "";
  for (const { asset, dataVersion, event } of inputs) text += `\t${asset}\t${dataVersion}\t${event ?? ""}`;
  return text;
}

/** The fields of the inputs begin at `start` in the line. They are only read when they are asked for. */
export function provenanceFromFields(
  codeVersion: string,
  dataVersion: string,
  line: string,
  start: number,
): Provenance {
  return new IndexedProvenance(codeVersion === "" ? undefined : codeVersion, dataVersion, line, start) as Provenance;
}

class IndexedProvenance {
  readonly codeVersion: string | undefined;
  readonly dataVersion: string;
  readonly #line: string;
  readonly #start: number;
  #inputs: readonly InputRead[] | undefined;

  constructor(codeVersion: string | undefined, dataVersion: string, line: string, start: number) {
    this.codeVersion = codeVersion;
    this.dataVersion = dataVersion;
    this.#line = line;
    this.#start = start;
  }

  get inputs(): readonly InputRead[] {
    this.#inputs ??= decodeInputs(this.#line.slice(this.#start));
    return this.#inputs;
  }

  toJSON(): Provenance {
    const { codeVersion, dataVersion, inputs } = this;
    return codeVersion === undefined ? { dataVersion, inputs } : { codeVersion, dataVersion, inputs };
  }
}

function decodeInputs(text: string): readonly InputRead[] {
  const fields = text.split("\t");
  const inputs: InputRead[] = [];
  // Each field has its tab before it.
  for (let at = 1; at < fields.length; at += fieldsOfInput) {
    const asset = (fields[at] ?? "") as AssetKey;
    const dataVersion = fields[at + 1] ?? "";
    const event = (fields[at + 2] ?? "") as EventId | "";
    inputs.push(event === "" ? { asset, dataVersion } : { asset, dataVersion, event });
  }
  return inputs;
}
