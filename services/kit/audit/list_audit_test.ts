import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { OperationsService } from "../../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import { operationsService } from "../dead_letters/service.ts";
import { ErrorCode } from "../errors.ts";
import { createClient } from "../grpc/client.ts";
import { failsWith } from "../testing/fails_with.ts";
import { withAuditDatabase } from "./testing/audit_database.ts";
import { writeAudit } from "./write_audit.ts";

Deno.test("listAudit() tells the operator what was done in a service, page by page, and the site's guests nothing", () =>
  withAuditDatabase(async (database) => {
    const actorId = crypto.randomUUID();
    const entry = {
      workload: "edge",
      actorId,
      subject: "SF-7K3QX9M2",
      ip: "192.0.2.1",
      details: { fields: ["number"] },
    };
    for (const name of ["PackOrder", "ShipOrder", "CancelOrder"]) {
      await writeAudit(database, { ...entry, action: `shopflow.order.v1.FulfilmentService/${name}` });
    }
    await using server = await serveForTest([operationsService(database)]);
    const operator = createClient(OperationsService, await server.connect([OperationsService], "operator"));
    const wish = { actorId, subject: "SF-7K3QX9M2", actionPrefix: "shopflow.order.v1.", pageSize: 2 };
    const first = await operator.listAudit(wish);
    const { entries, nextCursor } = await operator.listAudit({ ...wish, cursor: first.nextCursor });
    assert.equal(nextCursor, "");
    const names = [...first.entries, ...entries].map(({ action }) => action.split("/")[1]);
    assert.deepEqual(names, ["CancelOrder", "ShipOrder", "PackOrder"]);
    const { workload, subject, outcome, ip, detailsJson } = entries[0]!;
    assert.deepEqual([entries[0]!.actorId, workload, subject, outcome, ip, JSON.parse(detailsJson)], [
      actorId,
      "edge",
      "SF-7K3QX9M2",
      "done",
      "192.0.2.1",
      { fields: ["number"] },
    ]);
    const site = createClient(OperationsService, await server.connect([OperationsService], "edge"));
    await assert.rejects(site.listAudit({}), failsWith(ErrorCode.UNAUTHENTICATED));
  }));
