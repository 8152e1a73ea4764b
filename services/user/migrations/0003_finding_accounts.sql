-- What staff looks accounts up by, and what is asked for whenever a role is taken.

-- The index that keeps addresses apart sorts as people do, not by what an address begins with.
create index users_by_email_prefix on users (lower(email) text_pattern_ops);
-- There are few, and taking a role locks them all.
create index administrators on users (id) where 'admin' = any(roles);
-- A week after it was ready, an export goes.
create index exports_ready on exports (ready_at);
