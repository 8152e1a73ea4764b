-- What shoppers mean to buy.

create table carts (
  id bigint generated always as identity primary key,
  -- From a signed cookie: whoever knows it may use the cart.
  guest_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When it became an order; null while it is open.
  ordered_at timestamptz
);
create unique index one_open_cart_per_guest on carts (guest_id) where ordered_at is null;

create table cart_lines (
  -- Grows, so that lines are shown in the order in which they were put in.
  id bigint generated always as identity,
  cart_id bigint not null references carts on delete cascade,
  variant_id bigint not null references variants on delete cascade,
  quantity int not null check (quantity between 1 and 999),
  -- Price of one unit when it was put in; minor units of the default price list.
  added_price bigint not null check (added_price >= 0),
  primary key (cart_id, variant_id)
);
create index on cart_lines (variant_id);

-- One row for each wish to add, so that a request sent twice adds once. It is the guest's, not the cart's: a late repeat
-- must not fill the next cart.
create table cart_additions (
  guest_id uuid not null,
  key text not null,
  sku text not null,
  quantity int not null,
  created_at timestamptz not null default now(),
  primary key (guest_id, key)
);
