-- What the shop sells. Amounts are minor units; the currency is the price list's.

create table categories (
  id bigint generated always as identity primary key,
  parent_id bigint references categories,
  slug text not null unique,
  name text not null,
  position int not null default 0
);
create index on categories (parent_id);

create table products (
  id bigint generated always as identity primary key,
  -- What rows of one product share in a catalogue file.
  code text not null unique,
  slug text not null unique,
  title text not null,
  description text not null default '',
  category_id bigint not null references categories,
  image_url text,
  -- [{"name": "Colour", "values": ["Sage", "Clay"]}], in display order.
  options jsonb not null default '[]',
  -- [{"name": "Material", "value": "Stoneware"}], in display order.
  attributes jsonb not null default '[]',
  units_sold bigint not null default 0,
  created_at timestamptz not null default now()
);
create index on products (category_id);

create table variants (
  id bigint generated always as identity primary key,
  product_id bigint not null references products on delete cascade,
  sku text not null unique,
  -- [{"name": "Colour", "value": "Sage"}], one of each of the product's options.
  option_values jsonb not null default '[]',
  image_url text,
  position int not null default 0
);
create index on variants (product_id, position);

-- Apart from the variant, because it changes with every sale: a narrow row is updated in place.
create table stock (
  variant_id bigint primary key references variants on delete cascade,
  on_hand int not null check (on_hand >= 0),
  reserved int not null default 0 check (reserved between 0 and on_hand)
) with (fillfactor = 50);

create table price_lists (
  code text primary key,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  is_default boolean not null default false
);
create unique index only_one_default_price_list on price_lists (is_default) where is_default;
insert into price_lists (code, currency, is_default) values ('default', 'GBP', true);

create table prices (
  price_list text not null references price_lists,
  variant_id bigint not null references variants on delete cascade,
  amount bigint not null check (amount >= 0),
  primary key (variant_id, price_list)
);

create table category_translations (
  category_id bigint not null references categories on delete cascade,
  locale text not null,
  name text not null,
  primary key (category_id, locale)
);

create table product_translations (
  product_id bigint not null references products on delete cascade,
  locale text not null,
  title text not null,
  description text not null default '',
  primary key (product_id, locale)
);
