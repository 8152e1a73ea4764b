import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { IdentityService } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { beginSecondFactor, completeSignIn } from "./complete_sign_in.ts";
import { beginPasskeySignIn, finishPasskeySignIn } from "./passkey_sign_in.ts";
import { beginReauthentication, reauthenticate } from "./reauthenticate.ts";
import { signIn } from "./sign_in.ts";
import type { SignInParts } from "./sign_in_parts.ts";

type SignInMethod =
  | "signIn"
  | "beginSecondFactor"
  | "completeSignIn"
  | "beginPasskeySignIn"
  | "finishPasskeySignIn";

/** How people sign in. */
export function signInHandlers(parts: SignInParts): Pick<Handlers<typeof IdentityService>, SignInMethod> {
  return {
    signIn: (request, call) => signIn(parts, request, call),
    beginSecondFactor: (request) => beginSecondFactor(parts, request),
    completeSignIn: (request, call) => completeSignIn(parts, request, call),
    beginPasskeySignIn: () => beginPasskeySignIn(parts),
    finishPasskeySignIn: (request, call) => finishPasskeySignIn(parts, request, call),
  };
}

/** How people who are signed in show again who they are. */
export function reauthenticationHandlers(
  parts: SignInParts,
): Pick<Handlers<typeof AccountService>, "reauthenticate" | "beginReauthentication"> {
  return {
    reauthenticate: (request, call) => reauthenticate(parts, request, call),
    beginReauthentication: (_, call) => beginReauthentication(parts, call),
  };
}
