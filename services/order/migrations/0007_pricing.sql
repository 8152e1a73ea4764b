-- Currencies, tax, weight, promotions. Rates are parts per million: 200000 is 20 %.

-- A cart is kept in a currency, and so in its price list.
create unique index one_price_list_per_currency on price_lists (currency);

alter table variants add column weight_grams int not null default 0 check (weight_grams >= 0);
alter table products add column tax_class text not null default 'standard';

-- How prices are shown where a parcel goes: with tax in them, or with tax added at the end.
create table tax_regions (
  country_code char(2) primary key,
  prices_include_tax boolean not null
);

create table tax_rates (
  country_code char(2) not null references tax_regions,
  -- Part of the country, as in ISO 3166-2 behind the dash; '' where the rate holds in all others.
  region text not null default '',
  tax_class text not null default 'standard',
  name text not null,
  rate_ppm int not null check (rate_ppm between 0 and 1000000),
  primary key (country_code, region, tax_class)
);

-- Standard rates as of 2026. Where a product's class has no rate of its own, the standard one holds.
insert into tax_regions (country_code, prices_include_tax)
select code, code not in ('US', 'CA') from shipping_countries;
insert into tax_rates (country_code, name, rate_ppm) values
  ('GB', 'VAT', 200000), ('US', 'Sales tax', 0), ('CA', 'GST', 50000), ('AU', 'GST', 100000), ('NZ', 'GST', 150000),
  ('CH', 'VAT', 81000), ('NO', 'VAT', 250000), ('JP', 'Consumption tax', 100000),
  ('AT', 'VAT', 200000), ('BE', 'VAT', 210000), ('BG', 'VAT', 200000), ('CY', 'VAT', 190000), ('CZ', 'VAT', 210000),
  ('DE', 'VAT', 190000), ('DK', 'VAT', 250000), ('EE', 'VAT', 240000), ('ES', 'VAT', 210000), ('FI', 'VAT', 255000),
  ('FR', 'VAT', 200000), ('GR', 'VAT', 240000), ('HR', 'VAT', 250000), ('HU', 'VAT', 270000), ('IE', 'VAT', 230000),
  ('IT', 'VAT', 220000), ('LT', 'VAT', 210000), ('LU', 'VAT', 170000), ('LV', 'VAT', 210000), ('MT', 'VAT', 180000),
  ('NL', 'VAT', 210000), ('PL', 'VAT', 230000), ('PT', 'VAT', 230000), ('RO', 'VAT', 210000), ('SE', 'VAT', 250000),
  ('SI', 'VAT', 220000), ('SK', 'VAT', 230000);
insert into tax_rates (country_code, tax_class, name, rate_ppm) values
  ('GB', 'reduced', 'VAT', 50000), ('GB', 'zero', 'VAT', 0), ('US', 'zero', 'Sales tax', 0), ('CA', 'zero', 'GST', 0);
-- Of the United States only where the shop is taken to have a duty to collect, and the state's part alone.
insert into tax_rates (country_code, region, name, rate_ppm) values
  ('US', 'CA', 'Sales tax', 72500), ('US', 'FL', 'Sales tax', 60000), ('US', 'IL', 'Sales tax', 62500),
  ('US', 'NJ', 'Sales tax', 66250), ('US', 'NY', 'Sales tax', 40000), ('US', 'PA', 'Sales tax', 60000),
  ('US', 'TX', 'Sales tax', 62500), ('US', 'WA', 'Sales tax', 65000),
  ('CA', 'ON', 'HST', 130000), ('CA', 'NB', 'HST', 150000), ('CA', 'NL', 'HST', 150000), ('CA', 'PE', 'HST', 150000),
  ('CA', 'NS', 'HST', 140000), ('CA', 'QC', 'GST and QST', 149750), ('CA', 'BC', 'GST and PST', 120000),
  ('CA', 'MB', 'GST and PST', 120000), ('CA', 'SK', 'GST and PST', 110000);

