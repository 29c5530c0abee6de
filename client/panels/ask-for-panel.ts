import type { Json } from "../../protocol/errors/error-entry.ts";
import type { PanelMethod, ServerRequests } from "../../protocol/messages/server-messages.ts";
import { cancellationOf } from "../cancellation-of.ts";
import type { Server } from "../language-client.ts";
import type { PanelParameters } from "./panel-parameters.ts";

/** Passes a panel's question to the server, for the panel's own project: a page cannot name another. Aborting takes it back there too. */
export async function askForPanel(
  server: Pick<Server, "ask">,
  project: string,
  method: PanelMethod,
  parameters: PanelParameters,
  signal: AbortSignal,
): Promise<Json> {
  const asked = { ...parameters, project } as ServerRequests[PanelMethod][0];
  return (await server.ask(method, asked, cancellationOf(signal))) as unknown as Json;
}
