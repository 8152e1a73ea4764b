import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  BeginTotpResponseSchema,
  ConfirmTotpRequest,
  ConfirmTotpResponseSchema,
  DisableTotpRequest,
  DisableTotpResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { principalOf } from "../../kit/auth/principal.ts";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { addFactor, removeFactor } from "./change_factors.ts";
import { demandShownFactor } from "./demand_shown_factor.ts";
import type { FactorParts } from "./factor_parts.ts";
import { lockAccount } from "./lock_account.ts";
import { makeTotpSecret, takeTotp, totpOf, totpOwner } from "./totp.ts";

/** Begins to use an authenticator. Fails with WRONG_STATE when the account has one. */
export async function beginTotp(
  { database, secrets, sessions, relyingParty }: FactorParts,
  call: Call,
): Promise<MessageInitShape<typeof BeginTotpResponseSchema>> {
  const secret = makeTotpSecret();
  const user = await transaction(database, async (tx) => {
    const principal = principalOf(call);
    const user = await lockAccount(tx, principal.userId);
    await demandShownFactor(tx, sessions, principal);
    const sealed = secrets.seal(secret, totpOwner(user.id));
    const { count } = await tx`
      insert into totps (user_id, secret) values (${user.id}, ${sealed})
      on conflict (user_id) do update set secret = excluded.secret, last_step = 0 where totps.confirmed_at is null`;
    if (count === 0) throw new ShopError(ErrorCode.WRONG_STATE, "Cannot add an authenticator: the account has one");
    return user;
  });
  const totp = totpOf(secret, { issuer: relyingParty.name, label: user.email });
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * Shows that the authenticator works.
 *
 * @throws {ShopError} INVALID_ARGUMENT for a wrong code, WRONG_STATE when none was begun
 */
export async function confirmTotp(
  parts: FactorParts,
  { code, device }: ConfirmTotpRequest,
  call: Call,
): Promise<MessageInitShape<typeof ConfirmTotpResponseSchema>> {
  const { secrets, now } = parts;
  const { recoveryCodes } = await addFactor(parts, "totp", { call, device, action: "totp.added" }, async (tx, user) => {
    const [begun] = await tx`select from totps where user_id = ${user.id} and confirmed_at is null`;
    if (!begun) throw new ShopError(ErrorCode.WRONG_STATE, "Cannot confirm the authenticator: none was begun");
    if (await takeTotp(tx, secrets, { userId: user.id, code, now: now(), confirms: true })) return;
    throw invalidArgument("Cannot confirm the authenticator: the code is wrong", "code", "Must be the code shown now");
  });
  return { recoveryCodes };
}

/** Forgets the authenticator. Fails with WRONG_STATE for staff without another second factor. */
export async function disableTotp(
  parts: FactorParts,
  { device }: DisableTotpRequest,
  call: Call,
): Promise<MessageInitShape<typeof DisableTotpResponseSchema>> {
  await removeFactor(parts, { call, device, action: "totp.removed" }, async (tx, userId) => {
    const removed = await tx`delete from totps where user_id = ${userId} returning confirmed_at`;
    return removed[0]?.confirmed_at instanceof Date;
  });
  return {};
}
