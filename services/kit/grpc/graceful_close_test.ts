import assert from "node:assert/strict";
import { serveForTest, testIdentity } from "../../../dev/testing/grpc.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { connect, createClient } from "./client.ts";
import { implement } from "./implementation.ts";
import { unserved } from "../testing/unserved.ts";

const GRACE_MS = 10_000;
const user = { id: "0b5e8a1c-92f0-4d53-9b5f-6d5a5a6f5f10", email: "a@example.com", displayName: "A" };
/** Begun while the line is slow; every other one goes over it. */
const CALLS = 20;

/** One connection to a server over a line that can be made so slow that nothing comes back. */
async function slowLine(port: number) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const server = await Deno.connect({ hostname: "127.0.0.1", port });
  let open = Promise.resolve();
  let onSent = () => {};
  const gate = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (bytes, out) => open.then(() => out.enqueue(bytes)),
  });
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (bytes, out) => (out.enqueue(bytes), onSent()),
  });
  const ended = listener.accept().then((client) => {
    listener.close();
    return Promise.allSettled([
      client.readable.pipeThrough(counter).pipeTo(server.writable),
      server.readable.pipeThrough(gate).pipeTo(client.writable),
    ]);
  });
  return {
    port: (listener.addr as Deno.NetAddr).port,
    ended,
    /** Lets nothing come back until what is returned is called. */
    hold() {
      const held = Promise.withResolvers<void>();
      open = held.promise;
      return held.resolve;
    },
    /** Resolves when the client has sent something. */
    sent: () => new Promise<void>((resolve) => onSent = resolve),
  };
}

/** A server of a method that may not be repeated, which takes until it is told. */
function serve(onCall: () => Promise<void>) {
  const users = implement(UserService, {
    ...unserved(UserService),
    createUser: () => onCall().then(() => ({ user })),
    getUser: () => Promise.resolve({ user }),
    listUsers: () => Promise.resolve({ users: [user], nextCursor: "" }),
  });
  return serveForTest([users], { workload: "user" });
}

Deno.test("a server that stops refuses calls only when their clients know where else to go", async () => {
  const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using first = await serve(() => (begun.resolve(), done.promise));
  await using second = await serve(() => Promise.resolve());
  const line = await slowLine(first.port);
  const target = `ipv4:127.0.0.1:${line.port},127.0.0.1:${second.port}`;
  const identity = await testIdentity({ workload: "operator" });
  const channel = connect({ target, workload: "user", identity, services: [UserService] });
  const client = createClient(UserService, channel);
  const calls: Promise<unknown>[] = [];
  let isBegun = false;
  void begun.promise.then(() => isBegun = true);
  while (!isBegun) {
    calls.push(client.createUser(user));
    await Promise.race([begun.promise, calls.at(-1)]);
  }
  const release = line.hold();
  const stopped = first.stop(GRACE_MS);
  const sent = line.sent();
  for (let n = 0; n < CALLS; n++) calls.push(client.createUser(user));
  await sent;
  release();
  done.resolve();
  const ended = await Promise.allSettled(calls);
  channel.close();
  assert.deepEqual(ended.flatMap((end) => end.status === "rejected" ? [String(end.reason)] : []), []);
  await stopped;
  await line.ended;
});
