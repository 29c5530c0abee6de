import { hash } from "node:crypto";
import type { CodeMember, Doubt } from "../../../protocol/graph/code-version.ts";
import { itemsOf, type OneOrMore, withItem, withoutItem } from "./one-or-more.ts";

/** A place in the graph; a process gives what has one key the same place for life. */
export type NodeId = number;

/** What a person sees of a node. Its hash takes time to make, and few are looked at. */
export interface NodeMember extends Omit<CodeMember, "hash"> {
  hash(): string;
}

/** What a node is by itself. */
export interface NodeContent {
  /** Of the thing itself, without what it uses. */
  readonly shape: string;
  readonly member: NodeMember | undefined;
  readonly doubts: readonly Doubt[];
}

interface NodeState {
  readonly content: NodeContent;
  readonly targets: readonly NodeId[];
  readonly writers: readonly NodeId[];
}

/** So many earlier states of a node are kept. */
const longestHistory = 64;

/** Nodes that use each other, each with a hash of itself and of all that it reaches. Rings are hashed as one. */
export class MerkleGraph {
  readonly contents: NodeContent[] = [];
  readonly targets: (readonly NodeId[])[] = [];
  /** What changes a node from outside, in order; part of what it reaches. */
  readonly writers: (readonly NodeId[])[] = [];
  readonly #dependents: (OneOrMore<NodeId> | undefined)[] = [];
  readonly #closed: (string | undefined)[] = [];
  readonly #doubtful: boolean[] = [];
  readonly #places = new Map<string, NodeId>();
  /** What nodes were in earlier epochs, oldest first, so that what was answered then can still be explained. */
  readonly #history = new Map<NodeId, { readonly until: number; readonly state: NodeState }[]>();
  readonly #setIn: number[] = [];
  #epoch = 0;
  readonly #onStale: (node: NodeId) => void;

  /** onStale: told of every node whose hash is forgotten. */
  constructor(onStale: (node: NodeId) => void) {
    this.#onStale = onStale;
  }

  place(key: string): NodeId {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const node = this.add();
    this.#places.set(key, node);
    return node;
  }

