import assert from "node:assert/strict";
import { prepareCertificates } from "../certificates/prepare.ts";
import { startServer } from "../../services/kit/grpc/server.ts";
import { createLog } from "../../services/kit/log.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { grpcProbe, httpProbe } from "./probes.ts";

Deno.test("grpcProbe() is true only while the service says that it serves", async () => {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-" });
  const certificates = await prepareCertificates(`${folder}/certificates`);
  const serve = async (check: () => Promise<unknown>) =>
    await startServer({
      host: "127.0.0.1",
      port: 0,
      identity: await readIdentity(certificates("user")),
      implementations: [],
      checks: { postgres: check },
      log: createLog({ process: "user", sink: () => {} }),
    });
  const well = await serve(() => Promise.resolve());
  const ill = await serve(() => Promise.reject(new Error("no database")));
  const probeWell = await grpcProbe(`127.0.0.1:${well.port}`, certificates("operator"));
  const probeIll = await grpcProbe(`127.0.0.1:${ill.port}`, certificates("operator"));
  assert.equal(await probeWell(), true);
  assert.equal(await probeIll(), false);
  await Promise.all([well.stop(0), ill.stop(0)]);
  assert.equal(await probeWell(), false);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("httpProbe() is true only for a success", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => new Response(null, { status: new URL(request.url).pathname === "/well" ? 204 : 503 }),
  );
  const address = `http://127.0.0.1:${server.addr.port}`;
  assert.equal(await httpProbe(`${address}/well`)(), true);
  assert.equal(await httpProbe(`${address}/ill`)(), false);
  await server.shutdown();
  assert.equal(await httpProbe(`${address}/well`)(), false);
});
