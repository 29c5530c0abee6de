/* Before there is a registry: a name is `unknown`, an annotation (interface or type alias) is believed. Compiled on its own. */
import { type Asset, asset, daily, materialize, singleRun } from "evergraph";

interface Inputs {
  prices: { symbol: string; price: number }[];
  readonly holdings: ReadonlyMap<string, number>;
}
async function value({ prices, holdings }: Inputs) {
  return prices.reduce((sum, p) => sum + p.price * (holdings.get(p.symbol) ?? 0), 0);
}
export const portfolio = asset("portfolio", value);
export const grouped = asset(
  "grouped",
  { group: "finance", partitions: daily({ start: "2024-01-01" }) },
  async ({ prices }: Inputs, { partition, log }) => {
    log.info(partition.key);
    return prices.length;
  },
);
export const batched = asset(
  "batched",
  { partitions: daily({ start: "2024-01-01" }), backfillPolicy: singleRun() },
  ({ prices }: { prices: ReadonlyMap<string, number[]> }, { partitions }) =>
    new Map(partitions.keys.map((key) => [key, prices.get(key)?.length ?? 0])),
);
export const aliased = asset("aliased", ({ users }: { users: { id: string }[] }) => users.map((user) => user.id));
export const unannotated = asset("unannotated", ({ users }) => {
  const rows: unknown = users;
  return typeof rows;
});
export const noInputs = asset("no_inputs", () => 1);
export const contextOnly = asset("context_only", { group: "x" }, (_, { key, environment }) => `${key} ${environment}`);
export const referred = asset("referred", { inputs: { portfolio, other: "anything" } }, ({ portfolio, other }) => {
  const x: unknown = other;
  return [portfolio.toFixed(2), x];
});

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(equal: Equal<A, B>): void;
type Value<H> = H extends Asset<infer V, any, any, any> ? V : never;
same<Value<typeof portfolio>, number>(true);
same<Value<typeof aliased>, string[]>(true);
same<Value<typeof batched>, number>(true);
// @ts-expect-error never `any`
asset("wrong", ({ users }) => users.length);
// @ts-expect-error never `any`, with options either
asset("wrong", { group: "x" }, ({ users }) => users.map((user: { id: string }) => user.id));
// @ts-expect-error a reference has its type
asset("wrong", { inputs: { portfolio } }, ({ portfolio }: { portfolio: string }) => portfolio);
// @ts-expect-error the context is not weakened
asset("wrong", (_: Inputs, { partition }) => partition);

export async function tests() {
  await portfolio({ prices: [], holdings: new Map() });
  (await materialize([portfolio], { given: { prices: [], holdings: new Map() } })).value(portfolio).toFixed();
}
