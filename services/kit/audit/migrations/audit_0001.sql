-- Who did what to whom and when. Rows are written and read, and never changed.
create table audit (
  id bigint primary key generated always as identity,
  at timestamptz not null default now(),
  -- The account that did it; null when nobody was signed in.
  actor_id uuid,
  -- The workload that asked for it, such as "edge".
  workload text not null,
  -- Such as "sign_in.refused", or the path of a staff method.
  action text not null,
  -- To whom or what: the id of an account, the number of an order; empty when it was nothing in particular.
  subject text not null,
  -- "done", or the code of the error.
  outcome text not null,
  session_id text,
  ip text,
  user_agent text,
  request_id text,
  -- Holds no secret.
  details jsonb not null default '{}'
);
create index on audit (subject, id desc);
create index on audit (actor_id, id desc) where actor_id is not null;
create index on audit (action text_pattern_ops, id desc);

-- Kept for 400 days at least. Only what is older may go.
create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.at < now() - interval '400 days' then
    return old;
  end if;
  raise 'Cannot change the audit log: it is append-only' using errcode = 'SFAUD';
end $$;
create trigger append_only before update or delete on audit for each row execute function refuse_audit_change();
create function refuse_audit_truncate() returns trigger language plpgsql as $$
begin
  raise 'Cannot empty the audit log: it is append-only' using errcode = 'SFAUD';
end $$;
create trigger never_emptied before truncate on audit for each statement execute function refuse_audit_truncate();
