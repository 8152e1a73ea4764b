import { TokenService } from "../../../proto/gen/shopflow/user/v1/token_pb.ts";
import { type Connection, createClient } from "../grpc/client.ts";
import type { TokenSource } from "./token_verifier.ts";

/** What access tokens are checked with, from the user service. */
export function remoteTokenSource(connection: Connection): TokenSource {
  const tokens = createClient(TokenService, connection);
  return {
    signingKeys: async () => JSON.parse((await tokens.getSigningKeys({})).jwksJson),
    revocations: (cursor) => tokens.listRevocations({ cursor }),
  };
}
