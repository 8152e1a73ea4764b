-- Changes of a cart, each in one trip to the database: most of what a small transaction costs is its way there and back.

create type cart_row as (
  currency text,
  id bigint,
  "variantId" bigint,
  sku text,
  "productSlug" text,
  title text,
  "optionValues" jsonb,
  "imageUrl" text,
  quantity int,
  available int,
  "unitPrice" bigint,
  "addedPrice" bigint,
  "categoryId" bigint,
  "taxClass" text,
  "weightGrams" int
);

-- A guest's open cart at today's prices of its price list, a row a line; one row with a currency alone when there are none.
create function cart_of(guest uuid) returns setof cart_row stable language sql as $$
  select price_list.currency::text, line.*
  from price_lists price_list
  left join lateral (
    select cart_line.id, cart_line.variant_id, variant.sku, product.slug, product.title, variant.option_values,
      coalesce(variant.image_url, product.image_url), cart_line.quantity,
      (select coalesce(sum(on_hand - reserved), 0)::int from stock where variant_id = variant.id),
      price.amount, cart_line.added_price, product.category_id, product.tax_class, variant.weight_grams
    from carts cart
    join cart_lines cart_line on cart_line.cart_id = cart.id
    join variants variant on variant.id = cart_line.variant_id
    join products product on product.id = variant.product_id
    join prices price on price.variant_id = variant.id and price.price_list = cart.price_list
    where cart.guest_id = guest and cart.ordered_at is null
  ) line on true
  where price_list.code = coalesce(
    (select price_list from carts where guest_id = guest and ordered_at is null),
    (select code from price_lists where is_default)
  )
  order by line.id
$$;

-- Sets the units of a line, or adds to them, and makes the cart and the line if need be. Changes of one cart happen one after
-- the other: its row is locked first. The price to remember is that of the latest addition, which the shopper saw.
--
-- Fails with SFSKU when there is no such variant, with SFCUR and the currency as its detail when it is not sold in that of the
-- cart, with SFLIN when there are too many lines, and with the line's own check when it has too many units.
create function put_in_cart(guest uuid, wanted text, units int, adds boolean) returns setof cart_row language plpgsql as $$
declare
  cart carts;
  lines int;
begin
  insert into carts (guest_id) values (guest)
  on conflict (guest_id) where ordered_at is null do update set updated_at = now()
  returning * into cart;

  insert into cart_lines (cart_id, variant_id, quantity, added_price)
  select cart.id, variant.id, units, amount
  from variants variant join prices on variant_id = variant.id and price_list = cart.price_list
  where sku = wanted
  on conflict (cart_id, variant_id) do update set
    quantity = excluded.quantity + case when adds then cart_lines.quantity else 0 end,
    added_price = case when adds then excluded.added_price else cart_lines.added_price end;
  if not found then
    raise 'Cannot put in cart: no price' using
      errcode = case when exists (select from variants where sku = wanted) then 'SFCUR' else 'SFSKU' end,
      detail = (select currency from price_lists where code = cart.price_list);
  end if;

  return query select * from cart_of(guest);
  get diagnostics lines = row_count;
  if lines > 100 then
    raise 'Cannot put in cart: too many lines' using errcode = 'SFLIN';
  end if;
end $$;

-- Adds units once for each key, and waits while another transaction holds it. Fails with SFKEY when the key added something else.
create function add_to_cart(guest uuid, addition text, wanted text, units int) returns setof cart_row language plpgsql as $$
begin
  insert into cart_additions (guest_id, key, sku, quantity) values (guest, addition, wanted, units) on conflict do nothing;
  if found then
    return query select * from put_in_cart(guest, wanted, units, true);
  elsif exists (
    select from cart_additions where guest_id = guest and key = addition and sku = wanted and quantity = units
  ) then
    return query select * from cart_of(guest);
  else
    raise 'Cannot add to cart: the key was used before' using errcode = 'SFKEY';
  end if;
end $$;

-- Removing what is not there is no error, and makes no cart.
create function remove_from_cart(guest uuid, unwanted text) returns setof cart_row language plpgsql as $$
begin
  perform from carts where guest_id = guest and ordered_at is null for update;
  delete from cart_lines using carts, variants
  where guest_id = guest and ordered_at is null and cart_id = carts.id and variant_id = variants.id and sku = unwanted;
  return query select * from cart_of(guest);
end $$;

-- By which carts are found that were left, and that no order needs.
-- Not simply where ordered_at is null: PostgreSQL would hold it for as good as one_open_cart_per_guest and look for a guest's cart
-- among all.
create index carts_by_age on carts (created_at) where coalesce(ordered_at, 'infinity') = 'infinity';
create index orders_of_cart on orders (cart_id);
