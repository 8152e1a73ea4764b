-- A refresh asks whether its session was ended, in case Redis still has it.
create index on revocations (session_id) where session_id is not null;
