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
  response.headers.append("set-cookie", cookie("1", SECONDS, state));
  return response;
}

/**
 * Merges the guest's cart if that failed at the sign-in.
 *
 * @returns headers of the answer
 */
export async function mergeWaitingCart({ headers }: Request, state: State): Promise<Record<string, string>> {
  const isWaiting = headers.get("cookie")?.split(";").some((part) => part.trim() === `${COOKIE}=1`) ?? false;
  if (!isWaiting || state.session.principal === undefined || !await isMerged(state)) return {};
  return { "set-cookie": cookie("", 0, state) };
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

function cookie(value: string, seconds: number, { origin }: State): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `${COOKIE}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}
