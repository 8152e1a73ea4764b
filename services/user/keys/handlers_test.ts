import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { TokenService } from "../../../proto/gen/shopflow/user/v1/token_pb.ts";
import { signAccessToken } from "../../kit/auth/access_token.ts";
import { remoteTokenSource } from "../../kit/auth/remote_source.ts";
import { TokenVerifier } from "../../kit/auth/token_verifier.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { createClient } from "../../kit/grpc/client.ts";
import { implement } from "../../kit/grpc/implementation.ts";
import { createLog } from "../../kit/log.ts";
import { Secrets } from "../secrets.ts";
import { withUserDatabase } from "../testing/user_database.ts";
import { tokenHandlers } from "./handlers.ts";
import { listRevocations } from "./list_revocations.ts";
import { SigningKeys } from "./signing_keys.ts";
import { databaseTokenSource } from "./token_source.ts";
import { aPrincipal } from "../../kit/testing/a_principal.ts";

const USER = crypto.randomUUID();

async function serve(database: Database) {
  const secrets = new Secrets(new Uint8Array(32));
  const keys = new SigningKeys({ database, secrets });
  const source = databaseTokenSource(database, keys);
  const handlers = tokenHandlers({ database, secrets, source });
  return { keys, server: await serveForTest([implement(TokenService, handlers)], { workload: "user" }) };
}

async function revoke(database: Database, sessionId: string | null, secondsAgo = 0): Promise<void> {
  await database`
    insert into revocations (user_id, session_id, before_generation, created_at)
    values (${USER}, ${sessionId}, ${sessionId === null ? 2 : 0}, now() - make_interval(secs => ${secondsAgo}))`;
}

async function told(database: Database, cursor = "") {
  const { revocations, nextCursor } = await listRevocations(database, cursor);
  return { ids: revocations.map(({ sessionId }) => sessionId), nextCursor };
}

Deno.test("a workload checks access tokens by what the user service tells it", () =>
  withUserDatabase(async (database) => {
    const { keys, server } = await serve(database);
    await using _server = server;
    const source = remoteTokenSource(await server.connect([TokenService], "order"));
    const ada = aPrincipal({ userId: USER, sessionId: "ada's", generation: 2, signedInAt: 0 });
    const { token } = await signAccessToken(ada, await keys.current());
    const log = createLog({ process: "test", sink: () => {} });
    await revoke(database, null);
    assert.deepEqual(await new TokenVerifier(source, log).verify(token), ada, "of a generation that holds");
    await revoke(database, "ada's");
    await assert.rejects(
      new TokenVerifier(source, log).verify(token),
      (error) => error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED,
    );
  }));

Deno.test("rotateSigningKeys() is for the operator alone, and kept in the audit log", () =>
  withUserDatabase(async (database) => {
    const { keys, server } = await serve(database);
    await using _server = server;
    await keys.current();
    for (const workload of ["edge", "order"]) {
      const client = createClient(TokenService, await server.connect([TokenService], workload));
      await assert.rejects(client.rotateSigningKeys({}), { name: "ShopError" });
    }
    const client = createClient(TokenService, await server.connect([TokenService], "operator"));
    const { signsFrom } = await client.rotateSigningKeys({});
    assert.ok(Number(signsFrom!.seconds) > Date.now() / 1000 + 9 * 60);
    const audit = await database`select workload, action from audit`;
    assert.deepEqual([...audit], [{ workload: "operator", action: "signing_keys.rotated" }]);
  }));

Deno.test("listRevocations() tells first what still matters, and then what is new, with the last seconds again", () =>
  withUserDatabase(async (database) => {
    assert.deepEqual(await told(database), { ids: [], nextCursor: "" });
    await revoke(database, "old", 601);
    await revoke(database, "late", 590);
    await revoke(database, "recent", 20);
    const first = await told(database);
    assert.deepEqual(first.ids, ["late", "recent"]);
    assert.deepEqual(await told(database, first.nextCursor), { ids: ["recent"], nextCursor: first.nextCursor });
    await revoke(database, "new");
    assert.deepEqual((await told(database, first.nextCursor)).ids, ["recent", "new"]);
  }));

Deno.test("listRevocations() misses nothing that commits after a later one", () =>
  withUserDatabase(async (database) => {
    const inserted = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const slow = database.begin(async (tx) => {
      await tx`insert into revocations (user_id, session_id) values (${USER}, 'slow')`;
      inserted.resolve();
      await commit.promise;
    });
    await inserted.promise;
    await revoke(database, "fast");
    const { ids, nextCursor } = await told(database);
    assert.deepEqual(ids, ["fast"]);
    commit.resolve();
    await slow;
    assert.ok((await told(database, nextCursor)).ids.includes("slow"));
  }));

Deno.test("listRevocations() tells everything to who asks on, however much it is", () =>
  withUserDatabase(async (database) => {
    await database`insert into revocations (user_id, session_id) select ${USER}, n || '' from generate_series(1, 12000) n`;
    const seen = new Set<string>();
    for (let cursor = "", asked = 1;; asked++) {
      const { ids, nextCursor } = await told(database, cursor);
      assert.ok(ids.length <= 10_000);
      for (const id of ids) seen.add(id);
      if (nextCursor === cursor) break;
      assert.ok(asked < 10, "it never ends");
      cursor = nextCursor;
    }
    assert.equal(seen.size, 12_000);
  }));

Deno.test("listRevocations() refuses a cursor that is none", () =>
  withUserDatabase(async (database) => {
    for (const cursor of ["x", "-1", "1.5", "9".repeat(19), "1;drop table users"]) {
      await assert.rejects(
        listRevocations(database, cursor),
        (error) => error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT,
      );
    }
  }));
