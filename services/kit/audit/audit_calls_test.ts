import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { FulfilmentService, ShipOrderRequestSchema } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { InventoryService } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { AccountService } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { Role, UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { Database } from "../database.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { createClient } from "../grpc/client.ts";
import { implement } from "../grpc/implementation.ts";
import { createLog } from "../log.ts";
import { failsWith } from "../testing/fails_with.ts";
import { unserved } from "../testing/unserved.ts";
import { auditCalls, isAudited } from "./audit_calls.ts";
import { readAudit } from "./read_audit.ts";
import { withAuditDatabase } from "./testing/audit_database.ts";
import { aPrincipal } from "../testing/a_principal.ts";

const SHIP = FulfilmentService.method.shipOrder;
const ACTION = "shopflow.order.v1.FulfilmentService/ShipOrder";
const STAFF = aPrincipal({ sessionId: "session", roles: [Role.SUPPORT], secondFactor: true });

function requestToShip() {
  return create(ShipOrderRequestSchema, {
    idempotencyKey: crypto.randomUUID(),
    actor: "sam",
    number: "SF-7K3QX9M2",
    trackingNumber: "secret-tracking",
    items: [{ sku: "MUG", quantity: 1 }],
  });
}

/** Has a parcel sent by somebody of the staff, or does `work` in place of that. */
async function ship(database: Database, work: () => Promise<unknown>, signal = new AbortController().signal) {
  const lines: string[] = [];
  const audit = auditCalls(database, createLog({ process: "test", sink: (line) => lines.push(line) }));
  const call = { caller: "edge", principal: STAFF, signal };
  const outcome = await audit({ method: SHIP, request: requestToShip(), call }, work).then(
    () => "done",
    (error) => error,
  );
  return { outcome, lines };
}

async function entriesOf(database: Database) {
  const { entries } = await readAudit(database, {}, { size: 10, cursor: "" });
  return entries.reverse();
}

Deno.test("what staff does is written down before and after, with names of fields and no values", () =>
  withAuditDatabase(async (database) => {
    const { outcome } = await ship(database, async () => {
      assert.deepEqual((await entriesOf(database)).map((each) => each.outcome), ["begun"]);
    });
    assert.equal(outcome, "done");
    const entries = await entriesOf(database);
    assert.deepEqual(entries.map((each) => each.outcome), ["begun", "done"]);
    for (const { actorId, workload, action, subject, details } of entries) {
      assert.deepEqual({ actorId, workload, action, subject, details }, {
        actorId: STAFF.userId,
        workload: "edge",
        action: ACTION,
        subject: "SF-7K3QX9M2",
        details: { fields: ["idempotency_key", "actor", "number", "tracking_number", "items"] },
      });
    }
    assert.doesNotMatch(JSON.stringify(await database`select * from audit`, String), /secret-tracking/);
  }));

Deno.test("the entry of a call of staff that fails has the code, and nothing of a bug's message", () =>
  withAuditDatabase(async (database) => {
    const refused = new ShopError(ErrorCode.WRONG_STATE, "Cannot ship: it is shipped");
    assert.equal((await ship(database, () => Promise.reject(refused))).outcome, refused);
    await ship(database, () => Promise.reject(new TypeError("password is hunter2")));
    const entries = await entriesOf(database);
    assert.deepEqual(entries.map((each) => each.outcome), ["begun", "WRONG_STATE", "begun", "INTERNAL"]);
    assert.doesNotMatch(JSON.stringify(await database`select * from audit`, String), /hunter2/);
  }));

Deno.test("staff does nothing that cannot be written down", () =>
  withAuditDatabase(async (database) => {
    await database`alter table audit add constraint full_disk check (outcome <> 'begun')`;
    let isDone = false;
    const { outcome } = await ship(database, () => {
      isDone = true;
      return Promise.resolve();
    });
    assert.equal(isDone, false);
    assert.equal(outcome.code, "23514");
  }));

Deno.test("what staff has done stays done when its end cannot be written down, and the log tells", () =>
  withAuditDatabase(async (database) => {
    await database`alter table audit add constraint full_disk check (outcome = 'begun')`;
    const { outcome, lines } = await ship(database, () => Promise.resolve());
    assert.equal(outcome, "done");
    assert.match(lines.join(), /cannot write how a call of staff ended/);
  }));

Deno.test("staff's call whose time was over before it was written down does nothing", () =>
  withAuditDatabase(async (database) => {
    const over = new ShopError(ErrorCode.DEADLINE_EXCEEDED, "Cannot finish the call: its deadline passed");
    const { outcome } = await ship(database, () => assert.fail("it was done"), AbortSignal.abort(over));
    assert.equal(outcome, over);
    assert.deepEqual((await entriesOf(database)).map((each) => each.outcome), ["begun", "DEADLINE_EXCEEDED"]);
  }));

Deno.test("isAudited() takes calls that change something: staff's, and the operator's", () => {
  const cases: [method: Parameters<typeof isAudited>[0], caller: string, expected: boolean][] = [
    [SHIP, "edge", true],
    [UserService.method.setRoles, "edge", true],
    [CatalogService.method.importProducts, "operator", true],
    [UserService.method.createAdministratorLink, "operator", true],
    [UserService.method.getUser, "edge", false],
    [UserService.method.listAudit, "operator", false],
    [AccountService.method.updateProfile, "edge", false],
    [InventoryService.method.requestStockNotice, "edge", false],
  ];
  for (const [method, caller, expected] of cases) {
    assert.equal(isAudited(method, caller), expected, `${method.name} by ${caller}`);
  }
});

Deno.test("a server writes down calls of every kind that its audit is told of, and no reading", () =>
  withAuditDatabase(async (database) => {
    const audit = auditCalls(database, createLog({ process: "test", sink: () => {} }));
    await using server = await serveForTest([
      implement(InventoryService, {
        ...unserved(InventoryService),
        saveLocation: () => Promise.resolve({}),
        listLocations: () => Promise.resolve({}),
      }),
      implement(CatalogService, {
        ...unserved(CatalogService),
        async importProducts(rows) {
          for await (const _row of rows);
          return {};
        },
        async *exportProducts() {},
      }),
    ], { audit });
    const connection = await server.connect([InventoryService, CatalogService], "operator");
    const inventory = createClient(InventoryService, connection);
    const catalog = createClient(CatalogService, connection);
    await inventory.listLocations({});
    await Array.fromAsync(catalog.exportProducts({}));
    await inventory.saveLocation({ location: { code: "main", name: "Main" } });
    await assert.rejects(inventory.saveLocation({}), failsWith(ErrorCode.INVALID_ARGUMENT, "location"));
    await catalog.importProducts(async function* () {}());
    const entries = await entriesOf(database);
    assert.deepEqual(entries.map(({ action, subject, outcome }) => [action.split("/")[1], subject, outcome]), [
      ["SaveLocation", "main", "begun"],
      ["SaveLocation", "main", "done"],
      ["ImportProducts", "", "begun"],
      ["ImportProducts", "", "done"],
    ]);
    assert.equal(new Set(entries.map(({ requestId }) => requestId)).size, 2);
    assert.ok(entries.every(({ requestId }) => requestId !== null));
  }));
