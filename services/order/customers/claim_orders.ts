import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ClaimOrdersResponseSchema,
  CountClaimableOrdersResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database, Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Customers } from "../checkout/customers.ts";

// Whose an address is, the user service alone knows: no request says it.

/** Counts the orders that nobody has claimed and that guests placed with the account's address; none while it is not proved. */
export async function countClaimableOrders(
  database: Database,
  customers: Customers,
  { userId }: Principal,
  signal: AbortSignal,
): Promise<MessageInitShape<typeof CountClaimableOrdersResponseSchema>> {
  const email = await customers.provedEmail(userId, signal);
  if (email === undefined) return { count: 0 };
  const [row] = await database<[{ count: number }]>`
    select count(*)::int as count from orders where ${isClaimable(database, email)}`;
  return row;
}

/** Makes them the account's, and says how many there were. Fails with WRONG_STATE while its address is not proved. */
export async function claimOrders(
  database: Database,
  customers: Customers,
  { userId }: Principal,
  signal: AbortSignal,
): Promise<MessageInitShape<typeof ClaimOrdersResponseSchema>> {
  const email = await customers.provedEmail(userId, signal);
  if (email === undefined) {
    throw new ShopError(ErrorCode.WRONG_STATE, "Cannot claim orders: the account's address is not proved");
  }
  return { count: await claim(database, userId, email) };
}

/** Makes the orders that an address can claim an account's; returns how many. */
export async function claim(query: Query, customerId: string, email: string): Promise<number> {
  const { count } = await query`
    update orders set customer_id = ${customerId}, claimed_at = now() where ${isClaimable(query, email)}`;
  return count;
}

/** The condition that an address can claim an order; as `orders_by_email` has it. */
export function isClaimable(query: Query, email: string) {
  return query`lower(email) collate "C" = lower(${email}) and customer_id is null`;
}
