import { circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from "cockatiel";
import type { SessionTokens } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Clients } from "../clients/clients.ts";
import type { RequestDevice } from "../state.ts";

/** Gets the next tokens of a session. Fails with UNAVAILABLE when nobody can tell now. */
export type Refresh = (refreshToken: string, device: RequestDevice) => Promise<SessionTokens>;

/** So many failures in a row mean that sessions cannot be refreshed now; nobody waits for it again for so long. */
const FAILURES = 3;
const REST_MS = 2_000;
const AWAY = new Set([ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED]);

/**
 * Refreshes each session once, however many requests of a browser find at the same time that its access token is gone. While the
 * user service does not answer, pages that need no account do not wait for it.
 */
export function refreshOnce({ identity }: Pick<Clients, "identity">): Refresh {
  const flights = new Map<string, Promise<SessionTokens>>();
  const breaker = circuitBreaker(handleWhen((error) => error instanceof ShopError && AWAY.has(error.code)), {
    halfOpenAfter: REST_MS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  async function refresh(refreshToken: string, device: RequestDevice): Promise<SessionTokens> {
    try {
      return (await breaker.execute(() => identity.refreshSession({ refreshToken, device }))).session!;
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot refresh the session: the user service is away", {
        cause: error,
      });
    }
  }
  return (refreshToken, device) => {
    const started = flights.get(refreshToken);
    if (started) return started;
    const flight = refresh(refreshToken, device).finally(() => flights.delete(refreshToken));
    flights.set(refreshToken, flight);
    return flight;
  };
}
