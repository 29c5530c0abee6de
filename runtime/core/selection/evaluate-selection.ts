import { nearestName } from "../../../protocol/errors/nearest-name.ts";
import type { AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { Badge } from "../../../protocol/record/status.ts";
import { badges } from "../../../protocol/record/status.ts";
import type { GraphIndex } from "../graph/graph-index.ts";
import { closure } from "../graph/graph-index.ts";
import type { IdSet } from "../graph/id-set.ts";
import { addId, emptyIdSet, hasId, idSetOf, idsIn, intersect, subtract, unite } from "../graph/id-set.ts";
import { parseSelection } from "./parse-selection.ts";
import type { AttributeValue, Selection, SelectionProblem, Span } from "./selection.ts";
import { wildcard } from "./wildcard.ts";

export interface SelectionContext {
  readonly graph: AssetGraph;
  readonly index: GraphIndex;
  /** For `status:`; undefined: statuses are not known here. */
  readonly badge?: (asset: AssetId) => Badge;
  /**
   * Whether `*`, `not`, groups, tags, kinds and neighbours take external assets too. What is to be made leaves them out; what is to be
   * shown includes them. By key, owner or `is:external` they are always found.
   */
  readonly external: "included" | "left out";
}

export type Evaluated =
  | { readonly ids: readonly AssetId[]; readonly problem?: undefined }
  | { readonly ids?: undefined; readonly problem: SelectionProblem };

/** The assets that a selection's text names, in order of id. Never throws. */
export function select(text: string, context: SelectionContext): Evaluated {
  const parsed = parseSelection(text);
  return parsed.problem === undefined ? evaluateSelection(parsed.selection, context) : parsed;
}

/** The assets that a selection names, in order of id. */
export function evaluateSelection(selection: Selection, context: SelectionContext): Evaluated {
  const evaluation = new Evaluation(context);
  const set = evaluation.evaluate(selection);
  return evaluation.problem === undefined ? { ids: idsIn(set) } : { problem: evaluation.problem };
}

const partitionWords: Readonly<Record<NonNullable<AssetNode["partitions"]>["kind"], string>> = {
  hourly: "time",
  daily: "time",
  weekly: "time",
  monthly: "time",
  cron: "time",
  static: "static",
  dynamic: "dynamic",
  multi: "multipartitions",
};

/** Badges as people write them after `status:`. */
const statusWords: ReadonlyMap<string, Badge> = new Map<string, Badge>([
  ...badges.map((badge) => [badge, badge] as const),
  ...badges.map((badge) => [badge.replaceAll(" ", "_"), badge] as const),
  ["never run", "never"],
  ["never_run", "never"],
  ["missing", "never"],
]);

const knownKeys = new WeakMap<AssetGraph, ReadonlyMap<string, AssetId>>();

/** The defined assets of a graph by key; made once for a graph, which never changes. */
function idsByKey(graph: AssetGraph): ReadonlyMap<string, AssetId> {
  const known = knownKeys.get(graph);
  if (known !== undefined) return known;
  const ids = new Map<string, AssetId>();
  for (const node of graph.nodes) if (node !== null) ids.set(node.key, node.id);
  knownKeys.set(graph, ids);
  return ids;
}

class Evaluation {
  readonly #context: SelectionContext;
  readonly #size: number;
  readonly #jobs: ReadonlySet<string>;
  problem: SelectionProblem | undefined;

  constructor(context: SelectionContext, jobs: ReadonlySet<string> = new Set()) {
    this.#context = context;
    this.#size = context.index.size;
    this.#jobs = jobs;
  }

  evaluate(selection: Selection): IdSet {
    switch (selection.kind) {
      case "all":
        return this.#whereShown(() => true);
      case "word":
        return this.#word(selection.text, selection);
      case "attribute":
        return this.#attribute(selection);
      case "neighbours":
        return this.#neighbours(this.evaluate(selection.of), selection.up, selection.down);
      case "not":
        return subtract(
          this.#whereShown(() => true),
          this.evaluate(selection.of),
        );
      case "and":
      case "or":
        return this.#joined(selection);
      case "sinks":
        return this.#ends(this.evaluate(selection.of), "down");
      case "roots":
        return this.#ends(this.evaluate(selection.of), "up");
      default:
        return selection satisfies never;
    }
  }

  /** A list of thousands of keys leans to the left as deep as it is long, so it is not walked by recursion. */
  #joined(selection: Selection & { readonly kind: "and" | "or" }): IdSet {
    const right: { readonly kind: "and" | "or"; readonly of: Selection }[] = [];
    let first: Selection = selection;
    while (first.kind === "and" || first.kind === "or") {
      right.push({ kind: first.kind, of: first.right });
      first = first.left;
    }
    let set = this.evaluate(first);
    for (const { kind, of } of right.reverse()) {
      const other = this.evaluate(of);
      set = kind === "and" ? intersect(set, other) : unite(set, other);
    }
    return set;
  }

  /** The assets of one key, or of all that a pattern fits. */
  #keyed(text: string): IdSet {
    if (!text.includes("*")) {
      const id = idsByKey(this.#context.graph).get(text);
      return idSetOf(this.#size, id === undefined ? [] : [id]);
    }
    const matches = wildcard(text);
    return this.#where(({ key }) => matches(key));
  }

  #word(text: string, span: Span): IdSet {
    const set = this.#keyed(text);
    if (text.includes("*") || set.some((bits) => bits !== 0)) return set;
    const suggestion = nearestName(
      text,
      this.#context.graph.nodes.flatMap((node) => (node === null ? [] : [node.key])),
    );
    this.problem ??= { kind: "unknown key", key: text, suggestion, start: span.start, end: span.end };
    return set;
  }

  #attribute(selection: Selection & { readonly kind: "attribute" }): IdSet {
    const { attribute, value, tagValue } = selection;
    switch (attribute) {
      case "key":
        return value === "none" ? emptyIdSet(this.#size) : this.#keyed(value.text);
      case "group": {
        const matches = matcher(value);
        return this.#whereShown(({ group }) => matches(group));
      }
      case "owner":
        return this.#where(({ owners }) => (value === "none" ? owners.length === 0 : owners.includes(value.text)));
      case "kind":
        return this.#whereShown(({ kinds }) => (value === "none" ? kinds.length === 0 : kinds.includes(value.text)));
      case "tag": {
        const name = value === "none" ? "" : value.text;
        const wanted = tagValue === undefined || tagValue === "none" ? "" : tagValue.text;
        return this.#whereShown(({ tags }) => Object.hasOwn(tags, name) && tags[name] === wanted);
      }
      case "partitions": {
        const wanted = value === "none" ? "none" : value.text;
        return this.#where(({ partitions }) => (partitions ? partitionWords[partitions.kind] : "none") === wanted);
      }
      case "status":
        return this.#status(value, selection);
      case "is":
        return this.#is(value, selection);
      case "job":
      case "schedule":
      case "sensor":
        return value === "none" ? emptyIdSet(this.#size) : this.#automation(attribute, value.text);
      default:
        return attribute satisfies never;
    }
  }

  #status(value: AttributeValue, span: Span): IdSet {
    const badge = value === "none" ? undefined : statusWords.get(value.text);
    const { badge: badgeOf } = this.#context;
    if (badge === undefined) return this.#wrong(`there is no such status; there are ${badges.join(", ")}`, span);
    if (badgeOf === undefined) return this.#unsupported("status", span);
    return this.#where(({ id }) => badgeOf(id) === badge);
  }

  #is(value: AttributeValue, span: Span): IdSet {
    const text = value === "none" ? "" : value.text;
    if (text === "external") return this.#where(({ kind }) => kind === "external");
    if (text === "materializable") return this.#where(({ kind }) => kind === "asset");
    return this.#wrong("is: takes external or materializable", span);
  }

  /** What a job selects; of a schedule or sensor, what its job does. */
  #automation(attribute: "job" | "schedule" | "sensor", name: string): IdSet {
    const { jobs, schedules, sensors } = this.#context.graph;
    let job: string | null = name;
    if (attribute === "schedule") job = schedules.find((schedule) => schedule.name === name)?.job ?? null;
    if (attribute === "sensor") job = sensors.find((sensor) => sensor.name === name)?.job ?? null;
    const text = job === null ? null : (jobs.find((candidate) => candidate.name === job)?.selection ?? null);
    // A job whose selection names the job itself selects nothing by that.
    if (job === null || text === null || this.#jobs.has(job)) return emptyIdSet(this.#size);
    const parsed = parseSelection(text);
    if (parsed.problem !== undefined) return emptyIdSet(this.#size);
    return new Evaluation(this.#context, new Set([...this.#jobs, job])).evaluate(parsed.selection);
  }

  #neighbours(seeds: IdSet, up: number | undefined, down: number | undefined): IdSet {
    const { index } = this.#context;
    const ids = idsIn(seeds);
    let result = up === undefined && down === undefined ? seeds : emptyIdSet(this.#size);
    if (up !== undefined) result = unite(result, this.#shown(closure(index, index.up, ids, up)));
    if (down !== undefined) result = unite(result, this.#defined(closure(index, index.down, ids, down)));
    return result;
  }

  /** Those of a set that have no other of it below them (`down`) or above them (`up`), however far. */
  #ends(set: IdSet, direction: "up" | "down"): IdSet {
    const { index } = this.#context;
    const towards = index[direction];
    // From the far end inwards: whether something of the set was met on the way to an asset.
    const order = direction === "up" ? index.order : index.order.toReversed();
    const hasMet = new Uint8Array(this.#size);
    const ends = emptyIdSet(this.#size);
    for (const id of order) {
      for (let edge = towards.start[id] ?? 0; edge < (towards.start[id + 1] ?? 0); edge++) {
        const next = towards.ids[edge] ?? 0;
        if (next !== id && (hasMet[next] === 1 || hasId(set, next))) hasMet[id] = 1;
      }
      if (hasId(set, id) && hasMet[id] === 0) addId(ends, id);
    }
    return ends;
  }

  #where(matches: (node: AssetNode) => boolean): IdSet {
    const set = emptyIdSet(this.#size);
    for (const node of this.#context.graph.nodes) if (node !== null && matches(node)) addId(set, node.id);
    return set;
  }

  #whereShown(matches: (node: AssetNode) => boolean): IdSet {
    const { external } = this.#context;
    return this.#where((node) => (external === "included" || node.kind !== "external") && matches(node));
  }

  #shown(set: IdSet): IdSet {
    return intersect(
      set,
      this.#whereShown(() => true),
    );
  }

  #defined(set: IdSet): IdSet {
    return intersect(
      set,
      this.#where(() => true),
    );
  }

  #wrong(why: string, { start, end }: Span): IdSet {
    this.problem ??= { kind: "syntax", why, start, end };
    return idSetOf(this.#size, []);
  }

  #unsupported(attribute: string, { start, end }: Span): IdSet {
    this.problem ??= { kind: "unsupported", attribute, start, end };
    return idSetOf(this.#size, []);
  }
}

function matcher(value: AttributeValue): (text: string) => boolean {
  return value === "none" ? () => false : wildcard(value.text);
}
