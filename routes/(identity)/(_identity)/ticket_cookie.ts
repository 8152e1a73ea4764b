import type { State } from "../../../edge/state.ts";

/** What a ticket stands for: a password that was right, or the beginning of a sign-in with a passkey. */
export type TicketKind = "second-factor" | "passkey";

/** As long as the user service remembers them. */
const SECONDS = 300;

type Site = Pick<State, "origin">;

/** Has the browser keep a ticket, out of the reach of scripts and of addresses. It comes back only from our own pages. */
export function keepTicket(response: Response, kind: TicketKind, ticket: string, site: Site): Response {
  return setCookie(response, kind, encodeURIComponent(ticket), SECONDS, site);
}

/** Has the browser forget a ticket. */
export function dropTicket(response: Response, kind: TicketKind, site: Site): Response {
  return setCookie(response, kind, "", 0, site);
}

/** The ticket that a browser keeps; undefined when it has none. */
export function readTicket({ headers }: Request, kind: TicketKind, site: Site): string | undefined {
  const prefix = `${cookieName(kind, site)}=`;
  const cookies = headers.get("cookie")?.split(";").map((cookie) => cookie.trim()) ?? [];
  const value = cookies.find((cookie) => cookie.startsWith(prefix))?.slice(prefix.length);
  try {
    return decodeURIComponent(value ?? "") || undefined;
  } catch {
    return undefined; // None that we wrote.
  }
}

function setCookie(response: Response, kind: TicketKind, value: string, seconds: number, site: Site): Response {
  const secure = isSecure(site) ? "; Secure" : "";
  response.headers.append(
    "set-cookie",
    `${cookieName(kind, site)}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Strict${secure}`,
  );
  return response;
}

const isSecure = ({ origin }: Site) => origin.startsWith("https:");
const cookieName = (kind: TicketKind, site: Site) => `${isSecure(site) ? "__Host-" : ""}${kind}`;
