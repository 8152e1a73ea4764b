import assert from "node:assert/strict";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { createAuthority, issue } from "./authority.ts";

Deno.test("issue() names the workload, this machine and the authority", async () => {
  const authority = await createAuthority();
  const { certificate, key } = await issue(authority, { workload: "order" });
  const leaf = new X509Certificate(certificate);
  const issuer = new X509Certificate(authority.certificate);
  assert.equal(leaf.subjectAltName, "URI:spiffe://shopflow/order, DNS:localhost, IP Address:127.0.0.1");
  assert.ok(leaf.verify(issuer.publicKey), "the authority did not sign it");
  assert.equal(leaf.ca, false);
  assert.equal(issuer.ca, true);
  assert.ok(leaf.checkPrivateKey(createPrivateKey(key)), "the key is another certificate's");
  assert.ok(leaf.validFromDate.getTime() < Date.now() && Date.now() < leaf.validToDate.getTime());
});

Deno.test("issue() makes a certificate that has ended when asked for an expired one", async () => {
  const { certificate } = await issue(await createAuthority(), { workload: "edge", expired: true });
  assert.ok(new X509Certificate(certificate).validToDate.getTime() < Date.now());
});

Deno.test("createAuthority() makes authorities that do not vouch for each other's certificates", async () => {
  const [ours, theirs] = [await createAuthority(), await createAuthority()];
  const leaf = new X509Certificate((await issue(theirs, { workload: "edge" })).certificate);
  assert.equal(leaf.verify(new X509Certificate(ours.certificate).publicKey), false);
});
