-- Accounts whose address nobody proved go after a while.
create index unproved_users on users (created_at) where email_verified_at is null and erased_at is null;
