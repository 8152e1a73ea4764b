import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type StaffOrder, StaffOrderSchema } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { once, requestFingerprint } from "../keyed_request.ts";
import { readStaffOrder } from "./read_staff_order.ts";

/** What every change by staff says of itself. */
interface Keyed {
  idempotencyKey: string;
  actor: string;
}

/**
 * Makes a change that staff ask for, once for each key of theirs, and answers with the order as it then was.
 *
 * @param change makes it within `tx` and returns the order's number
 */
export async function staffChange<S extends DescMessage>(
  database: Database,
  schema: S,
  request: MessageShape<S> & Keyed,
  change: (tx: Query) => Promise<string>,
): Promise<{ order: StaffOrder }> {
  const keyed = {
    principal: request.actor,
    key: request.idempotencyKey,
    method: schema.name.replace(/Request$/, ""),
    fingerprint: await requestFingerprint(schema, request),
  };
  const answer = await transaction(database, (tx) =>
    once(tx, keyed, async () => {
      const number = await change(tx);
      return toBinary(StaffOrderSchema, create(StaffOrderSchema, await readStaffOrder(tx, number)));
    }));
  return { order: fromBinary(StaffOrderSchema, answer) };
}
