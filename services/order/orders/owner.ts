import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";

/** Whose an order has to be. */
export interface Owner {
  /** The shopper: orders of this browser. */
  guestId: string;
  /** The account: its orders, whichever browser they were placed in. Empty for a guest. */
  customerId: string;
}

/** The condition that a row of `orders` is the owner's, or anybody's when none is given. */
export function isOwnedBy(query: Query, owner: Owner | undefined): Fragment {
  if (!owner) return query`true`;
  return query`(guest_id = ${owner.guestId} or customer_id = nullif(${owner.customerId}, '')::uuid)`;
}
