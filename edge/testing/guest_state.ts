import { makeContext } from "../../services/kit/context.ts";
import type { Clients } from "../clients/clients.ts";
import { RequestSession } from "../middleware/request_session.ts";
import type { State } from "../state.ts";

/** The state of a request from somebody who never came before. */
export function guestState(clients: Clients): State {
  return {
    clients,
    guest: { id: undefined, own: undefined, ensure: () => crypto.randomUUID() },
    session: new RequestSession(makeContext(), true),
    device: { ip: "", userAgent: "" },
    requestId: "request-1",
    origin: "https://shop.example",
    paymentOrigins: [],
    takesTestCards: true,
  };
}
