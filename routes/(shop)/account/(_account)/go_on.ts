import type { State } from "../../../../edge/state.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";

/**
 * Gets a session its next tokens before its access token is refused: where all other sessions of the account have just ended, it
 * is of those that ended, and the session itself goes on.
 *
 * @returns whether it does, in a later generation than before
 */
export async function goOn(
  { session, clients, device }: Pick<State, "session" | "clients" | "device">,
): Promise<boolean> {
  const { principal, refreshToken } = session;
  if (!principal || refreshToken === undefined) return false;
  try {
    const { session: tokens } = await clients.identity.refreshSession({ refreshToken, device });
    session.begin(tokens!);
    return session.principal!.generation > principal.generation;
  } catch (error) {
    if (error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED) return false;
    throw error;
  }
}
