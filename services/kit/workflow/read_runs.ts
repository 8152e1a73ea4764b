import type { Query } from "../database.ts";
import { decode } from "./json.ts";

/** A run as people see it. */
export interface RunView {
  id: string;
  workflow: string;
  subject: string | null;
  status: "ready" | "waiting" | "done" | "refused" | "dead" | "discarded";
  /** Whether it is being undone, or was. */
  isRefused: boolean;
  /** The latest failure. */
  error: string | null;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
  /** When it goes on; while somebody runs it, when that must be proved next. */
  runAt: Date;
  deadlineAt: Date | null;
  /** In the order in which they were written down. */
  steps: StepView[];
}

/** A step that something is known of. */
export interface StepView {
  name: string;
  state: "done" | "refused" | "failed" | "retrying" | "waiting";
  /** due: to be undone if the run is refused; done: undone; null: nothing to undo. */
  undo: "due" | "done" | null;
  attempts: number;
  error: string | null;
  startedAt: Date;
  finishedAt: Date;
  /** When it goes on, for those that wait or are retried. */
  wakeAt: Date | null;
}

/** A run with all that staff may want to know of it. */
export interface RunDetails extends RunView {
  input: unknown;
  output: unknown;
  signals: { name: string; payload: unknown; sentAt: Date }[];
  interventions: { action: "replay" | "discard"; actor: string; reason: string; at: Date }[];
}

type RunRow = Omit<RunView, "steps">;

/** The latest runs about a subject, such as the number of an order; the oldest first. */
export async function readRuns(query: Query, subject: string, limit = 100): Promise<RunView[]> {
  const runs = await query<RunRow[]>`
    select id, workflow, subject, status, verdict is not null as "isRefused", error, created_at as "createdAt",
      updated_at as "updatedAt", finished_at as "finishedAt", run_at as "runAt", deadline_at as "deadlineAt"
    from workflow_runs where subject = ${subject} order by created_at desc limit ${limit}`;
  const steps = await readSteps(query, runs.map(({ id }) => id));
  return runs.map((run) => ({ ...run, steps: steps.get(run.id) ?? [] })).reverse();
}

/** One run; undefined when there is none of this id. */
export async function inspectRun(query: Query, id: string): Promise<RunDetails | undefined> {
  const [run] = await query<(RunRow & { input: string; output: string | null })[]>`
    select id, workflow, subject, status, verdict is not null as "isRefused", error, created_at as "createdAt",
      updated_at as "updatedAt", finished_at as "finishedAt", run_at as "runAt", deadline_at as "deadlineAt",
      input::text, output::text
    from workflow_runs where id = ${id}`;
  if (!run) return undefined;
  const signals = await query<{ name: string; payload: string; sentAt: Date }[]>`
    select name, payload::text, sent_at as "sentAt" from workflow_signals where run_id = ${id} order by sent_at, name`;
  const interventions = await query<RunDetails["interventions"]>`
    select action, actor, reason, at from workflow_interventions where run_id = ${id} order by id`;
  return {
    ...run,
    input: decode(run.input),
    output: decode(run.output),
    steps: (await readSteps(query, [id])).get(id) ?? [],
    signals: signals.map((signal) => ({ ...signal, payload: decode(signal.payload) })),
    interventions: [...interventions],
  };
}

async function readSteps(query: Query, ids: string[]): Promise<Map<string, StepView[]>> {
  const rows = await query<(StepView & { runId: string })[]>`
    select run_id as "runId", name, state, undo, attempts, error->>'message' as error, started_at as "startedAt",
      finished_at as "finishedAt", wake_at as "wakeAt"
    from workflow_steps where run_id = any(${ids}::text[]::uuid[]) order by position`;
  const steps = new Map<string, StepView[]>();
  for (const { runId, ...step } of rows) steps.set(runId, [...steps.get(runId) ?? [], step]);
  return steps;
}
