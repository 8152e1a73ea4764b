import assert from "node:assert/strict";
import { join } from "node:path";
import { createAuthority, issue, type KeyedCertificate } from "../../../dev/certificates/authority.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { createLog } from "../log.ts";
import { readRenewedIdentity } from "../renewed_identity.ts";
import type { Identity } from "../tls.ts";
import { unserved } from "../testing/unserved.ts";
import { connect, createClient } from "./client.ts";
import { implement } from "./implementation.ts";
import { startServer } from "./server.ts";

const users = implement(UserService, {
  ...unserved(UserService),
  listUsers: () => Promise.resolve({ users: [], nextCursor: "" }),
});

/** Files of a workload's identity, and what a process made of them. */
async function identityIn(folder: string, workload: string, authorities: KeyedCertificate[], logged: unknown[]) {
  const files = {
    TLS_CA: join(folder, "ca"),
    TLS_CERT: join(folder, `${workload}-cert`),
    TLS_KEY: join(folder, workload),
  };
  const write = async (trusted: KeyedCertificate[], { certificate, key }: KeyedCertificate) => {
    await Deno.writeTextFile(files.TLS_CA, trusted.map((authority) => authority.certificate).join("\n"));
    await Deno.writeTextFile(files.TLS_CERT, certificate);
    await Deno.writeTextFile(files.TLS_KEY, key);
  };
  await write(authorities, await issue(authorities[0]!, { workload }));
  const log = createLog({ process: workload, level: "info", sink: (line) => logged.push(JSON.parse(line)) });
  return { identity: await readRenewedIdentity(files, log), write };
}

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("certificates and their authority are replaced under load, and no call fails", () =>
  withFolder(async (folder) => {
    const [first, second] = [await createAuthority(), await createAuthority()];
    const logged: unknown[] = [];
    const server = await identityIn(folder, "user", [first], logged);
    const client = await identityIn(folder, "operator", [first], logged);
    const both = [server, client];
    const running = await startServer({
      host: "127.0.0.1",
      port: 0,
      identity: server.identity,
      implementations: [users],
      checks: {},
      log: createLog({ process: "user", level: "error", sink: (line) => logged.push(JSON.parse(line)) }),
    });
    /** A call over a connection made now. */
    const callAnew = async (identity: Identity) => {
      const target = `127.0.0.1:${running.port}`;
      const connection = connect({ target, workload: "user", identity, services: [UserService] });
      await createClient(UserService, connection).listUsers({}).finally(() => connection.close());
    };
    const renewAll = async (trusted: KeyedCertificate[], signer: KeyedCertificate) => {
      for (const [n, workload] of ["user", "operator"].entries()) {
        await both[n]!.write(trusted, await issue(signer, { workload }));
      }
      await Promise.all(both.map(({ identity }) => identity.renew()));
    };
    const ended = new AbortController();
    let calls = 0;
    const load = Array.from({ length: 4 }, async () => {
      for (; !ended.signal.aborted; calls++) await callAnew(client.identity);
    });
    const untilCalls = async () => {
      for (const until = calls + 20; calls < until;) await callAnew(client.identity);
    };
    try {
      await untilCalls();
      await renewAll([first], first); // another certificate
      await untilCalls();
      await renewAll([first, second], first); // both authorities are trusted
      await renewAll([first, second], second); // the new one signs
      await untilCalls();
      await renewAll([second], second); // the old one is trusted no more
      await untilCalls();
      const { certificate: cert, key } = await issue(first, { workload: "operator" });
      await assert.rejects(callAnew({ ca: `${first.certificate}\n${second.certificate}`, cert, key }));
    } finally {
      ended.abort();
      await Promise.all(load);
      await running.stop(0);
    }
  }));

Deno.test("a new certificate that cannot be used changes nothing, and is told of once", () =>
  withFolder(async (folder) => {
    const authority = await createAuthority();
    const logged: { message: string; error?: { message: string } }[] = [];
    const { identity, write } = await identityIn(folder, "user", [authority], logged);
    const { cert } = identity;
    const good = await issue(authority, { workload: "user" });
    const wrong: [KeyedCertificate, RegExp][] = [
      [{ ...good, key: (await issue(authority, { workload: "user" })).key }, /the key is another one's/],
      [await issue(await createAuthority(), { workload: "user" }), /the authority did not sign it/],
      [await issue(authority, { workload: "user", expired: true }), /it does not hold now/],
      [await issue(authority, { workload: "order" }), /it is not this workload's/],
      [{ certificate: "garbage", key: "garbage" }, /it is not PEM/],
    ];
    for (const [pair, why] of wrong) {
      await write([authority], pair);
      await identity.renew();
      await identity.renew();
      assert.equal(identity.cert, cert);
      assert.deepEqual(logged.map(({ message }) => message), ["cannot renew the certificate"]);
      assert.match(JSON.stringify(logged.pop()), why);
    }
    let renewals = 0;
    identity.onRenewal(() => renewals++);
    await write([authority], good);
    await identity.renew();
    await identity.renew();
    assert.equal(identity.cert, good.certificate);
    assert.equal(renewals, 1);
  }));
