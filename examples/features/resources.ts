import { resource } from "evergraph";

/** What a user did, as the application writes it down. */
export interface UserEvent {
  event_id: string;
  user_id: string;
  session_id: string;
  kind: "view" | "cart" | "purchase";
  /** In euros; 0 unless it is a purchase. */
  amount: number;
  at: Date;
}

/** Whether a user took a subscription within the month after the events. */
export interface Conversion {
  user_id: string;
  converted: boolean;
}

/** Where the application keeps its events. */
export interface EventLog {
  /** The events of the last days, oldest first. */
  events(days: number, signal: AbortSignal): Promise<UserEvent[]>;
  conversions(): Promise<Conversion[]>;
  close(): Promise<void>;
}

/** A slot: assets ask for it, and `evergraph.config.ts` says for each environment what fills it. */
export const eventLog = resource<EventLog>("event_log");
