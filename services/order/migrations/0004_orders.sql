-- What shoppers bought. Amounts are minor units of the order's currency.

create table orders (
  id bigint generated always as identity primary key,
  -- Name for people: "SF-" and eight characters of Crockford's base 32.
  number text not null unique check (number ~ '^SF-[0-9A-HJKMNP-TV-Z]{8}$'),
  guest_id uuid not null,
  idempotency_key text not null,
  cart_id bigint not null unique references carts,
  status text not null check (status in ('placed', 'paid', 'packed', 'shipped', 'delivered', 'cancelled')),
  status_since timestamptz not null default now(),
  placed_at timestamptz not null default now(),
  email text not null,
  phone text not null,
  ship_name text not null,
  ship_line1 text not null,
  ship_line2 text not null,
  ship_city text not null,
  ship_postal_code text not null,
  ship_country_code char(2) not null,
  shipping_method text not null,
  shipping_name text not null,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  subtotal bigint not null check (subtotal >= 0),
  shipping bigint not null check (shipping >= 0),
  total bigint not null check (total = subtotal + shipping),
  unique (guest_id, idempotency_key)
);
-- For whoever moves orders on: those that are not finished, longest waiting first.
create index orders_unfinished on orders (status_since) where status in ('placed', 'paid', 'packed', 'shipped');

-- A line keeps what the shopper saw, whatever becomes of the variant.
create table order_lines (
  order_id bigint not null references orders,
  position int not null,
  variant_id bigint references variants on delete set null,
  sku text not null,
  product_slug text not null,
  title text not null,
  option_values jsonb not null,
  image_url text,
  quantity int not null check (quantity > 0),
  unit_price bigint not null check (unit_price >= 0),
  primary key (order_id, position)
);
create index on order_lines (variant_id);

create table order_status_changes (
  id bigint generated always as identity primary key,
  order_id bigint not null references orders,
  status text not null,
  changed_at timestamptz not null default now(),
  -- No way leads back to a status that an order has left.
  unique (order_id, status)
);

create table payments (
  id bigint generated always as identity primary key,
  order_id bigint not null unique references orders,
  status text not null check (status in ('captured')),
  amount bigint not null check (amount >= 0),
  card_brand text not null,
  card_last4 text not null check (card_last4 ~ '^[0-9]{4}$'),
  created_at timestamptz not null default now()
);

-- A row for each keyed request that was carried out, with its answer for whoever asks again.
create table idempotency_keys (
  guest_id uuid not null,
  key text not null,
  -- SHA-256 of the request.
  fingerprint bytea not null,
  -- Null only within the transaction that carries the request out.
  response bytea,
  created_at timestamptz not null default now(),
  primary key (guest_id, key)
);
