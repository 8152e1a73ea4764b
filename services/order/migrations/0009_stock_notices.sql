-- Who wants to hear when a variant can be bought again, and what staff look through.

create table stock_notices (
  id bigint generated always as identity primary key,
  variant_id bigint not null references variants on delete cascade,
  email text not null,
  created_at timestamptz not null default now(),
  -- When the mail was handed on; null while the wish is open.
  notified_at timestamptz
);
create unique index one_open_notice on stock_notices (variant_id, lower(email)) where notified_at is null;
create index stock_notices_sent on stock_notices (variant_id, lower(email), notified_at) where notified_at is not null;

-- Writes an event when units become available and somebody waits for them. It looks with eyes of its own, not with those of
-- the statement that gave the units: that may have begun before a wish was written, and waited for it.
create function tell_stock_back() returns trigger language plpgsql as $$
begin
  if exists (select from stock_notices where variant_id = new.variant_id and notified_at is null) then
    perform emit_event('variant:' || sku, 'stock.back', jsonb_build_object('sku', sku))
    from variants where id = new.variant_id;
  end if;
  return null;
end $$;
create trigger stock_is_back after update on stock for each row
  when (new.on_hand - new.reserved > old.on_hand - old.reserved) execute function tell_stock_back();
create trigger stock_is_there after insert on stock for each row
  when (new.on_hand > new.reserved) execute function tell_stock_back();

-- In the order of bytes, in which staff page through them.
create index variants_by_sku on variants (sku collate "C");
create index stock_with_mark on stock (variant_id) where low_at is not null;
