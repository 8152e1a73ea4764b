-- Adding tells how many units the cart has and no more: nobody shows a cart each time, and reading it cost as much as the addition.

-- Sets the units of a line, or adds to them, and makes the cart and the line if need be. Changes of one cart happen one after
-- the other: its row is locked first. The price to remember is that of the latest addition, which the shopper saw.
--
-- Returns the units in all lines. Fails with SFSKU when there is no such variant, with SFCUR and the currency as its detail when
-- it is not sold in that of the cart, with SFLIN when there are too many lines, and with the line's own check when it has too
-- many units.
create function put_line(guest uuid, wanted text, units int, adds boolean) returns int language plpgsql as $$
declare
  cart carts;
  lines int;
  items int;
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

  select count(*), sum(quantity) into lines, items from cart_lines where cart_id = cart.id;
  if lines > 100 then
    raise 'Cannot put in cart: too many lines' using errcode = 'SFLIN';
  end if;
  return items;
end $$;

create or replace function put_in_cart(guest uuid, wanted text, units int, adds boolean) returns setof cart_row
language plpgsql as $$
begin
  perform put_line(guest, wanted, units, adds);
  return query select * from cart_of(guest);
end $$;

-- Adds units once for each key, and waits while another transaction holds it. Returns the units in all lines; fails with SFKEY
-- when the key added something else.
drop function add_to_cart(uuid, text, text, int);
create function add_to_cart(guest uuid, addition text, wanted text, units int) returns int language plpgsql as $$
begin
  insert into cart_additions (guest_id, key, sku, quantity) values (guest, addition, wanted, units) on conflict do nothing;
  if found then
    return put_line(guest, wanted, units, true);
  elsif exists (
    select from cart_additions where guest_id = guest and key = addition and sku = wanted and quantity = units
  ) then
    return (
      select coalesce(sum(quantity), 0) from carts join cart_lines on cart_id = carts.id
      where guest_id = guest and ordered_at is null
    );
  else
    raise 'Cannot add to cart: the key was used before' using errcode = 'SFKEY';
  end if;
end $$;
