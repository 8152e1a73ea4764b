import type { Query } from "../../kit/database.ts";

/** Makes the guest's open cart unless there is one, and locks it: changes of one cart happen one after the other. */
export async function openCart(tx: Query, guestId: string): Promise<bigint> {
  const [cart] = await tx<[{ id: bigint }]>`
    insert into carts (guest_id) values (${guestId})
    on conflict (guest_id) where ordered_at is null do update set updated_at = now()
    returning id`;
  return cart.id;
}

/** Locks the guest's open cart; undefined when there is none. */
export async function lockCart(tx: Query, guestId: string): Promise<bigint | undefined> {
  const [cart] = await tx<{ id: bigint }[]>`
    select id from carts where guest_id = ${guestId} and ordered_at is null for update`;
  return cart?.id;
}
