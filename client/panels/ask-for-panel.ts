import type { Json } from "../../protocol/errors/error-entry.ts";
import type { PanelMethod, ServerRequests } from "../../protocol/messages/server-messages.ts";
import type { Server } from "../language-client.ts";

/** Passes a panel's question to the server, for the panel's own project: a page cannot name another. */
export async function askForPanel(
  server: Server,
  project: string,
  method: PanelMethod,
  parameters: { readonly [name: string]: Json | undefined },
): Promise<Json> {
  const asked = { ...parameters, project } as ServerRequests[PanelMethod][0];
  const answer = await (server.ask as (name: PanelMethod, parameters: unknown) => Promise<unknown>)(method, asked);
  return answer as Json;
}
