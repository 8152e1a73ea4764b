import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { createAuthority, issue } from "./authority.ts";
import { prepareCertificates } from "./prepare.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir({ prefix: "shopflow-" });
  try {
    await use(join(parent, "certificates"));
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

const serial = async (path: string) => new X509Certificate(await Deno.readTextFile(path)).serialNumber;

Deno.test("prepareCertificates() keeps keys to their owner", async () => {
  await withFolder(async (folder) => {
    const files = (await prepareCertificates(folder))("user");
    assert.equal((await Deno.stat(files.TLS_KEY)).mode! & 0o777, 0o600);
    assert.equal((await Deno.stat(join(folder, "authority-key.pem"))).mode! & 0o777, 0o600);
  });
});

Deno.test("prepareCertificates() keeps the certificates of an earlier start", async () => {
  await withFolder(async (folder) => {
    const { TLS_CERT } = (await prepareCertificates(folder))("edge");
    const before = await serial(TLS_CERT);
    await prepareCertificates(folder);
    assert.equal(await serial(TLS_CERT), before);
  });
});

Deno.test("prepareCertificates() renews all when one is near its end", async () => {
  await withFolder(async (folder) => {
    const files = await prepareCertificates(folder);
    const before = await serial(files("user").TLS_CERT);
    const { certificate } = await issue(await createAuthority(), { workload: "edge", expired: true });
    await Deno.writeTextFile(files("edge").TLS_CERT, certificate);
    await prepareCertificates(folder);
    assert.notEqual(await serial(files("user").TLS_CERT), before);
    const authority = new X509Certificate(await Deno.readTextFile(files("edge").TLS_CA));
    assert.ok(new X509Certificate(await Deno.readTextFile(files("edge").TLS_CERT)).verify(authority.publicKey));
  });
});

Deno.test("prepareCertificates() makes a half-written folder whole", async () => {
  await withFolder(async (folder) => {
    const files = await prepareCertificates(folder);
    await Deno.remove(files("order").TLS_CERT);
    await prepareCertificates(folder);
    assert.ok(await serial(files("order").TLS_CERT));
  });
});
