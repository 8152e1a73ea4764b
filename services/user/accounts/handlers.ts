import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { IdentityService } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { changePassword } from "./change_password.ts";
import { claimAdministrator } from "./claim_administrator.ts";
import { confirmEmailChange } from "./confirm_email_change.ts";
import { createAdministratorLink } from "./create_administrator_link.ts";
import type { AccountParts } from "./parts.ts";
import { register } from "./register.ts";
import { requestEmailChange } from "./request_email_change.ts";
import { requestLink } from "./request_link.ts";
import { resetPassword } from "./reset_password.ts";
import { verifyEmail } from "./verify_email.ts";

type RegistrationMethod =
  | "register"
  | "verifyEmail"
  | "resendVerification"
  | "requestPasswordReset"
  | "resetPassword"
  | "confirmEmailChange"
  | "claimAdministrator";

/** How people come to an account, and back to it. Goes with `accountRequests()`, which carries out what these only ask for. */
export function registrationHandlers(parts: AccountParts): Pick<Handlers<typeof IdentityService>, RegistrationMethod> {
  return {
    register: (request, call) => register(parts, request, call),
    verifyEmail: (request, call) => verifyEmail(parts, request, call),
    resendVerification: (request, call) => requestLink(parts, "verify_email", request, call),
    requestPasswordReset: (request, call) => requestLink(parts, "reset_password", request, call),
    resetPassword: (request, call) => resetPassword(parts, request, call),
    confirmEmailChange: (request, call) => confirmEmailChange(parts, request, call),
    claimAdministrator: (request, call) => claimAdministrator(parts, request, call),
  };
}

/** How whoever is signed in changes what they sign in with. */
export function credentialHandlers(
  parts: AccountParts,
): Pick<Handlers<typeof AccountService>, "changePassword" | "requestEmailChange"> {
  return {
    changePassword: (request, call) => changePassword(parts, request, call),
    requestEmailChange: (request, call) => requestEmailChange(parts, request, call),
  };
}

/** How the operator of a machine begins. */
export function setUpHandlers(parts: AccountParts): Pick<Handlers<typeof UserService>, "createAdministratorLink"> {
  return { createAdministratorLink: (_, call) => createAdministratorLink(parts, call) };
}