  /** A new place, for what the caller finds again by itself. */
  add(): NodeId {
    const node = this.contents.push({ shape: "", member: undefined, doubts: [] }) - 1;
    this.targets.push([]);
    this.writers.push([]);
    this.#dependents.push(undefined);
    this.#closed.push(undefined);
    this.#doubtful.push(false);
    this.#setIn.push(this.#epoch);
    return node;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** From here on nodes change: what was answered before is of the epoch before. */
  beginEpoch(): void {
    this.#epoch += 1;
  }

  #remember(node: NodeId): void {
    const setIn = this.#setIn[node] ?? 0;
    if (setIn === this.#epoch) return;
    const history = this.#history.get(node) ?? [];
    history.push({ until: this.#epoch - 1, state: this.#now(node) });
    if (history.length > longestHistory) history.shift();
    this.#history.set(node, history);
    this.#setIn[node] = this.#epoch;
  }

  #now(node: NodeId): NodeState {
    return {
      content: this.contents[node] ?? { shape: "", member: undefined, doubts: [] },
      targets: this.targets[node] ?? [],
      writers: this.writers[node] ?? [],
    };
  }

  /** The members that these nodes reached in an epoch. */
  membersAt(epoch: number, starts: readonly NodeId[]): readonly CodeMember[] {
    const members: CodeMember[] = [];
    const seen = new Set<NodeId>();
    const open = [...starts];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      const past = this.#history.get(node)?.find(({ until }) => until >= epoch)?.state;
      const member = (past?.content ?? this.contents[node])?.member;
      if (member !== undefined) members.push({ file: member.file, name: member.name, hash: member.hash() });
      open.push(...(past?.targets ?? this.targets[node] ?? []), ...(past?.writers ?? this.writers[node] ?? []));
    }
    return members;
  }

  setContent(node: NodeId, content: NodeContent): void {
    const before = this.contents[node];
    if (before !== undefined && isSameContent(before, content)) return;
    this.#remember(node);
    this.contents[node] = content;
    this.stale(node);
  }

  setTargets(node: NodeId, targets: readonly NodeId[]): void {
    if (this.#replace(this.targets, node, targets)) this.stale(node);
  }

  setWriters(node: NodeId, writers: readonly NodeId[]): void {
    if (this.#replace(this.writers, node, writers)) this.stale(node);
  }

  #replace(edges: (readonly NodeId[])[], node: NodeId, after: readonly NodeId[]): boolean {
    const before = edges[node] ?? [];
    if (before.length === after.length && before.every((target, index) => target === after[index])) return false;
    this.#remember(node);
    edges[node] = after;
    for (const target of before) {
      if (!this.targets[node]?.includes(target) && !this.writers[node]?.includes(target)) {
        this.#dependents[target] = withoutItem(this.#dependents[target], node);
      }
    }
    for (const target of after) this.#dependents[target] = withItem(this.#dependents[target], node);
    return true;
  }

  /** Forgets the hashes of a node and of all that reach it. */
  stale(start: NodeId): void {
    const open = [start];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (this.#closed[node] === undefined && node !== start) continue;
      this.#closed[node] = undefined;
      this.#onStale(node);
      for (const dependent of itemsOf(this.#dependents[node])) {
        if (this.#closed[dependent] !== undefined) open.push(dependent);
      }
    }
  }

  /** The hash of a node with all that it reaches. */
  hashOf(node: NodeId): string {
    return this.#closed[node] ?? this.#close(node);
  }

  /** Whether anything that a node reaches cannot be followed. */
  isDoubtful(node: NodeId): boolean {
    this.hashOf(node);
    return this.#doubtful[node] === true;
  }

  /** All nodes that these reach, themselves included. */
  reach(starts: Iterable<NodeId>, into: Set<NodeId> = new Set()): Set<NodeId> {
    const open = [...starts];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (into.has(node)) continue;
      into.add(node);
      for (const target of this.targets[node] ?? []) if (!into.has(target)) open.push(target);
      for (const target of this.writers[node] ?? []) if (!into.has(target)) open.push(target);
    }
    return into;
  }

  /** Tarjan's algorithm without recursion: each knot is closed when all that it reaches is. */
  #close(root: NodeId): string {
    const order = new Map<NodeId, number>();
    const low = new Map<NodeId, number>();
    const stack: NodeId[] = [];
    const waiting = new Set<NodeId>();
    const path: { readonly node: NodeId; readonly edges: readonly NodeId[]; at: number }[] = [];
    const enter = (node: NodeId): void => {
      order.set(node, order.size);
      low.set(node, order.size - 1);
      stack.push(node);
      waiting.add(node);
      path.push({ node, edges: this.#edges(node), at: 0 });
    };
    enter(root);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { node, edges } = frame;
      const target = edges[frame.at];
      if (target !== undefined) {
        frame.at += 1;
        if (this.#closed[target] !== undefined) continue;
        const seen = order.get(target);
        if (seen === undefined) enter(target);
        else if (waiting.has(target)) low.set(node, Math.min(low.get(node) ?? 0, seen));
        continue;
      }
      path.pop();
      const own = low.get(node) ?? 0;
      const parent = path.at(-1);
      if (parent !== undefined) low.set(parent.node, Math.min(low.get(parent.node) ?? 0, own));
      if (own !== order.get(node)) continue;
      const knot: NodeId[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        waiting.delete(member);
        knot.push(member);
        if (member === node) break;
      }
      this.#closeKnot(knot);
    }
    return this.#closed[root] ?? "";
  }

  #edges(node: NodeId): readonly NodeId[] {
    const targets = this.targets[node] ?? [];
    const writers = this.writers[node] ?? [];
    return writers.length === 0 ? targets : [...targets, ...writers];
  }

  #closeKnot(knot: readonly NodeId[]): void {
    const inside = new Set(knot);
    const [only] = knot;
    const edgesOf = new Map(knot.map((node) => [node, this.#edges(node)]));
    let doubtful = false;
    for (const [node, edges] of edgesOf) {
      doubtful ||= (this.contents[node]?.doubts.length ?? 0) > 0;
      for (const target of edges) doubtful ||= !inside.has(target) && this.#doubtful[target] === true;
    }
    for (const node of knot) this.#doubtful[node] = doubtful;
    const combine = (node: NodeId, colors: ReadonlyMap<NodeId, string>): string => {
      let text = this.contents[node]?.shape ?? "";
      const targetCount = this.targets[node]?.length ?? 0;
      for (const [index, target] of (edgesOf.get(node) ?? []).entries()) {
        text += `${index === targetCount ? "|" : ","}${colors.get(target) ?? this.#closed[target] ?? ""}`;
      }
      return hash("sha1", text);
    };
    if (only !== undefined && knot.length === 1 && !(edgesOf.get(only) ?? []).includes(only)) {
      this.#closed[only] = combine(only, new Map());
      return;
    }
    // Members of a ring are told apart by what they are and use, never by name or place: refined until nothing more differs.
    let colors = new Map(knot.map((node) => [node, this.contents[node]?.shape ?? ""]));
    let kinds = new Set(colors.values()).size;
    for (let round = 0; round < knot.length; round += 1) {
      const refined = new Map(knot.map((node) => [node, combine(node, colors)]));
      const refinedKinds = new Set(refined.values()).size;
      colors = refined;
      if (round > 0 && refinedKinds === kinds) break;
      kinds = refinedKinds;
    }
    const whole = [...colors.values()].sort().join(",");
    for (const node of knot) this.#closed[node] = hash("sha1", `ring ${colors.get(node) ?? ""} ${whole}`);
  }
}

function isSameContent(one: NodeContent, other: NodeContent): boolean {
  return (
    one.shape === other.shape &&
    one.member?.hash() === other.member?.hash() &&
    one.member?.name === other.member?.name &&
    one.doubts.length === other.doubts.length &&
    one.doubts.every((doubt, index) => {
      const against = other.doubts[index];
      return doubt.kind === against?.kind && doubt.line === against.line && doubt.text === against.text;
    })
  );
}
