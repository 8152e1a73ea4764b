import type { State } from "../../../edge/state.ts";
import type { SecondFactor } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { keepTicket, readTicket } from "./ticket_cookie.ts";

/** A sign-in that waits for its second factor, as the browser keeps it. */
export type WaitingSignIn = Pick<SecondFactor, "ticket" | "totp" | "passkey">;

/** Goes on to the page that asks for the second factor. The ticket goes in a cookie: addresses are seen by too many. */
export function keepSecondFactor(
  { ticket, totp, passkey }: WaitingSignIn,
  next: string | undefined,
  state: State,
): Response {
  const location = `/sign-in/second-factor${next ? `?next=${encodeURIComponent(next)}` : ""}`;
  const response = new Response(null, { status: 303, headers: { location } });
  return keepTicket(response, "second-factor", `${totp ? "t" : ""}${passkey ? "p" : ""}.${ticket}`, state);
}

/** The sign-in that a browser has waiting; undefined when it has none. */
export function readSecondFactor(req: Request, state: State): WaitingSignIn | undefined {
  // What the ticket is good for only decides what is shown: the user service knows by itself.
  const [, factors, ticket] = /^(t?p?)\.(.+)$/.exec(readTicket(req, "second-factor", state) ?? "") ?? [];
  return ticket ? { ticket, totp: factors!.includes("t"), passkey: factors!.includes("p") } : undefined;
}