-- What a method costs up to a weight; the method's own price holds when there is no band.
create table shipping_bands (
  zone text not null,
  code text not null,
  currency char(3) not null,
  max_grams int not null check (max_grams > 0),
  price bigint not null check (price >= 0),
  primary key (zone, code, currency, max_grams),
  foreign key (zone, code, currency) references shipping_methods on delete cascade
);

insert into shipping_methods (zone, code, currency, name, price, free_from, days_min, days_max) values
  ('GB', 'standard', 'EUR', 'Standard', 495, 6000, 2, 4),
  ('GB', 'express', 'EUR', 'Express', 945, null, 1, 1),
  ('EU', 'tracked', 'EUR', 'Tracked', 1195, null, 4, 7),
  ('EU', 'express', 'EUR', 'Express', 2345, null, 2, 3),
  ('US', 'tracked', 'EUR', 'Tracked', 1745, null, 6, 10),
  ('WORLD', 'tracked', 'EUR', 'Tracked', 2095, null, 7, 14),
  ('GB', 'standard', 'USD', 'Standard', 525, 6500, 2, 4),
  ('GB', 'express', 'USD', 'Express', 1050, null, 1, 1),
  ('EU', 'tracked', 'USD', 'Tracked', 1325, null, 4, 7),
  ('EU', 'express', 'USD', 'Express', 2650, null, 2, 3),
  ('US', 'tracked', 'USD', 'Tracked', 1995, null, 6, 10),
  ('WORLD', 'tracked', 'USD', 'Tracked', 2395, null, 7, 14);
-- The lightest parcels cost what the method says; heavier ones twice and three times that, at the most 20 kg.
insert into shipping_bands (zone, code, currency, max_grams, price)
select zone, code, currency, max_grams, price * times
from shipping_methods, (values (2000, 1), (10000, 2), (20000, 3)) as band (max_grams, times);

create table promotions (
  id bigint generated always as identity primary key,
  -- Name for staff and machines, such as "summer-2026".
  code text not null unique default gen_random_uuid()::text check (code ~ '^[a-z0-9-]{1,40}$'),
  name text not null,
  -- What the shopper types; null when it holds by itself. Compared without regard to case.
  coupon text check (coupon ~ '^[A-Za-z0-9_-]{1,40}$'),
  kind text not null check (kind in ('percent', 'amount', 'free_shipping')),
  -- Parts per million of what it applies to, or minor units of `currency`; null with free shipping.
  value bigint check (value > 0),
  -- Null: any currency. Always set when an amount is.
  currency char(3),
  -- Null: the whole order.
  category_id bigint references categories,
  min_subtotal bigint not null default 0 check (min_subtotal >= 0),
  starts_at timestamptz not null default now(),
  ends_at timestamptz,
  -- Lowest first; one that is not stackable ends the line.
  priority int not null default 0,
  stackable boolean not null default true,
  max_redemptions int check (max_redemptions > 0),
  max_per_customer int check (max_per_customer > 0),
  -- Redemptions that count towards the limits; kept only where there is one, so that nobody waits for a row that all use.
  redeemed int not null default 0 check (redeemed >= 0),
  created_at timestamptz not null default now(),
  check (redeemed <= max_redemptions),
  check ((kind = 'free_shipping') = (value is null)),
  check (kind <> 'amount' or currency is not null),
  check (kind <> 'percent' or value <= 1000000)
);
create unique index promotions_by_coupon on promotions (upper(coupon)) where coupon is not null;
-- Every checkout asks for those that hold by themselves, and there may be very many that do not.
create index promotions_without_coupon on promotions (priority, id) where coupon is null;

-- One for each promotion that an order uses. Those not released count towards the limits.
create table redemptions (
  promotion_id bigint not null references promotions,
  order_id bigint not null references orders,
  -- Whose: the guest or the account.
  customer text not null,
  amount bigint not null check (amount >= 0),
  released_at timestamptz,
  primary key (promotion_id, order_id)
);
create index on redemptions (promotion_id, customer) where released_at is null;
create index on redemptions (order_id);

