import { ErrorCode, ShopError } from "../errors.ts";
import type { DeliveryName } from "../outbox/dead_deliveries.ts";

/** What a dead letter's id names: a run of a workflow, or a delivery of an event. */
export type LetterName = { kind: "run"; id: string } | { kind: "delivery" } & DeliveryName;

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const RUN = new RegExp(`^run:(${UUID})$`);
const DELIVERY = new RegExp(`^delivery:(${UUID}):(.+)$`);

/**
 * Reads "run:<id>" or "delivery:<event id>:<consumer>".
 *
 * @throws {ShopError} NOT_FOUND for anything else
 */
export function parseLetterId(id: string): LetterName {
  const [, run] = RUN.exec(id) ?? [];
  if (run !== undefined) return { kind: "run", id: run };
  const [, eventId, consumer] = DELIVERY.exec(id) ?? [];
  if (eventId !== undefined && consumer !== undefined) return { kind: "delivery", eventId, consumer };
  throw new ShopError(ErrorCode.NOT_FOUND, `Cannot find dead letter "${id}": it does not exist`);
}
