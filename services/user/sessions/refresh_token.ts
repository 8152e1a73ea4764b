import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { Secrets } from "../secrets.ts";

/** One of the refresh tokens that a session has one after the other. */
export interface RefreshToken {
  readonly sessionId: string;
  /** Its place among them, from 1 on. */
  readonly n: number;
}

const SHAPE = /^([0-9a-f-]{36})\.([1-9]\d{0,8})\.([\w-]{43})$/;

/**
 * A refresh token: `<session id>.<n>.<secret>`. The secret follows from the rest by a key that only we have, so that nothing
 * that could be stolen is stored, two who refresh at once are given the same successor, and nobody can make one up, not even
 * from the one before.
 */
export function writeRefreshToken(secrets: Secrets, { sessionId, n }: RefreshToken): string {
  return `${sessionId}.${n}.${secretOf(secrets, sessionId, String(n))}`;
}

/** Reads a refresh token of ours; undefined when it is none. Whether it still holds is for its session to say. */
export function readRefreshToken(secrets: Secrets, token: string): RefreshToken | undefined {
  const [, sessionId, n, secret] = SHAPE.exec(token) ?? [];
  if (!sessionId || !n || !secret) return undefined;
  const isOurs = timingSafeEqual(Buffer.from(secret), Buffer.from(secretOf(secrets, sessionId, n)));
  return isOurs ? { sessionId, n: Number(n) } : undefined;
}

function secretOf(secrets: Secrets, sessionId: string, n: string): string {
  return secrets.token(`refresh:${sessionId}.${n}`);
}
