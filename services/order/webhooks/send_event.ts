import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { type DestinationRules, findDestination, ForbiddenDestination } from "./destination.ts";
import { post } from "./post.ts";
import { signedHeaders } from "./sign.ts";

const TIMEOUT_MS = 10_000;

/** How webhooks are sent. */
export interface SenderOptions extends DestinationRules {
  /** Certificates of authorities to trust in place of the usual ones; for tests. */
  ca?: string;
  /** Milliseconds to wait for an answer; 10,000 unless given. */
  timeoutMs?: number;
  now?: () => Date;
}

/** How an endpoint answered. */
export interface Answer {
  isAccepted: boolean;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** Why there was no good answer; empty when there was. */
  error: string;
}

/** Posts an event to an endpoint, signed, and says how it answered. Never fails, but when `signal` is aborted. */
export async function sendEvent(
  endpoint: { url: string; secret: Uint8Array },
  event: OutboxEvent,
  signal: AbortSignal,
  options: SenderOptions,
): Promise<Answer> {
  const { ca, timeoutMs = TIMEOUT_MS, now = () => new Date() } = options;
  const { id, type, sequence, subject, at, payload: data } = event;
  const body = JSON.stringify({ id, type, sequence, subject, at, data });
  const headers = {
    "content-type": "application/json",
    "user-agent": "ShopFlow",
    ...signedHeaders(endpoint.secret, { id, at: now(), body }),
  };
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const destination = await findDestination(endpoint.url, options);
    const limits = { signal: AbortSignal.any([signal, late]), ...(ca !== undefined && { ca }) };
    const status = await post(destination, { headers, body, ...limits });
    const isAccepted = status >= 200 && status < 300;
    return { isAccepted, status, error: isAccepted ? "" : `it answered ${status}` };
  } catch (error) {
    signal.throwIfAborted();
    return { isAccepted: false, status: 0, error: reasonOf(error, late.aborted, timeoutMs) };
  }
}

function reasonOf(error: unknown, isLate: boolean, timeoutMs: number): string {
  if (isLate) return `it did not answer within ${timeoutMs} ms`;
  if (error instanceof ForbiddenDestination) return error.message;
  return error instanceof Error ? error.message : String(error);
}
