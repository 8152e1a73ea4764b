-- A refused payment leaves a cancelled order; the shopper's next try may be of the same key only if nothing was decided.

alter table orders drop constraint orders_guest_id_idempotency_key_key;
create unique index one_order_per_key on orders (guest_id, idempotency_key) where status <> 'cancelled';
create unique index idempotency_key_of_order on idempotency_keys (order_id) where order_id is not null;
update idempotency_keys set order_id = orders.id
from orders where orders.guest_id = idempotency_keys.guest_id and orders.idempotency_key = idempotency_keys.key;
