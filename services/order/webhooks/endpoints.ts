import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";

const SECRET_BYTES = 32;

/** An address that is told of events. */
export interface Endpoint {
  id: string;
  url: string;
  /** "*" for all. */
  eventTypes: string[];
  isActive: boolean;
  disabledReason: string;
  createdAt: Date;
  changedBy: string;
}

/** What staff say of an endpoint. */
export interface EndpointWish extends Pick<Endpoint, "id" | "url" | "eventTypes" | "isActive"> {
  actor: string;
  renewSecret: boolean;
}

/** Makes an endpoint or changes it. Returns it with its secret when that is new. */
export async function saveEndpoint(
  database: Database,
  wish: EndpointWish,
): Promise<{ endpoint: Endpoint; secret: Uint8Array | undefined }> {
  const { id, url, eventTypes, isActive, actor, renewSecret } = wish;
  const fresh = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return await transaction(database, async (tx) => {
    const [saved] = await tx<[Endpoint & { secret: Uint8Array }]>`
      insert into webhook_endpoints as endpoint (id, url, secret, event_types, is_active, changed_by)
      values (${id}, ${url}, ${fresh}, ${eventTypes}, ${isActive}, ${actor})
      on conflict (id) do update set url = excluded.url, event_types = excluded.event_types, is_active = excluded.is_active,
        disabled_reason = '', changed_at = now(), changed_by = excluded.changed_by,
        secret = case when ${renewSecret} then excluded.secret else endpoint.secret end
      returning ${columns(tx)}, secret`;
    if (isActive) {
      await tx`
        insert into outbox_consumers (name, types) values (${consumerName(id)}, ${eventTypes})
        on conflict (name) do update set types = excluded.types`;
    } else {
      await tx`select remove_consumer(${consumerName(id)})`;
    }
    const { secret, ...endpoint } = saved;
    return { endpoint, secret: secret.every((byte, i) => byte === fresh[i]) ? fresh : undefined };
  });
}

/** All endpoints, the oldest first. */
export async function listEndpoints(query: Query): Promise<Endpoint[]> {
  return await query<Endpoint[]>`select ${columns(query)} from webhook_endpoints order by created_at, id`;
}

/** An endpoint with its secret; undefined when there is none. */
export async function findEndpoint(query: Query, id: string): Promise<Endpoint & { secret: Uint8Array } | undefined> {
  const [found] = await query<(Endpoint & { secret: Uint8Array })[]>`
    select ${columns(query)}, secret from webhook_endpoints where id = ${id}`;
  return found;
}

/**
 * Removes an endpoint and discards what it has not had.
 *
 * @throws {ShopError} NOT_FOUND
 */
export async function removeEndpoint(database: Database, id: string): Promise<void> {
  await transaction(database, async (tx) => {
    const { count } = await tx`delete from webhook_endpoints where id = ${id}`;
    if (count === 0) throw noEndpoint("remove");
    await tx`select remove_consumer(${consumerName(id)})`;
  });
}

/** Switches an endpoint off that does not want to hear of anything any more. */
export async function disableEndpoint(database: Database, id: string, reason: string): Promise<void> {
  await transaction(database, async (tx) => {
    await tx`
      update webhook_endpoints set is_active = false, disabled_reason = ${reason}, changed_at = now(), changed_by = 'system'
      where id = ${id} and is_active`;
    await tx`select remove_consumer(${consumerName(id)})`;
  });
}

export function noEndpoint(action: string): ShopError {
  return new ShopError(ErrorCode.NOT_FOUND, `Cannot ${action} endpoint: it does not exist`);
}

/** Under which an endpoint's deliveries are kept. */
function consumerName(id: string): string {
  return `webhook:${id}`;
}

function columns(query: Query) {
  return query`id, url, event_types as "eventTypes", is_active as "isActive", disabled_reason as "disabledReason",
    created_at as "createdAt", changed_by as "changedBy"`;
}
