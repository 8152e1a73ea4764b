-- What belongs to accounts: their orders in a list, those of guests that they may claim, and what is taken out when one is erased.

-- When the account claimed it; null when it was the account's from the beginning, or is nobody's.
alter table orders add column claimed_at timestamptz;
-- When all was taken from it that tells who bought; null until then.
alter table orders add column erased_at timestamptz;

-- An account's orders, newest first. Those that it may claim are found by orders_by_email.
create index orders_of_customer on orders (customer_id, id) where customer_id is not null;
drop index orders_customer_id_idx;

-- What is known of an address that is about no order.
create index stock_notices_by_email on stock_notices (lower(email));
create index mails_about_no_order on mails (lower(recipient)) where order_id is null;

-- As before, but that a cart which has too many lines already, as carts have that were put together, may still be changed: only
-- another line is refused.
create or replace function put_line(guest uuid, wanted text, units int, adds boolean) returns int language plpgsql as $$
declare
  cart carts;
  is_new boolean;
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
    added_price = case when adds then excluded.added_price else cart_lines.added_price end
  returning xmax = 0 into is_new; -- a row that was there has been locked for this
  if not found then
    raise 'Cannot put in cart: no price' using
      errcode = case when exists (select from variants where sku = wanted) then 'SFCUR' else 'SFSKU' end,
      detail = (select currency from price_lists where code = cart.price_list);
  end if;

  select count(*), sum(quantity) into lines, items from cart_lines where cart_id = cart.id;
  if is_new and lines > 100 then
    raise 'Cannot put in cart: too many lines' using errcode = 'SFLIN';
  end if;
  return items;
end $$;
