import { type Database, type Query, transaction } from "../database.ts";
import { ErrorCode, ShopError } from "../errors.ts";

/** Which delivery: of an event, to a consumer. */
export interface DeliveryName {
  /** UUID of the event. */
  eventId: string;
  consumer: string;
}

/**
 * Lets a dead delivery be tried again, with all its attempts anew. What its subject had meanwhile was delivered before it; what
 * waits is delivered after it. A consumer that reads how things stand now, rather than what the event says, is right either way.
 *
 * @throws {ShopError} NOT_FOUND; WRONG_STATE when it is not dead
 */
export async function replayDelivery(database: Database, delivery: DeliveryName, actor: string): Promise<void> {
  await intervene(database, delivery, { action: "replay", actor, reason: "" }, async (tx, { eventId, consumer }) => {
    await tx`
      update outbox_deliveries set status = 'pending', attempts = 0, next_at = now(), finished_at = null
      where event_id = ${eventId} and consumer = ${consumer}`;
  });
}

/**
 * Gives a dead delivery up for ever.
 *
 * @throws {ShopError} NOT_FOUND; WRONG_STATE when it is not dead
 */
export async function discardDelivery(
  database: Database,
  delivery: DeliveryName,
  actor: string,
  reason: string,
): Promise<void> {
  await intervene(database, delivery, { action: "discard", actor, reason }, async (tx, { eventId, consumer }) => {
    await tx`
      update outbox_deliveries set status = 'discarded', finished_at = now()
      where event_id = ${eventId} and consumer = ${consumer}`;
  });
}

interface Intervention {
  action: "replay" | "discard";
  actor: string;
  reason: string;
}

async function intervene(
  database: Database,
  delivery: DeliveryName,
  { action, actor, reason }: Intervention,
  change: (tx: Query, delivery: DeliveryName) => Promise<void>,
): Promise<void> {
  const { eventId, consumer } = delivery;
  await transaction(database, async (tx) => {
    const [found] = await tx<{ status: string }[]>`
      select status from outbox_deliveries where event_id = ${eventId} and consumer = ${consumer} for update`;
    if (!found) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot ${action} delivery: it does not exist`);
    if (found.status !== "dead") {
      throw new ShopError(ErrorCode.WRONG_STATE, `Cannot ${action} delivery: it is ${found.status}`);
    }
    await change(tx, delivery);
    await tx`
      insert into outbox_interventions (event_id, consumer, action, actor, reason)
      values (${eventId}, ${consumer}, ${action}, ${actor}, ${reason})`;
  });
}
