import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type {
  GetDeadLetterRequest,
  GetDeadLetterResponseSchema,
} from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type { Query } from "../database.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { inspectDelivery } from "../outbox/read_events.ts";
import { inspectRun } from "../workflow/read_runs.ts";
import { parseLetterId } from "./letter_id.ts";
import { letterMessage, stepMessage } from "./messages.ts";

type Letter = MessageInitShape<typeof GetDeadLetterResponseSchema>;

/**
 * Reads a dead letter with all that is known of it; also one that is dead no more.
 *
 * @throws {ShopError} NOT_FOUND
 */
export async function getDeadLetter(query: Query, { id }: GetDeadLetterRequest): Promise<Letter> {
  const name = parseLetterId(id);
  const found = name.kind === "run"
    ? await readRun(query, id, name.id)
    : await readDelivery(query, id, name.eventId, name.consumer);
  if (!found) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot find dead letter "${id}": it does not exist`);
  return found;
}

async function readRun(query: Query, id: string, runId: string): Promise<Letter | undefined> {
  const run = await inspectRun(query, runId);
  return run && {
    letter: letterMessage({
      ...run,
      id,
      kind: "run",
      name: run.workflow,
      eventType: null,
      diedAt: run.status === "dead" ? run.finishedAt : null,
    }),
    inputJson: jsonOf(run.input),
    steps: run.steps.map(stepMessage),
    interventions: run.interventions.map(interventionMessage),
  };
}

async function readDelivery(
  query: Query,
  id: string,
  eventId: string,
  consumer: string,
): Promise<Letter | undefined> {
  const delivery = await inspectDelivery(query, eventId, consumer);
  return delivery && {
    letter: letterMessage({
      ...delivery,
      id,
      kind: "delivery",
      name: consumer,
      eventType: delivery.type,
      createdAt: delivery.at,
      diedAt: delivery.status === "dead" ? delivery.finishedAt : null,
    }),
    inputJson: jsonOf(delivery.payload),
    attempts: delivery.attempts,
    interventions: delivery.interventions.map(interventionMessage),
  };
}

function interventionMessage({ at, ...rest }: { action: string; actor: string; reason: string; at: Date }) {
  return { ...rest, at: timestampFromDate(at) };
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_name, item) => typeof item === "bigint" ? item.toString() : item);
}
