import { readCookie, setCookie } from "../../edge/middleware/cookies.ts";
import type { State } from "../../edge/state.ts";
import { ShopError } from "../../services/kit/errors.ts";

const COOKIE = "cart-to-merge";
/** How long a browser remembers that its guest's cart waits to be merged. */
const SECONDS = 30 * 24 * 60 * 60;

/**
 * Puts what the browser's guest had in the cart into that of whoever has just signed in. A failure stops nobody: the browser then
 * remembers it, for {@linkcode mergeWaitingCart}.
 *
 * @returns the answer to the sign-in
 */
export async function mergeCart(response: Response, state: State): Promise<Response> {
  if (state.guest.own === undefined || await isMerged(state)) return response;
  response.headers.append("set-cookie", setCookie({ name: COOKIE, value: "1", maxAge: SECONDS }, isSecure(state)));
  return response;
}

/**
 * Merges the guest's cart if that failed at the sign-in.
 *
 * @returns headers of the answer
 */
export async function mergeWaitingCart({ headers }: Request, state: State): Promise<Record<string, string>> {
  if (readCookie(headers.get("cookie") ?? "", COOKIE, isSecure(state)) === undefined) return {};
  if (state.session.principal === undefined || !await isMerged(state)) return {};
  return { "set-cookie": setCookie({ name: COOKIE, value: "", maxAge: 0 }, isSecure(state)) };
}

async function isMerged({ clients, guest }: State): Promise<boolean> {
  try {
    if (guest.own !== undefined) await clients.customers.mergeCart({ guestId: guest.own });
    return true;
  } catch (error) {
    if (error instanceof ShopError) return false; // The order service says in its own log what is wrong.
    throw error;
  }
}

function isSecure({ origin }: State): boolean {
  return origin.startsWith("https:");
}
