import type { MaterializationEvent, Provenance, Slice } from "../../../protocol/record/events.ts";
import type { EventId, RunId } from "../../../protocol/record/identifiers.ts";
import type { Recorded } from "../../core/record/asset-record.ts";
import type { EventPlace } from "./event-page.ts";

/** Reads the materialization at a place of the journal again. */
export type ReadMaterialization = (place: EventPlace) => MaterializationEvent;

/** What a status needs of a materialization. */
export interface MaterializationFacts {
  readonly id: EventId;
  readonly time: number;
  readonly run: RunId | undefined;
  readonly of: Slice;
  readonly provenance: Provenance;
}

/** The latest materialization of an asset, without what only people look at: that is read from the journal when it is first asked for. */
export function lightMaterialization(
  facts: MaterializationFacts,
  place: EventPlace,
  read: ReadMaterialization,
): Recorded<MaterializationEvent> {
  // An optional field that is there and undefined reads like one that is absent.
  return new LightMaterialization(facts, place, read) as unknown as Recorded<MaterializationEvent>;
}

/** A class, because there are ten thousand: getters of an object's own would cost it more than all of its fields. */
class LightMaterialization {
  readonly kind = "materialization";
  readonly id: EventId;
  readonly time: number;
  readonly run: RunId | undefined;
  readonly of: Slice;
  readonly provenance: Provenance;
  readonly #place: EventPlace;
  readonly #read: ReadMaterialization;
  #whole: MaterializationEvent | undefined;

  constructor({ id, time, run, of, provenance }: MaterializationFacts, place: EventPlace, read: ReadMaterialization) {
    this.id = id;
    this.time = time;
    this.run = run;
    this.of = of;
    this.provenance = provenance;
    this.#place = place;
    this.#read = read;
  }

  get metadata() {
    return this.#content().metadata;
  }

  get value() {
    return this.#content().value;
  }

  get tags() {
    return this.#content().tags;
  }

  toJSON(): object {
    const { kind, id, time, run, of, provenance, metadata, value, tags } = this;
    return { kind, id, time, run, of, provenance, metadata, value, tags };
  }

  #content(): MaterializationEvent {
    this.#whole ??= this.#read(this.#place);
    return this.#whole;
  }
}
