import { readCookie, setCookie } from "../../../edge/middleware/cookies.ts";
import type { State } from "../../../edge/state.ts";

/** What a ticket stands for: a password that was right, or the beginning of a sign-in with a passkey. */
export type TicketKind = "second-factor" | "passkey";

/** As long as the user service remembers them. */
const SECONDS = 300;

type Site = Pick<State, "origin">;

/** Has the browser keep a ticket, out of the reach of scripts and of addresses. */
export function keepTicket(response: Response, name: TicketKind, ticket: string, site: Site): Response {
  const cookie = setCookie({ name, value: encodeURIComponent(ticket), maxAge: SECONDS }, isSecure(site));
  response.headers.append("set-cookie", cookie);
  return response;
}

/** Has the browser forget a ticket. */
export function dropTicket(response: Response, name: TicketKind, site: Site): Response {
  response.headers.append("set-cookie", setCookie({ name, value: "", maxAge: 0 }, isSecure(site)));
  return response;
}

/** The ticket that a browser keeps; undefined when it has none. */
export function readTicket({ headers }: Request, name: TicketKind, site: Site): string | undefined {
  try {
    return decodeURIComponent(readCookie(headers.get("cookie") ?? "", name, isSecure(site)) ?? "") || undefined;
  } catch {
    return undefined; // None that we wrote.
  }
}

function isSecure({ origin }: Site): boolean {
  return origin.startsWith("https:");
}
