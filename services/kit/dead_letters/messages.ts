import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Timestamp, timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  DeadLetterKind,
  type DeadLetterSchema,
  type EventSchema,
  type RunSchema,
} from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type { EventView } from "../outbox/read_events.ts";
import type { RunView, StepView } from "../workflow/read_runs.ts";
import type { DeadLetter } from "./list_dead_letters.ts";

const KINDS = { run: DeadLetterKind.RUN, delivery: DeadLetterKind.DELIVERY };

/** A dead letter as the contract has it. */
export function letterMessage(
  letter: Omit<DeadLetter, "diedAt"> & { diedAt: Date | null; status: string },
): MessageInitShape<typeof DeadLetterSchema> {
  return {
    id: letter.id,
    kind: KINDS[letter.kind],
    name: letter.name,
    subject: letter.subject ?? "",
    eventType: letter.eventType ?? "",
    error: letter.error ?? "",
    status: letter.status,
    createdAt: timestampFromDate(letter.createdAt),
    ...at("diedAt", letter.diedAt),
  };
}

/** A run as the contract has it. */
export function runMessage(run: RunView): MessageInitShape<typeof RunSchema> {
  return {
    id: run.id,
    workflow: run.workflow,
    status: run.status,
    error: run.error ?? "",
    createdAt: timestampFromDate(run.createdAt),
    ...at("finishedAt", run.finishedAt),
    steps: run.steps.map(stepMessage),
  };
}

/** A step as the contract has it. */
export function stepMessage(step: StepView) {
  return {
    name: step.name,
    state: step.state,
    undo: step.undo ?? "",
    attempts: step.attempts,
    error: step.error ?? "",
    startedAt: timestampFromDate(step.startedAt),
    finishedAt: timestampFromDate(step.finishedAt),
    ...at("wakeAt", step.wakeAt),
  };
}

/** An event as the contract has it. */
export function eventMessage(event: EventView): MessageInitShape<typeof EventSchema> {
  return {
    id: event.id,
    sequence: event.sequence,
    type: event.type,
    at: timestampFromDate(event.at),
    deliveries: event.deliveries.map(({ consumer, status, attempts, error, nextAt, finishedAt }) => ({
      consumer,
      status,
      attempts,
      error: error ?? "",
      ...at("nextAt", status === "pending" ? nextAt : null),
      ...at("finishedAt", finishedAt),
    })),
  };
}

function at<K extends string>(name: K, date: Date | null): Partial<Record<K, Timestamp>> {
  return date === null ? {} : { [name]: timestampFromDate(date) } as Record<K, Timestamp>;
}
