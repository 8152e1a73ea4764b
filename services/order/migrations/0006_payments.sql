-- What was paid, how, and the books. Amounts are minor units of the order's currency.

alter table payments add column provider text not null default 'test';
-- Names the payment at the provider, whatever happens to our calls: the same key never charges twice.
alter table payments add column key uuid not null default gen_random_uuid() unique;
-- The provider's own name of it; null until it told us.
alter table payments add column reference text;
alter table payments add constraint payments_reference unique (reference, provider);
-- What the provider is to charge. A token, never a card.
alter table payments add column token text not null default '';
alter table payments add column captured bigint not null default 0 check (captured between 0 and amount);
alter table payments add column refunded bigint not null default 0 check (refunded between 0 and captured);
-- Where the customer has to prove who they are; null when that is not asked.
alter table payments add column challenge_url text;
-- Until when the customer may do so.
alter table payments add column challenge_until timestamptz;
-- Why the bank refused, as it says; null when it did not.
alter table payments add column decline_reason text;
alter table payments add column updated_at timestamptz not null default now();
-- What refunds under way have set aside.
alter table payments add column refunding bigint not null default 0 check (refunding >= 0);
alter table payments add constraint payments_refunds check (refunded + refunding <= captured);
-- A card is known once the provider has told of it.
alter table payments drop constraint payments_card_last4_check;
alter table payments add constraint payments_card_last4_check check (card_last4 ~ '^([0-9]{4})?$');
alter table payments drop constraint payments_status_check;
-- "pending": asked, and not known yet. "challenged": waiting for the customer. "voided": let go before the money moved.
alter table payments add constraint payments_status_check
  check (status in ('pending', 'challenged', 'authorised', 'captured', 'declined', 'voided'));
update payments set captured = amount;
alter table payments add constraint payments_captured check (captured = case status when 'captured' then amount else 0 end);

create table refunds (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payments,
  -- Names the refund at the provider.
  key uuid not null unique,
  amount bigint not null check (amount > 0),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  -- The provider's own name of it; null until it told us.
  reference text,
  reason text not null,
  actor text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index on refunds (payment_id);

create table disputes (
  id bigint generated always as identity primary key,
  payment_id bigint not null references payments,
  provider text not null,
  reference text not null,
  amount bigint not null check (amount > 0),
  reason text not null,
  status text not null check (status in ('open', 'won', 'lost')),
  opened_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider, reference)
);
create index on disputes (payment_id);

-- Every message of a provider, once, whatever number of times it is sent.
create table payment_events (
  provider text not null,
  event_id text not null,
  type text not null,
  -- What it is about; null when that is no payment of ours.
  payment_id bigint references payments,
  received_at timestamptz not null default now(),
  primary key (provider, event_id)
);
create index on payment_events (received_at);

-- Double entry: each posting's entries sum to zero. Debits are positive.
create table ledger_entries (
  id bigint generated always as identity primary key,
  -- Entries of one posting share it: the payment's key, the refund's, or a dispute's name.
  posting text not null,
  account text not null check (account in ('provider', 'sales', 'shipping', 'tax', 'refunds', 'disputes')),
  currency char(3) not null,
  amount bigint not null check (amount <> 0),
  order_id bigint not null references orders,
  created_at timestamptz not null default now(),
  unique (posting, account)
);
create index on ledger_entries (order_id);

create function check_postings() returns trigger language plpgsql as $$
begin
  if exists (select from added group by posting, currency having sum(amount) <> 0) then
    raise exception 'Cannot post: the entries do not sum to zero' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger postings_sum_to_zero after insert on ledger_entries
  referencing new table as added for each statement execute function check_postings();

insert into ledger_entries (posting, account, currency, amount, order_id)
select key::text, account, currency, amount, order_id from (
  select payments.key, 'provider' as account, orders.currency, orders.total as amount, order_id
  from payments join orders on orders.id = order_id
  union all
  select payments.key, 'sales', orders.currency, -orders.subtotal, order_id from payments join orders on orders.id = order_id
  union all
  select payments.key, 'shipping', orders.currency, -orders.shipping, order_id
  from payments join orders on orders.id = order_id
) entries where amount <> 0;
