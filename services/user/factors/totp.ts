import { Secret, TOTP } from "otpauth";
import type { Query } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";

const STEP_MS = 30_000;
/** How many steps an authenticator's clock may be off, either way. */
const WINDOW = 1;
/** As RFC 4226 recommends. */
const SECRET_BYTES = 20;

/** A new secret for an authenticator. */
export function makeTotpSecret(): Uint8Array {
  return new Secret({ size: SECRET_BYTES }).bytes;
}

/** An authenticator with a secret; it shows `label` to tell its accounts apart. Everything else is what all of them can do. */
export function totpOf(secret: Uint8Array, { issuer, label }: { issuer?: string; label?: string } = {}): TOTP {
  const bytes = Uint8Array.from(secret);
  return new TOTP({
    secret: new Secret({ buffer: bytes.buffer }),
    algorithm: "SHA1",
    digits: 6,
    period: STEP_MS / 1000,
    ...(issuer === undefined ? {} : { issuer }),
    ...(label === undefined ? {} : { label }),
  });
}

/** Whose sealed secret it is, for `Secrets`. */
export function totpOwner(userId: string): string {
  return `totp:${userId}`;
}

/** The step whose code it is, if it is one of now. */
function stepOf(secret: Uint8Array, code: string, now: number): number | undefined {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: WINDOW });
  return delta === null ? undefined : Math.floor(now / STEP_MS) + delta;
}

/**
 * Takes a code of an account's authenticator. Each step's is taken once, also when two come at once, and none of a step before:
 * who looked over a shoulder, or reads along, has nothing.
 *
 * @param confirms Whether it is the code by which the authenticator is confirmed; only that of one not confirmed is taken then
 * @returns whether it was right
 */
export async function takeTotp(
  query: Query,
  secrets: Secrets,
  { userId, code, now, confirms = false }: { userId: string; code: string; now: number; confirms?: boolean },
): Promise<boolean> {
  const [row] = await query<{ secret: Uint8Array }[]>`
    select secret from totps where user_id = ${userId} and (confirmed_at is null) = ${confirms}`;
  if (!row) return false;
  const step = stepOf(secrets.open(row.secret, totpOwner(userId)), code, now);
  if (step === undefined) return false;
  const taken = await query`
    update totps set last_step = ${step}, confirmed_at = coalesce(confirmed_at, now())
    where user_id = ${userId} and last_step < ${step} and (confirmed_at is null) = ${confirms} and secret = ${row.secret}`;
  return taken.count === 1;
}
