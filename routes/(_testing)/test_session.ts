import type { SessionTokens } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Session } from "../../edge/state.ts";
import { principalOfOwnToken } from "../../services/kit/auth/access_token.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";

/** A browser's session without its cookies: whoever signs in or out stays so for the next request. */
export class TestSession implements Session {
  principal: Principal | undefined;
  refreshToken: string | undefined;
  isUnknown = false;

  constructor(principal?: Principal) {
    this.principal = principal;
    this.refreshToken = principal && `${principal.sessionId}.1.secret`;
  }

  begin({ accessToken, refreshToken }: SessionTokens): void {
    this.principal = principalOfOwnToken(accessToken);
    this.refreshToken = refreshToken;
  }

  end(): void {
    this.principal = this.refreshToken = undefined;
  }
}
