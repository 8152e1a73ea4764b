import "./peer_certificate.ts";
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import tls from "node:tls";
import { testIdentity } from "../../../dev/testing/grpc.ts";
import { workloadOf } from "./identity.ts";

Deno.test("getPeerCertificate() is each connection's own, and parsed once", async () => {
  const server = tls.createServer({ ...await testIdentity({ workload: "order" }), requestCert: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const clients: tls.TLSSocket[] = [];
  try {
    for (const workload of ["edge", "operator"]) {
      const accepted = once(server, "secureConnection");
      const identity = await testIdentity({ workload });
      const client = tls.connect({ ...identity, host: "127.0.0.1", port, checkServerIdentity: () => undefined });
      clients.push(client);
      const [socket] = await accepted as [tls.TLSSocket];
      const certificate = socket.getPeerCertificate();
      assert.equal(workloadOf(certificate.subjectaltname), workload);
      assert.equal(socket.getPeerCertificate(), certificate);
    }
  } finally {
    for (const client of clients) client.destroy();
    server.close();
    await once(server, "close");
  }
});
