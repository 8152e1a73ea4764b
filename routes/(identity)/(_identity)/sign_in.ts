import type { State } from "../../../edge/state.ts";
import type { SessionTokens } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ShopError } from "../../../services/kit/errors.ts";
import { mergeCart } from "../../(_shared)/merge_cart.ts";

/**
 * Signs the browser in, whatever showed who it is: it gets the session's cookies, takes its cart along, and goes on. The session
 * that it had before ends: nobody could end it from this browser any more.
 */
export async function enterWith(
  state: State,
  tokens: SessionTokens | undefined,
  next: string | undefined,
): Promise<Response> {
  if (!tokens) throw new TypeError("Cannot sign in: the user service gave no session");
  const { refreshToken: before } = state.session;
  state.session.begin(tokens);
  if (before !== undefined) await endSession(state, before);
  const response = new Response(null, { status: 303, headers: { location: placeAfter(state, next) } });
  return await mergeCart(response, state);
}

/** A failure stops nobody: left alone, a session ends by itself. */
async function endSession({ clients: { identity } }: State, refreshToken: string): Promise<void> {
  try {
    await identity.signOut({ refreshToken });
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
  }
}

/** Where one goes after a sign-in: staff who cannot do their work before they set up a second factor, to do that. */
export function placeAfter({ session: { principal } }: Pick<State, "session">, next: string | undefined): string {
  return principal?.secondFactorNeeded ? "/account/security" : next ?? "/account";
}
