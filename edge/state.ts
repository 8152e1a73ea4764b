import type { SessionTokens } from "../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Principal } from "../services/kit/auth/principal.ts";
import type { Clients } from "./clients/clients.ts";

/** Who shops: whoever is signed in, otherwise a guest, an unguessable id in a signed HttpOnly cookie. */
export interface Guest {
  /** The account's shopper, or the guest that came with the request; undefined when there is neither. */
  readonly id: string | undefined;
  /** The id; for who is not signed in a guest is made now if there was none, and the answer then sets the cookie. */
  ensure(): string;
  /** The browser's own guest, whoever is signed in; undefined when there is none, or its signature was wrong. */
  readonly own: string | undefined;
}

/** Who is signed in where a request came from. An answer that looked at it is for that browser alone. */
export interface Session {
  /** Who is signed in; undefined for a guest. */
  readonly principal: Principal | undefined;
  /** Whether that cannot be told now, because what checks it is away. There is no principal then. */
  readonly isUnknown: boolean;
  /** The session's refresh token, for calls that need it; programs send it only to what takes it. */
  readonly refreshToken: string | undefined;
  /** Signs the browser in: the answer sets the cookies, and calls from here on speak for the account. */
  begin(tokens: SessionTokens): void;
  /** Signs it out: the answer clears the cookies, and calls from here on speak for nobody. */
  end(): void;
}

/** Where a request came from, as far as the edge can tell. */
export interface RequestDevice {
  /** Its address, IPv4 or IPv6; empty when not known. */
  readonly ip: string;
  /** What its browser calls itself, at most 300 characters. */
  readonly userAgent: string;
}

/** What the edge's middleware gives to every handler and page, as `ctx.state`. */
export interface State {
  readonly clients: Clients;
  readonly guest: Guest;
  readonly session: Session;
  readonly device: RequestDevice;
  /** Names the request in logs; shown to people on error pages. */
  readonly requestId: string;
  /** Whose pages shoppers may be sent to when they pay, such as ["https://hooks.stripe.com"]. */
  readonly paymentOrigins: readonly string[];
  /** Whether cards are typed into the shop's own form. Only a test provider's are: numbers of real ones never come here. */
  readonly takesTestCards: boolean;
  /** The site's own address, such as "https://shop.example", without a slash at the end. */
  readonly origin: string;
}
