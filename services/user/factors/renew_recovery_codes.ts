import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  RenewRecoveryCodesRequest,
  RenewRecoveryCodesResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { auditChange } from "./change_factors.ts";
import { demandShownFactor } from "./demand_shown_factor.ts";
import type { FactorParts } from "./factor_parts.ts";
import { factorsOf, hasSecondFactor } from "./factors_of.ts";
import { lockAccount } from "./lock_account.ts";
import { replaceRecoveryCodes } from "./recovery_codes.ts";

/** Makes new recovery codes; those before end. Fails with WRONG_STATE when there is no second factor that they could stand for. */
export async function renewRecoveryCodes(
  { database, secrets, sessions }: FactorParts,
  { device }: RenewRecoveryCodesRequest,
  call: Call,
): Promise<MessageInitShape<typeof RenewRecoveryCodesResponseSchema>> {
  const recoveryCodes = await transaction(database, async (tx) => {
    const principal = principalOf(call);
    const { id } = await lockAccount(tx, principal.userId);
    await demandShownFactor(tx, sessions, principal);
    if (!hasSecondFactor(await factorsOf(tx, id))) {
      throw new ShopError(ErrorCode.WRONG_STATE, "Cannot make recovery codes: the account has no second factor");
    }
    await auditChange(tx, { call, device, action: "recovery_codes.renewed" });
    return await replaceRecoveryCodes(tx, secrets, id);
  });
  return { recoveryCodes };
}
