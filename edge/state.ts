import type { Clients } from "./clients/clients.ts";

/** Who shops without an account: an unguessable id in a signed HttpOnly cookie. */
export interface Guest {
  /** The id that came with the request; undefined when there was none, or its signature was wrong. */
  readonly id: string | undefined;
  /** The id, made now if there was none; the answer then sets the cookie. */
  ensure(): string;
}

/** What the edge's middleware gives to every handler and page, as `ctx.state`. */
export interface State {
  readonly clients: Clients;
  readonly guest: Guest;
  /** Names the request in logs; shown to people on error pages. */
  readonly requestId: string;
  /** Whose pages shoppers may be sent to when they pay, such as ["https://hooks.stripe.com"]. */
  readonly paymentOrigins: readonly string[];
  /** Whether cards are typed into the shop's own form. Only a test provider's are: numbers of real ones never come here. */
  readonly takesTestCards: boolean;
  /** The site's own address, such as "https://shop.example", without a slash at the end. */
  readonly origin: string;
}
