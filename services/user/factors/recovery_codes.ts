import { Buffer } from "node:buffer";
import { randomInt } from "node:crypto";
import type { Query } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";

const CODES = 10;
/** Without letters that look like digits; 32 of them, so that 12 make 60 bits. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 3;
const GROUP_LENGTH = 4;

/** Gives an account new recovery codes in place of all it had. @returns them, such as "7KQ2-M0XD-94TB" */
export async function replaceRecoveryCodes(tx: Query, secrets: Secrets, userId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, makeCode);
  const rows = codes.map((code) => ({ user_id: userId, code_hash: hash(secrets, userId, code) }));
  await removeRecoveryCodes(tx, userId);
  await tx`insert into recovery_codes ${tx(rows)}`;
  return codes;
}

/** Takes all recovery codes of an account. */
export async function removeRecoveryCodes(tx: Query, userId: string): Promise<void> {
  await tx`delete from recovery_codes where user_id = ${userId}`;
}

/** Uses up a recovery code, however it is typed. Of two who do at once, one has it. @returns whether it was right */
export async function useRecoveryCode(tx: Query, secrets: Secrets, userId: string, typed: string): Promise<boolean> {
  const used = await tx`
    update recovery_codes set used_at = now()
    where user_id = ${userId} and code_hash = ${hash(secrets, userId, typed)} and used_at is null`;
  return used.count === 1;
}

function makeCode(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** Made with our secret: who has the table alone cannot try codes against it. */
function hash(secrets: Secrets, userId: string, typed: string): Buffer {
  const code = typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
  return Buffer.from(secrets.token(`recovery:${userId}:${code}`), "base64url");
}
