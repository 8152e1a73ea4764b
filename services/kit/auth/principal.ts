import { ErrorCode, ShopError } from "../errors.ts";
import type { Role } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";

/** The person a request is from, as an access token says. */
export interface Principal {
  /** The account. */
  readonly userId: string;
  /** The secret id under which the account shops: its cart is this shopper's. */
  readonly shopperId: string;
  readonly sessionId: string;
  /** Of the account's sessions: whatever ends all of them begins a new one. */
  readonly generation: number;
  /** Roles besides that of a customer. Those of staff who have not shown a second factor are not among them. */
  readonly roles: readonly Role[];
  /** When the person last showed who they are, in milliseconds since the epoch. */
  readonly signedInAt: number;
  /** Whether the session showed a second factor. */
  readonly secondFactor: boolean;
  /** Whether roles are left out because it did not. */
  readonly secondFactorNeeded: boolean;
}

/**
 * The person a call speaks for.
 *
 * @throws {ShopError} UNAUTHENTICATED when nobody is signed in
 */
export function principalOf({ principal }: { readonly principal: Principal | undefined }): Principal {
  if (principal) return principal;
  throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot answer: nobody is signed in");
}
