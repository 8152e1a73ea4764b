import type { SessionTokens } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Clients } from "../clients/clients.ts";
import type { RequestDevice } from "../state.ts";

/** Gets the next tokens of a session. */
export type Refresh = (refreshToken: string, device: RequestDevice) => Promise<SessionTokens>;

/** Refreshes each session once, however many requests of a browser find at the same time that its access token is gone. */
export function refreshOnce({ identity }: Pick<Clients, "identity">): Refresh {
  const flights = new Map<string, Promise<SessionTokens>>();
  return (refreshToken, device) => {
    const started = flights.get(refreshToken);
    if (started) return started;
    const flight = identity.refreshSession({ refreshToken, device }).then(({ session }) => session!)
      .finally(() => flights.delete(refreshToken));
    flights.set(refreshToken, flight);
    return flight;
  };
}
