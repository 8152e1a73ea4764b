import type { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import type { Handlers } from "../../kit/grpc/implementation.ts";
import { beginPasskey, finishPasskey } from "./add_passkey.ts";
import { beginTotp, confirmTotp, disableTotp } from "./change_totp.ts";
import type { FactorParts } from "./factor_parts.ts";
import { deletePasskey, renamePasskey } from "./keep_passkeys.ts";
import { renewRecoveryCodes } from "./renew_recovery_codes.ts";

type FactorMethod =
  | "beginTotp"
  | "confirmTotp"
  | "disableTotp"
  | "renewRecoveryCodes"
  | "beginPasskey"
  | "finishPasskey"
  | "renamePasskey"
  | "deletePasskey";

/** How people keep what they show besides a password. */
export function factorHandlers(parts: FactorParts): Pick<Handlers<typeof AccountService>, FactorMethod> {
  return {
    beginTotp: (_, call) => beginTotp(parts, call),
    confirmTotp: (request, call) => confirmTotp(parts, request, call),
    disableTotp: (request, call) => disableTotp(parts, request, call),
    renewRecoveryCodes: (request, call) => renewRecoveryCodes(parts, request, call),
    beginPasskey: (_, call) => beginPasskey(parts, call),
    finishPasskey: (request, call) => finishPasskey(parts, request, call),
    renamePasskey: (request, call) => renamePasskey(parts, request, call),
    deletePasskey: (request, call) => deletePasskey(parts, request, call),
  };
}
