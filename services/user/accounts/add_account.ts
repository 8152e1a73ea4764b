import { Buffer } from "node:buffer";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import type { Query } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";
import { userColumns, type UserRow } from "../user_row.ts";
import type { AccountRequest } from "./account_request.ts";
import { mailLink } from "./mail_link.ts";
import { registrationOf } from "./register.ts";

/** Makes the account of an address that has none, and mails the link that proves it. */
export async function addAccount(tx: Query, secrets: Secrets, request: AccountRequest): Promise<void> {
  const { email, name, sealedHash } = request;
  const hash = secrets.open(Buffer.from(sealedHash, "base64"), registrationOf(email)).toString();
  const [user] = await tx<UserRow[]>`
    insert into users (email, display_name, password_hash) values (${email}, ${name}, ${hash})
    on conflict do nothing
    returning ${userColumns(tx)}`;
  if (!user) return; // somebody else was faster, or it is being erased
  await mailLink(tx, secrets, user, "verify_email");
  await audit(tx, request, user, false);
}

/**
 * Registers an address once more.
 *
 * One that is proved is told that it has an account. One that is not has now two passwords, and nobody can tell which of them is
 * its owner's: whoever registers an address first, or last, may be a stranger who waits for the owner to use the link. So neither
 * counts. Whoever reads the address's mail chooses a password by a link, which proves the address as well.
 */
export async function registerAgain(
  tx: Query,
  secrets: Secrets,
  user: UserRow,
  request: AccountRequest,
): Promise<void> {
  if (user.disabledAt) return;
  if (user.emailVerifiedAt) return await mailLink(tx, secrets, user, "already_registered");
  await tx`update users set password_hash = null, display_name = ${request.name} where id = ${user.id}`;
  await mailLink(tx, secrets, user, "choose_password");
  await audit(tx, request, user, true);
}

async function audit(tx: Query, { workload, ip, userAgent }: AccountRequest, { id }: UserRow, again: boolean) {
  await writeAudit(tx, { workload, action: "user.registered", subject: id, ip, userAgent, details: { again } });
}
