-- Who people are, how they show it, and what they may do.

alter table users
  add column email_verified_at timestamptz,
  -- Argon2id in PHC format; null for accounts without a password.
  add column password_hash text,
  add column phone text not null default '',
  add column bio text not null default '',
  -- Besides that of a customer.
  add column roles text[] not null default '{}'
    check (roles <@ array['support', 'merchandiser', 'operator', 'admin']),
  -- The secret id under which the account shops: its cart is this shopper's.
  add column shopper_id uuid not null default gen_random_uuid() unique,
  -- Of its sessions: whatever ends all of them begins a new one.
  add column generation int not null default 1,
  add column disabled_at timestamptz,
  -- When its owner asked for it to be erased; nobody signs in any more.
  add column erased_at timestamptz;

-- Links in mails. Only their hashes are kept: who reads this table cannot use them.
create table one_time_tokens (
  id uuid primary key default gen_random_uuid(),
  -- Null for the first administrator's, which belongs to no account yet.
  user_id uuid references users on delete cascade,
  purpose text not null check (purpose in ('verify_email', 'reset_password', 'change_email', 'claim_administrator')),
  token_hash bytea not null unique,
  -- The address it was sent to: proves that one and no other. Empty for the first administrator's.
  email text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on one_time_tokens (user_id, purpose) where used_at is null;
create index on one_time_tokens (expires_at);

-- Authenticators. The secret is sealed, see sealed.ts.
create table totps (
  user_id uuid primary key references users on delete cascade,
  secret bytea not null,
  -- Null until its owner showed that it works.
  confirmed_at timestamptz,
  -- The latest 30 seconds whose code was taken: a code is taken once.
  last_step bigint not null default 0
);

create table recovery_codes (
  user_id uuid not null references users on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table passkeys (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  synced boolean not null,
  name text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index on passkeys (user_id);

create table addresses (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  name text not null,
  line1 text not null,
  line2 text not null,
  city text not null,
  postal_code text not null,
  country_code text not null check (country_code ~ '^[A-Z]{2}$'),
  region text not null,
  phone text not null,
  default_shipping boolean not null,
  default_billing boolean not null,
  changed_at timestamptz not null default now()
);
create index on addresses (user_id);
create unique index one_default_shipping on addresses (user_id) where default_shipping;
create unique index one_default_billing on addresses (user_id) where default_billing;

-- Keys that access tokens are signed with. The private part is sealed.
create table signing_keys (
  id text primary key,
  public_jwk jsonb not null,
  private_key bytea not null,
  created_at timestamptz not null default now(),
  -- Everybody knows it by then.
  signs_from timestamptz not null,
  -- It signs no more; what it signed is still taken for as long as that lives.
  retired_at timestamptz
);

-- What ended before its access tokens expired.
create table revocations (
  id bigint primary key generated always as identity,
  user_id uuid not null,
  -- Null: all of the account's.
  session_id text,
  before_generation int not null default 0,
  created_at timestamptz not null default now()
);
create index on revocations (created_at);

-- All that the shop has about a customer, collected at their wish.
create table exports (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users on delete cascade,
  requested_at timestamptz not null default now(),
  ready_at timestamptz,
  content bytea
);
create index on exports (user_id, requested_at desc);

-- Mails that were sent, so that none goes twice.
create table mails (
  event_id uuid not null,
  recipient_hash bytea not null,
  kind text not null,
  sent_at timestamptz not null default now(),
  primary key (event_id, recipient_hash)
);
create index on mails (sent_at);
