import { createHash } from "node:crypto";
import type { Device } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { currentContext } from "../../kit/context.ts";
import type { Database } from "../../kit/database.ts";
import type { Call } from "../../kit/grpc/implementation.ts";
import { textOf } from "../../kit/mail/event_fields.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";

/** The type of the events by which requests wait. */
export const REQUEST_EVENT = "user.request";

/** What somebody who is not known asks for an address. */
export interface AccountRequest {
  readonly kind: "register" | "verify_email" | "reset_password";
  readonly email: string;
  /** Of who registers; empty otherwise. */
  readonly name: string;
  /** The hash of their password, sealed, in base64; empty otherwise. */
  readonly sealedHash: string;
  readonly workload: string;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
}

/**
 * Has a request carried out once this is answered.
 *
 * What is done depends on whether the address has an account, and nothing of that must show. So nothing of it is done before the
 * answer: that is one statement, the same one, whatever the address. What takes longer for some comes after it.
 */
export async function requestLater(
  database: Database,
  { kind, email, name = "", sealedHash = "" }: Pick<AccountRequest, "kind" | "email"> & Partial<AccountRequest>,
  { caller }: Pick<Call, "caller">,
  device: Device | undefined,
): Promise<void> {
  const request: AccountRequest = {
    kind,
    email,
    name,
    sealedHash,
    workload: caller,
    requestId: currentContext()?.requestId ?? "",
    ip: device?.ip ?? "",
    userAgent: device?.userAgent ?? "",
  };
  await database`select emit_event(${laneOf(email)}, ${REQUEST_EVENT}, ${database.json({ ...request })})`;
}

/** Reads a request that waits. */
export function readRequest(event: OutboxEvent): AccountRequest {
  return {
    kind: textOf(event, "kind") as AccountRequest["kind"],
    email: textOf(event, "email"),
    name: textOf(event, "name"),
    sealedHash: textOf(event, "sealedHash"),
    workload: textOf(event, "workload"),
    requestId: textOf(event, "requestId"),
    ip: textOf(event, "ip"),
    userAgent: textOf(event, "userAgent"),
  };
}

/**
 * Requests for one address are carried out in their order. Addresses share lanes: subjects are kept for ever, and anybody may ask
 * for as many addresses as they like.
 */
function laneOf(email: string): string {
  return `address:${createHash("sha256").update(email.toLowerCase()).digest("hex").slice(0, 3)}`;
}
