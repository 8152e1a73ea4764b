-- Durable workflows: what was asked for, how far it got, and what is done about it.

create table workflow_runs (
  id uuid primary key,
  -- Name of the workflow. A replica leaves alone what it does not know: a newer one runs it.
  workflow text not null,
  -- What it is about, such as the number of an order.
  subject text,
  input jsonb not null,
  -- ready: run or about to be; waiting: for a signal or a time; done: ended well; refused: ended, and what it had done is undone;
  -- dead: waits for staff; discarded: given up by staff.
  status text not null default 'ready' check (status in ('ready', 'waiting', 'done', 'refused', 'dead', 'discarded')),
  output jsonb,
  -- Why it is refused. Stored before anything is undone: from then on there is no way back.
  verdict jsonb,
  -- The latest failure, for people.
  error text,
  -- Not before. While somebody runs it: the end of the lease.
  run_at timestamptz not null default now(),
  -- The process that runs it or ran it last; null when it was laid down in good order.
  owner uuid,
  -- Counts claims: whoever holds an older number may write nothing.
  fence int not null default 0,
  -- Claims since the last thing that was written down. Many mean that it kills its processes.
  crashes int not null default 0,
  -- Failures of the body, or of the same undo, one after another.
  failures int not null default 0,
  -- Counts signals, so that none slips by while the run lies down to wait.
  signals int not null default 0,
  -- Past it the next step is refused.
  deadline_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- In milliseconds, as pages of dead runs are cut by it.
  finished_at timestamptz(3)
) with (fillfactor = 80); -- room for the new versions of a row, so that the indexes need not hear of each

-- Its condition is asked for by the claim alone. Were it the status, writing to one run might use it too: while there are few runs
-- PostgreSQL holds it for as good as the key, and it is full of what is done.
create index workflow_runs_due on workflow_runs (run_at) where finished_at is null;
create index workflow_runs_dead on workflow_runs (finished_at, id) where status = 'dead';
create index workflow_runs_finished on workflow_runs (finished_at) where status in ('done', 'refused', 'discarded');
create index workflow_runs_of_subject on workflow_runs (subject, created_at) where subject is not null;

create table workflow_steps (
  run_id uuid not null references workflow_runs on delete cascade,
  name text not null,
  -- Order in which they were written down; undone from the last to the first.
  position int not null,
  -- done; refused: by what it asked, for good; failed: tried often enough, outcome unknown; retrying and waiting: until wake_at.
  state text not null check (state in ('done', 'refused', 'failed', 'retrying', 'waiting')),
  output jsonb,
  -- The latest failure: code, message, details.
  error jsonb,
  attempts int not null,
  -- Attempts that failed since staff last had it replayed.
  failures int not null default 0,
  wake_at timestamptz,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  -- Whether it must be undone if the run is refused, or has been; null when there is nothing to undo.
  undo text check (undo in ('due', 'done')),
  primary key (run_id, name)
);

-- What was told to a run from outside; the first of a name counts.
create table workflow_signals (
  run_id uuid not null references workflow_runs on delete cascade,
  name text not null,
  payload jsonb not null,
  sent_at timestamptz not null default now(),
  primary key (run_id, name)
);

-- What staff did about dead runs.
create table workflow_interventions (
  id bigint generated always as identity primary key,
  run_id uuid not null references workflow_runs on delete cascade,
  action text not null check (action in ('replay', 'discard')),
  actor text not null,
  reason text not null default '',
  at timestamptz not null default now()
);
create index on workflow_interventions (run_id);

-- Work that is done again and again, once in each slot, whichever replica does it.
create table workflow_schedule (
  name text primary key,
  every_seconds double precision not null,
  -- The slot that comes next. While somebody works on it: the end of the lease.
  next_at timestamptz not null,
  owner uuid,
  fence int not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  -- Null when the latest slot went well.
  error text
);
