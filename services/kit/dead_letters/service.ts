import { OperationsService } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import type { Database } from "../database.ts";
import { implement, type Implementation } from "../grpc/implementation.ts";
import { discardDelivery, replayDelivery } from "../outbox/dead_deliveries.ts";
import { readEvents } from "../outbox/read_events.ts";
import { discardRun, replayRun } from "../workflow/dead_letters.ts";
import { readRuns } from "../workflow/read_runs.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { getDeadLetter } from "./get_dead_letter.ts";
import { parseLetterId } from "./letter_id.ts";
import { listDeadLetters } from "./list_dead_letters.ts";
import { eventMessage, letterMessage, runMessage } from "./messages.ts";

const DEFAULT_PAGE_SIZE = 20;

/** What staff see of, and do about, the workflows and events in a database. For any service that has both. */
export function operationsService(database: Database): Implementation {
  return implement(OperationsService, {
    async listDeadLetters({ pageSize, cursor }) {
      const limit = pageSize || DEFAULT_PAGE_SIZE;
      const found = await listDeadLetters(database, limit + 1, readCursor(cursor));
      const page = found.slice(0, limit);
      return {
        letters: page.map((letter) => letterMessage({ ...letter, status: "dead" })),
        nextCursor: found.length > limit ? writeCursor(page.at(-1)!) : "",
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
  });
}
