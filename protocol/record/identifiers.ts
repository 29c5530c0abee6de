/** Sortable by time and unique: `20261124T132455-7f3a09`. */
export type RunId = string & { readonly "~brand": "RunId" };

/** Which event: its writer and the writer's own count, from 0. */
export type EventId = `${string}:${number}`;

/** How far a reader has come: by writer, the count of events that it has seen. */
export type EventCursor = Readonly<Record<string, number>>;
