-- What the shop sells. Amounts are minor units; the currency is the price list's.

create extension if not exists pg_trgm;

create table categories (
  id bigint generated always as identity primary key,
  parent_id bigint references categories,
  slug text not null unique,
  name text not null,
  position int not null default 0,
  unique nulls not distinct (parent_id, name)
);

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
  created_at timestamptz not null default now(),

  -- For lists and searches, kept by the import:
  sort_title text collate "C" not null default '',
  -- {"Colour=Sage", "Material=Stoneware"}: what it can be filtered by.
  terms text[] not null default '{}',
  -- Words of the title (weight A), the SKUs and variants (B), the category and attributes (C) and the description (D).
  words tsvector not null default '',

  -- Kept by triggers, for the default price list. A product is for sale, and listed, when price_from is not null.
  price_from bigint,
  price_to bigint,
  variant_count int not null default 0
);
create index products_by_category on products (category_id) where price_from is not null;
-- The category rides along, so that a page of one category fetches no product of another.
create index products_by_popularity on products (units_sold, id, category_id) where price_from is not null;
create index products_by_price on products (price_from, id, category_id) where price_from is not null;
create index products_by_title on products (sort_title, id, category_id) where price_from is not null;
-- Not fastupdate: catalogues are read far more often than written, and a list of pending entries slows every search.
create index products_by_words on products using gin (words) with (fastupdate = off);

create table variants (
  id bigint generated always as identity primary key,
  product_id bigint not null references products on delete cascade,
  sku text not null unique,
  -- As its row of the catalogue file names it; the product's title is the name of its best-selling variant.
  name text not null default '',
  -- [{"name": "Colour", "value": "Sage"}], one of each of the product's options.
  option_values jsonb not null default '[]',
  -- Whether option_values was made of the name, because the catalogue file gave none.
  styled boolean not null default false,
  image_url text,
  units_sold bigint not null default 0,
  position int not null default 0
);
create index variants_of_product on variants (product_id, position);

-- Apart from the variant, because it changes with every sale: a narrow row is updated in place. Nothing else is kept in step
-- with it, so that buyers of different variants never wait for each other.
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

-- Brings the prices that lists show in step with the variants' own. Products are locked in the order of their ids.
create function refresh_prices(product_ids bigint[]) returns void language sql as $$
  with locked as (
    select id from products where id = any (product_ids) order by id for no key update
  ), range as (
    select locked.id, min(amount) as lowest, max(amount) as highest, count(amount) as variants
    from locked
    left join variants on variants.product_id = locked.id
    left join prices on prices.variant_id = variants.id
      and prices.price_list = (select code from price_lists where is_default)
    group by locked.id
  )
  update products set price_from = lowest, price_to = highest, variant_count = variants
  from range
  where products.id = range.id
    and (price_from, price_to, variant_count) is distinct from (lowest, highest, variants);
$$;

create function prices_changed() returns trigger language plpgsql as $$
begin
  perform refresh_prices(array(
    select distinct variants.product_id from changed join variants on variants.id = changed.variant_id
  ));
  return null;
end $$;
create trigger prices_inserted after insert on prices
  referencing new table as changed for each statement execute function prices_changed();
create trigger prices_updated after update on prices
  referencing new table as changed for each statement execute function prices_changed();
create trigger prices_deleted after delete on prices
  referencing old table as changed for each statement execute function prices_changed();

create function variants_gone() returns trigger language plpgsql as $$
begin
  perform refresh_prices(array(select distinct product_id from before));
  return null;
end $$;
create function variants_moved() returns trigger language plpgsql as $$
begin
  perform refresh_prices(array(
    select unnest(array[before.product_id, now.product_id])
    from before join now using (id)
    where before.product_id <> now.product_id
  ));
  return null;
end $$;
create trigger variants_deleted after delete on variants
  referencing old table as before for each statement execute function variants_gone();
create trigger variants_updated after update on variants
  referencing old table as before new table as now for each statement execute function variants_moved();

-- A word less each of its letters in turn, and the word itself. Words that share one of these are one slip apart: a letter
-- too many, too few, wrong, or swapped with its neighbour.
create function one_letter_less(word text) returns text[] language sql immutable strict parallel safe
return array(select overlay(word placing '' from letter for 1) from generate_series(1, length(word)) letter) || word;

-- The words of all products, by which a search understands words that are typed differently.
create table search_words (
  word text collate "C" primary key,
  -- Without its English ending; null for words too common to tell anything, such as "the".
  stem text generated always as ((ts_lexize('english_stem', word))[1]) stored,
  slips text[] not null generated always as (one_letter_less(word)) stored
);
create index search_words_by_stem on search_words (stem);
create index search_words_by_slip on search_words using gin (slips) with (fastupdate = off);
create index search_words_by_trigram on search_words using gin (word gin_trgm_ops) with (fastupdate = off);
