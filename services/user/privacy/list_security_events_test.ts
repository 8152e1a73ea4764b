import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  ListSecurityEventsRequestSchema,
  ListSecurityEventsResponseSchema,
} from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import type { Database } from "../../kit/database.ts";
import { addUser, signedIn } from "../testing/add_user.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import type { UserRow } from "../user_row.ts";
import { listSecurityEvents } from "./list_security_events.ts";

async function list(database: Database, user: UserRow, pageSize = 0, cursor = "") {
  const request = create(ListSecurityEventsRequestSchema, { pageSize, cursor });
  return create(ListSecurityEventsResponseSchema, await listSecurityEvents(database, request, signedIn(user)));
}

Deno.test("listSecurityEvents() tells an owner what happened to the account, page by page, and of no other", () =>
  withUserDatabase(async (database) => {
    const [ada, eve] = [await addUser(database), await addUser(database, { roles: ["support"] })];
    const device = { ip: "192.0.2.1", userAgent: "Firefox" };
    await writeAudit(database, {
      workload: "edge",
      action: "sign_in.refused",
      subject: ada.id,
      outcome: "SIGN_IN_REFUSED",
      ...device,
    });
    await writeAudit(database, {
      workload: "edge",
      action: "sign_in.done",
      actorId: ada.id,
      subject: ada.id,
      ...device,
    });
    await writeAudit(database, { workload: "edge", action: "sign_in.done", actorId: eve.id, subject: eve.id });
    await writeAudit(database, { workload: "edge", action: "user.disabled", actorId: eve.id, subject: ada.id });
    await writeAudit(database, {
      workload: "edge",
      action: "shopflow.user.v1.UserService/DisableUser",
      actorId: eve.id,
      subject: ada.id,
    });
    const first = await list(database, ada, 2);
    assert.deepEqual(first.events.map(({ action }) => action), ["user.disabled", "sign_in.done"]);
    const { events, nextCursor } = await list(database, ada, 2, first.nextCursor);
    assert.equal(nextCursor, "");
    const [{ action, outcome, device: from, at }] = events as [(typeof events)[0]];
    assert.deepEqual([action, outcome], ["sign_in.refused", "SIGN_IN_REFUSED"]);
    assert.deepEqual([from!.ip, from!.userAgent], ["192.0.2.1", "Firefox"]);
    assert.ok(Math.abs(Number(at!.seconds) - Date.now() / 1000) < 60);
  }));
