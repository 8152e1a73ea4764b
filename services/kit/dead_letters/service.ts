import { OperationsService } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import { listAudit } from "../audit/list_audit.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { Database } from "../database.ts";
import { implement, type Implementation } from "../grpc/implementation.ts";
import { discardDelivery, replayDelivery } from "../outbox/dead_deliveries.ts";
import { readEvents } from "../outbox/read_events.ts";
import { discardRun, replayRun } from "../workflow/dead_letters.ts";
import { readRuns } from "../workflow/read_runs.ts";
import { getDeadLetter } from "./get_dead_letter.ts";
import { parseLetterId } from "./letter_id.ts";
import { listDeadLetters, type Place } from "./list_dead_letters.ts";
import { eventMessage, letterMessage, runMessage } from "./messages.ts";

const DEFAULT_PAGE_SIZE = 20;
/** Milliseconds since the epoch. */
const TIME = /^\d{1,15}$/;
const ID = /^(?:run|delivery):\P{Cc}+$/u;

/** What staff see of, and do about, the workflows and events in a database, and what they did. For any service that has these. */
export function operationsService(database: Database): Implementation {
  return implement(OperationsService, {
    async listDeadLetters({ pageSize, cursor }) {
      const limit = pageSize || DEFAULT_PAGE_SIZE;
      const found = await listDeadLetters(database, limit + 1, cursor === "" ? undefined : placeOf(cursor));
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        letters: page.map((letter) => letterMessage({ ...letter, status: "dead" })),
        nextCursor: last ? writeCursor([String(last.diedAt.getTime()), last.id]) : "",
      };
    },
    getDeadLetter: (request) => getDeadLetter(database, request),
    async replayDeadLetter({ id, actor }) {
      const name = parseLetterId(id);
      if (name.kind === "run") await replayRun(database, name.id, actor);
      else await replayDelivery(database, name, actor);
      return {};
    },
    async discardDeadLetter({ id, actor, reason }) {
      const name = parseLetterId(id);
      if (name.kind === "run") await discardRun(database, name.id, actor, reason);
      else await discardDelivery(database, name, actor, reason);
      return {};
    },
    async getProgress({ subject }) {
      // Events name the kind of thing as well: "order:SF-7K3QX9M2" has runs about "SF-7K3QX9M2"
      const [runs, events] = await Promise.all([
        readRuns(database, subject.slice(subject.indexOf(":") + 1)),
        readEvents(database, subject),
      ]);
      return { runs: runs.map(runMessage), events: events.map(eventMessage) };
    },
    listAudit: (request) => listAudit(database, request),
  });
}

/** Where a page ended. */
function placeOf(cursor: string): Place {
  const [time, id] = readCursor(cursor, TIME, ID);
  return { diedAt: new Date(Number(time)), id: id! };
}
