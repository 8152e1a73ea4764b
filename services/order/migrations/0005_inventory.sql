-- Stock by place, and a ledger that explains every number.

create table locations (
  code text primary key check (code ~ '^[a-z0-9-]{1,40}$'),
  name text not null,
  -- Orders take units from the lowest first; of equals, in the order of their codes.
  priority int not null
);
insert into locations (code, name, priority) values ('main', 'Main warehouse', 0);

alter table stock add column location text not null default 'main' references locations;
alter table stock drop constraint stock_pkey;
alter table stock add primary key (variant_id, location);
-- At or below so many available units staff are told; null when never.
alter table stock add column low_at int check (low_at >= 0);

-- Every change of what is on hand. The sum of a variant's changes at a location is what is on hand there.
create table stock_movements (
  id bigint generated always as identity primary key,
  variant_id bigint not null,
  location text not null,
  change int not null check (change <> 0),
  reason text not null check (reason in (
    'opening', 'imported', 'received', 'counted', 'damaged', 'lost', 'found', 'corrected', 'transferred', 'sold', 'returned'
  )),
  -- Set when an order is the reason.
  order_id bigint references orders,
  -- Who did it: "system", "import", or a member of staff.
  actor text not null,
  note text not null default '',
  created_at timestamptz not null default now(),
  -- Of the stock, not of the variant and the location: whoever writes has its row already, so that no row is locked which
  -- all writers share.
  foreign key (variant_id, location) references stock on delete cascade
);
create index on stock_movements (variant_id, id);
create index on stock_movements (order_id) where order_id is not null;

-- Units held for an order. The sum of those that are held is stock.reserved.
create table reservations (
  order_id bigint not null references orders,
  variant_id bigint not null,
  location text not null,
  -- 0 when the units were released, and then sold from another location.
  quantity int not null check (quantity > 0 or (quantity = 0 and state = 'claimed')),
  -- "claimed": sold, and no longer on hand. "released": free again, by refusal or because the time was over. An order has
  -- claimed all that it held, or nothing.
  state text not null default 'held' check (state in ('held', 'claimed', 'released')),
  -- By the database's clock.
  expires_at timestamptz not null,
  -- Units of those claimed that came back on a shelf.
  returned int not null default 0 check (returned between 0 and quantity and (returned = 0 or state = 'claimed')),
  primary key (order_id, variant_id, location),
  foreign key (variant_id, location) references stock on delete cascade
);
create index reservations_held on reservations (expires_at) where state = 'held';
create index reservations_held_of_variant on reservations (variant_id) where state = 'held';
create index on reservations (variant_id, location);

-- What was sold before there was a ledger is in it as well.
insert into reservations (order_id, variant_id, location, quantity, state, expires_at)
select order_id, variant_id, location, quantity, 'claimed', placed_at
from orders join order_lines on order_id = orders.id join stock using (variant_id)
where status <> 'cancelled';
insert into stock_movements (variant_id, location, change, reason, actor)
select variant_id, location, on_hand + sold, 'opening', 'system'
from stock, lateral (select coalesce(sum(quantity), 0) as sold from reservations where variant_id = stock.variant_id) before
where on_hand + sold > 0;
insert into stock_movements (variant_id, location, change, reason, order_id, actor, created_at)
select variant_id, location, -quantity, 'sold', order_id, 'system', expires_at from reservations order by expires_at, order_id;

-- Tells staff when the available units of a stock row come to or below its mark, once each time.
create function tell_low_stock() returns trigger language plpgsql as $$
begin
  perform emit_event('variant:' || sku, 'stock.low', jsonb_build_object(
    'sku', sku, 'location', new.location, 'available', new.on_hand - new.reserved, 'lowAt', new.low_at
  )) from variants where id = new.variant_id;
  return null;
end $$;
create trigger stock_is_low after update on stock for each row
  when (new.on_hand - new.reserved <= new.low_at and (old.on_hand - old.reserved <= old.low_at) is not true)
  execute function tell_low_stock();