-- Locks promotions for as long as the transaction lasts: those with a limit against each other, in the order of their ids; the
-- others against nothing but a limit that is set. No row is locked twice: whoever wants a stronger lock on one that it has
-- locked already waits for those in line, who wait for it. One that is neither got or lost its limit just now, or was deleted.
create function lock_promotions(ids bigint[]) returns void language plpgsql as $$
declare
  limited int;
  unlimited int;
begin
  perform from promotions where id = any (ids) and coalesce(max_redemptions, max_per_customer) is not null
  order by id for no key update;
  get diagnostics limited = row_count;
  perform from promotions where id = any (ids) and coalesce(max_redemptions, max_per_customer) is null
  order by id for key share;
  get diagnostics unlimited = row_count;
  if limited + unlimited <> cardinality(ids) then
    raise exception 'Cannot lock promotions: one was changed meanwhile' using errcode = 'serialization_failure';
  end if;
end $$;

-- Counts the use of promotions by an order, and writes it down. Returns the coupons whose limit was reached meanwhile; then
-- nothing was done. Where one without a coupon is used up, or has changed, the transaction must be tried again, at another price.
--
-- Each statement in here sees what was committed before it began, so the counts are those that hold under the locks.
create function redeem_promotions(redeeming bigint, redeemer text, ids bigint[], amounts bigint[])
returns text[] language plpgsql as $$
declare
  refused bigint[];
begin
  perform lock_promotions(ids);
  refused := array(
    select id from promotions
    where id = any (ids) and (redeemed >= max_redemptions or max_per_customer <= (
      select count(*) from redemptions where promotion_id = id and customer = redeemer and released_at is null
    ))
  );
  if exists (select from promotions where id = any (refused) and coupon is null) then
    raise exception 'Cannot redeem: a promotion is used up' using errcode = 'serialization_failure';
  end if;
  if refused <> '{}' then
    return array(select coupon from promotions where id = any (refused) order by id);
  end if;
  update promotions set redeemed = redeemed + 1
  where id = any (ids) and coalesce(max_redemptions, max_per_customer) is not null;
  insert into redemptions (promotion_id, order_id, customer, amount)
  select id, redeeming, redeemer, amount from unnest(ids, amounts) as applied (id, amount);
  return '{}';
end $$;

-- Takes back the use of promotions by an order. One release of an order waits for another, and then finds nothing to do.
create function release_redemptions(releasing bigint) returns void language plpgsql as $$
declare
  ids bigint[] := array(
    select promotion_id from redemptions where order_id = releasing and released_at is null
    order by promotion_id for no key update
  );
begin
  if ids = '{}' then return; end if;
  perform lock_promotions(ids);
  update promotions set redeemed = redeemed - 1
  where id = any (ids) and coalesce(max_redemptions, max_per_customer) is not null;
  update redemptions set released_at = now() where order_id = releasing and promotion_id = any (ids);
end $$;

-- Amounts of an order: total = subtotal - discount + shipping, and tax on top where prices do not include it.
alter table orders add column discount bigint not null default 0 check (discount between 0 and subtotal);
alter table orders add column tax bigint not null default 0 check (tax >= 0);
alter table orders add column tax_included boolean not null default true;
alter table orders drop constraint orders_check;
alter table orders add constraint orders_total
  check (total = subtotal - discount + shipping + case when tax_included then 0 else tax end);
alter table orders add column coupons text[] not null default '{}';
alter table orders add column ship_region text not null default '';
-- What of the order's discount and tax falls on the line.
alter table order_lines add column discount bigint not null default 0 check (discount >= 0);
alter table order_lines add column tax bigint not null default 0 check (tax >= 0);

-- The currency a cart is kept in; its lines' prices are of this list.
alter table carts add column price_list text not null default 'default' references price_lists;
