create table users (
  id uuid primary key default gen_random_uuid(),
  -- As typed; one account an address, without regard to case.
  email text not null,
  display_name text not null,
  created_at timestamptz not null default now()
);
create unique index one_user_per_email on users (lower(email));
create index on users (created_at desc, id desc);
