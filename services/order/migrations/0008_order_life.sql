-- What becomes of an order: who changed it and why, cancellation, shipments, returns.

alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check
  check (status in ('placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned', 'refunded'));
-- The account it belongs to, in the user service; null when a guest's.
alter table orders add column customer_id uuid;
create index on orders (customer_id) where customer_id is not null;
-- For staff: orders of a status, newest first, and those whose number or e-mail begins with something.
create index orders_by_status on orders (status, id);
create index orders_by_number on orders (number collate "C");
create index orders_by_email on orders (lower(email) collate "C");
-- One cart becomes one order; after a refused payment it may become another.
alter table orders drop constraint orders_cart_id_key;
create unique index one_order_per_cart on orders (cart_id) where status <> 'cancelled';

-- "customer", "system", "carrier", or a member of staff.
alter table order_status_changes add column actor text not null default 'system';
alter table order_status_changes add column reason text not null default '';
-- What the shop refused with when it called the order off itself, such as "OUT_OF_STOCK".
alter table order_status_changes add column code text not null default '';

create table shipments (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  carrier text not null,
  tracking_number text not null,
  tracking_url text,
  -- Who handed it over.
  actor text not null,
  shipped_at timestamptz not null default now(),
  delivered_at timestamptz,
  unique (carrier, tracking_number)
);
create index on shipments (order_id);

create table shipment_lines (
  shipment_id bigint not null references shipments,
  order_id bigint not null,
  position int not null,
  quantity int not null check (quantity > 0),
  primary key (shipment_id, position),
  foreign key (order_id, position) references order_lines
);

-- What was sent before parcels were kept was sent by the test carrier, all at once.
insert into shipments (order_id, carrier, tracking_number, actor, shipped_at, delivered_at)
select orders.id, 'Test Carrier', 'TC-' || substr(number, 4), 'carrier', shipped.changed_at, delivered.changed_at
from orders join order_status_changes shipped on shipped.order_id = orders.id and shipped.status = 'shipped'
left join order_status_changes delivered on delivered.order_id = orders.id and delivered.status = 'delivered';
insert into shipment_lines (shipment_id, order_id, position, quantity)
select shipments.id, order_id, position, quantity from shipments join order_lines using (order_id);

-- A customer's wish to send things back.
create table returns (
  id bigint generated always as identity primary key,
  -- Name for people: "RMA-" and eight characters.
  number text not null unique,
  order_id bigint not null references orders,
  status text not null default 'requested' check (status in ('requested', 'approved', 'rejected', 'received', 'refunded')),
  reason text not null,
  requested_at timestamptz not null default now(),
  -- What goes back for it; null until the things are received, and when there is nothing left to give back.
  refund_id bigint unique references refunds
);
create index on returns (order_id);
create index returns_by_status on returns (status, id);

create table return_status_changes (
  return_id bigint not null references returns,
  status text not null,
  actor text not null,
  reason text not null default '',
  changed_at timestamptz not null default now(),
  -- No way leads back to a status that a return has left.
  primary key (return_id, status)
);

create table return_lines (
  return_id bigint not null references returns,
  order_id bigint not null,
  position int not null,
  quantity int not null check (quantity > 0),
  -- Units of these that came back, and units of those that went back on the shelf.
  received int not null default 0 check (received between 0 and quantity),
  restocked int not null default 0 check (restocked between 0 and received),
  primary key (return_id, position),
  foreign key (order_id, position) references order_lines
);

-- A key that placed an order: the answer is stored when it is known.
alter table idempotency_keys add column order_id bigint references orders;
-- Null until the payment is decided. `is_refusal` tells which of the two it is: an order, or an error.
alter table idempotency_keys add column is_refusal boolean not null default false;
create index idempotency_keys_by_age on idempotency_keys (created_at);

-- Whatever is keyed besides placing an order: cancellations, refunds, returns. One row a wish, with its answer.
create table keyed_requests (
  -- Whose key: a guest, or a member of staff.
  principal text not null,
  key text not null,
  method text not null,
  fingerprint bytea not null,
  response bytea not null,
  created_at timestamptz not null default now(),
  primary key (principal, key)
);
create index on keyed_requests (created_at);
create index on cart_additions (created_at);
