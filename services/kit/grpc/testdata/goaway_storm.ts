/**
 * Server and clients in one process whose connections end all the time, from both sides: the server by a maximum age of a few
 * milliseconds, the clients by closing. Prints the number of calls that were answered. A Deno whose HTTP/2 is not guarded dies.
 */
import * as grpc from "@grpc/grpc-js";
import { Buffer } from "node:buffer";

const CHANNELS = 16;
const ROUNDS = 40;
const CALLS_A_ROUND = 4;
const MAX_AGE_MS = 20;

const bytes = (value: Buffer) => value;
const echo: grpc.MethodDefinition<Buffer, Buffer> = {
  path: "/test.Echo/Echo",
  requestStream: false,
  responseStream: false,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
};

const server = new grpc.Server({ "grpc.max_connection_age_ms": MAX_AGE_MS, "grpc.max_connection_age_grace_ms": 10 });
server.addService({ echo }, {
  echo: (call: grpc.ServerUnaryCall<Buffer, Buffer>, reply: grpc.sendUnaryData<Buffer>) =>
    setTimeout(() => reply(null, call.request), 3),
});
const port = await new Promise<number>((resolve, reject) =>
  server.bindAsync(
    "127.0.0.1:0",
    grpc.ServerCredentials.createInsecure(),
    (error, bound) => error ? reject(error) : resolve(bound),
  )
);

let answered = 0;
async function storm(): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.use_local_subchannel_pool": 1,
    });
    for (let n = 0; n < CALLS_A_ROUND; n++) if (await call(client)) answered++;
    client.close();
  }
}

function call(client: grpc.Client): Promise<boolean> {
  const { path, requestSerialize, responseDeserialize } = echo;
  const deadline = Date.now() + 3_000;
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      Buffer.from("hi"),
      { deadline },
      (error) => resolve(!error),
    );
  });
}

await Promise.all(Array.from({ length: CHANNELS }, storm));
await Deno.stdout.write(new TextEncoder().encode(`${answered}\n`));
Deno.exit(0);
