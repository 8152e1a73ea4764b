-- Who else is told of events, over HTTPS.
create table webhook_endpoints (
  id uuid primary key,
  url text not null,
  -- Signs what is sent. Whoever made the endpoint was told once.
  secret bytea not null,
  -- Kept as well in outbox_consumers, under "webhook:<id>", while it is active.
  event_types text[] not null,
  is_active boolean not null,
  -- Why it was switched off without being asked; empty when it was not.
  disabled_reason text not null default '',
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  -- A member of staff, or "system".
  changed_by text not null
);
