import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/** A message to be signed, as the Standard Webhooks specification has it. */
export interface Message {
  id: string;
  /** When it is sent. */
  at: Date;
  body: string;
}

/** The headers by which a receiver knows a message as ours, as new, and as one it has had before. */
export function signedHeaders(secret: Uint8Array, { id, at, body }: Message): Record<string, string> {
  const seconds = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac("sha256", secret).update(`${id}.${seconds}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": `v1,${signature}` };
}

/** A secret as people copy it. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString("base64")}`;
}
