import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a signature's time may be from ours: an old message cannot be sent again by whoever saw it. */
const TOLERANCE_S = 300;
const FORM = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** Signs a body for a header: `t=<seconds since the epoch>,v1=<HMAC-SHA-256 of "t.body" in hex>`. */
export function signBody(secret: string, body: Uint8Array, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `t=${seconds},v1=${digest(secret, seconds, body).toHex()}`;
}

/** Whether `signBody()` made this header for this body, less than five minutes ago. */
export function isSigned(secret: string, body: Uint8Array, header: string | undefined, now: Date): boolean {
  const [, time, signature] = FORM.exec(header ?? "") ?? [];
  if (time === undefined || signature === undefined) return false;
  if (Math.abs(now.getTime() / 1000 - Number(time)) > TOLERANCE_S) return false;
  return timingSafeEqual(digest(secret, Number(time), body), Uint8Array.fromHex(signature));
}

function digest(secret: string, seconds: number, body: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac("sha256", secret).update(`${seconds}.`).update(body).digest());
}
