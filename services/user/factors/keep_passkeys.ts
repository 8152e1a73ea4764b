import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  DeletePasskeyRequest,
  DeletePasskeyResponseSchema,
  RenamePasskeyRequest,
  RenamePasskeyResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { removeFactor } from "./change_factors.ts";
import type { FactorParts } from "./factor_parts.ts";
import { passkeyColumns, passkeyMessage, passkeyName, type PasskeyRow } from "./passkey_row.ts";

/** Names a passkey. Fails with NOT_FOUND when the account has none of that id. */
export async function renamePasskey(
  { database }: FactorParts,
  { id, name: typed }: RenamePasskeyRequest,
  call: Call,
): Promise<MessageInitShape<typeof RenamePasskeyResponseSchema>> {
  const [passkey] = await database<PasskeyRow[]>`
    update passkeys set name = ${passkeyName(typed)} where id = ${id} and user_id = ${principalOf(call).userId}
    returning ${passkeyColumns(database)}`;
  if (!passkey) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot rename passkey "${id}": it does not exist`);
  return { passkey: passkeyMessage(passkey) };
}

/** Forgets a passkey of the account. Fails with WRONG_STATE for staff without another second factor. */
export async function deletePasskey(
  parts: FactorParts,
  { id, device }: DeletePasskeyRequest,
  call: Call,
): Promise<MessageInitShape<typeof DeletePasskeyResponseSchema>> {
  await removeFactor(parts, { call, device, action: "passkey.removed" }, async (tx, userId) => {
    const removed = await tx`delete from passkeys where id = ${id} and user_id = ${userId}`;
    return removed.count === 1;
  });
  return {};
}
