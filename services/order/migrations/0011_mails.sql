-- Mails that the mail server took: for staff to see, and so that none is sent again when its event is delivered again.

create table mails (
  -- Names an event of the outbox, which forgets it after a while.
  event_id uuid not null,
  recipient text not null,
  -- The event's type, such as "order.paid".
  kind text not null,
  -- Null when it is about no order.
  order_id bigint references orders,
  subject text not null,
  sent_at timestamptz not null default now(),
  primary key (event_id, recipient)
);
create index on mails (order_id) where order_id is not null;
