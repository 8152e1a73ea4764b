import type { Redis } from "@upstash/redis";
import type { CompleteSignInRequest, Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { type Database, transaction } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { queueMail } from "../mail/queue_mail.ts";
import type { Secrets } from "../secrets.ts";
import type { Factor } from "../sessions/sessions.ts";
import type { UserRow } from "../user_row.ts";
import { factorsOf } from "./factors_of.ts";
import { lockAccount } from "./lock_account.ts";
import { useRecoveryCode } from "./recovery_codes.ts";
import type { RelyingParty } from "./relying_party.ts";
import { takeTotp } from "./totp.ts";
import { usePasskey } from "./use_passkey.ts";

/** An account's owner is told when so many recovery codes are left. */
const FEW_CODES = 2;

interface Parts {
  readonly database: Database;
  readonly redis: Redis;
  readonly secrets: Secrets;
  readonly relyingParty: RelyingParty;
  readonly now: () => number;
}

interface Showing {
  /** Owner of the challenge, for a passkey. */
  readonly challenge: string;
  readonly call: Call;
  readonly device: Device | undefined;
}

/** Checks a second factor of an account and uses it up. @returns which it was; undefined when it is wrong */
export async function showFactor(
  parts: Parts,
  user: UserRow,
  shown: CompleteSignInRequest["factor"],
  showing: Showing,
): Promise<Factor | undefined> {
  const { database, secrets, now } = parts;
  switch (shown.case) {
    case "totpCode":
      return await takeTotp(database, secrets, { userId: user.id, code: shown.value, now: now() }) ? "totp" : undefined;
    case "recoveryCode":
      return await showRecoveryCode(parts, user.id, shown.value, showing) ? "recovery_code" : undefined;
    case "passkeyJson": {
      const { challenge } = showing;
      return (await usePasskey(parts, shown.value, { challenge, userId: user.id })).isRight ? "passkey" : undefined;
    }
    case undefined:
      return undefined;
  }
}

/** Locks the account, so that of two codes used at once one is the last but two, and mailed of. */
async function showRecoveryCode({ database, secrets }: Parts, userId: string, code: string, showing: Showing) {
  return await transaction(database, async (tx) => {
    const user = await lockAccount(tx, userId);
    if (!await useRecoveryCode(tx, secrets, userId, code)) return false;
    const { recoveryCodesLeft } = await factorsOf(tx, userId);
    if (recoveryCodesLeft === FEW_CODES) {
      await queueMail(tx, { kind: "recovery_codes_low", userId, to: user.email, name: user.displayName });
    }
    await writeAudit(tx, {
      actorId: userId,
      workload: showing.call.caller,
      action: "recovery_code.used",
      subject: userId,
      ip: showing.device?.ip,
      userAgent: showing.device?.userAgent,
      details: { left: recoveryCodesLeft },
    });
    return true;
  });
}
