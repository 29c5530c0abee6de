import type { Conversion, EventLog, UserEvent } from "../resources.ts";
import { sigmoid } from "./numbers.ts";
import { stableShare } from "./stable-share.ts";

/** Stands for the application: a month of users of a shop, invented from a seed, so that the example needs no network. */
export interface GeneratedWorld {
  readonly users: number;
  /** The same seed, the same month. */
  readonly seed: number;
}

const day = 24 * 60 * 60 * 1000;
const end = Date.UTC(2024, 1, 1);
const month = 30;

/** Opens the invented application. What users are like is hidden in here; assets only see what they did. */
export async function openEventLog(world: GeneratedWorld): Promise<EventLog> {
  const users = Array.from({ length: world.users }, (_, at) => userOf(world.seed, at));
  return {
    async events(days, signal) {
      const from = end - days * day;
      const rows = users.flatMap((user) => {
        signal.throwIfAborted();
        return eventsOf(user).filter((event) => event.at.getTime() >= from);
      });
      return rows.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.event_id < b.event_id ? -1 : 1));
    },
    conversions: async () => users.map(conversionOf),
    close: async () => {},
  };
}

interface User {
  readonly id: string;
  /** From 0 to 1: how often they come. */
  readonly activity: number;
  /** From 0 to 1: how much they like what they see. */
  readonly interest: number;
  /** Throws a die that always falls the same for the same name. */
  readonly chance: (name: string) => number;
}

function userOf(seed: number, at: number): User {
  const id = `user-${String(at + 1).padStart(4, "0")}`;
  const chance = (name: string) => stableShare(`${seed} ${id} ${name}`);
  return { id, activity: chance("activity"), interest: chance("interest"), chance };
}

function eventsOf(user: User): readonly UserEvent[] {
  const sessions = 1 + Math.floor(user.activity * 11);
  return Array.from({ length: sessions }, (_, at) => sessionOf(user, `${user.id}/${at + 1}`)).flat();
}

function sessionOf(user: User, session: string): readonly UserEvent[] {
  const begin = end - Math.ceil(user.chance(`${session} time`) * month * day);
  const views = 1 + Math.floor(user.chance(`${session} views`) * (2 + 6 * user.interest));
  const hasCart = user.chance(`${session} cart`) < 0.1 + 0.6 * user.interest;
  const hasPurchase = hasCart && user.chance(`${session} purchase`) < 0.5;
  const amount = Math.round((5 + 60 * user.chance(`${session} amount`)) * 100) / 100;
  const kinds: readonly UserEvent["kind"][] = [
    ...Array.from({ length: views }, () => "view" as const),
    ...(hasCart ? (["cart"] as const) : []),
    ...(hasPurchase ? (["purchase"] as const) : []),
  ];
  return kinds.map((kind, at) => ({
    event_id: `${session}/${at + 1}`,
    user_id: user.id,
    session_id: session,
    kind,
    amount: kind === "purchase" ? amount : 0,
    at: new Date(begin + at * 40_000),
  }));
}

function conversionOf(user: User): Conversion {
  const probability = sigmoid(-4.5 + 6 * user.interest + 2 * user.activity);
  return { user_id: user.id, converted: user.chance("conversion") < probability };
}
