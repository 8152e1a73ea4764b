import type { State } from "../../../../edge/state.ts";
import { principalOf } from "../../../../services/kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { RECENT_SIGN_IN_MS } from "../../../../services/kit/grpc/authorise.ts";

/** How long people may take with a form before the sign-in is too old for it. */
const TYPING_MS = 3 * 60_000;

/**
 * Asks people to show who they are before they fill in a form that needs it, so that nothing typed is lost by it.
 *
 * @throws {ShopError} RECENT_SIGN_IN_REQUIRED, which leads there
 */
export function needRecentSignIn({ session }: Pick<State, "session">): void {
  if (Date.now() - principalOf(session).signedInAt < RECENT_SIGN_IN_MS - TYPING_MS) return;
  throw new ShopError(ErrorCode.RECENT_SIGN_IN_REQUIRED, "Cannot show the form: the last sign-in was too long ago");
}
