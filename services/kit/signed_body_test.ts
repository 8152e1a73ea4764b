import assert from "node:assert/strict";
import { isSigned, signBody } from "./signed_body.ts";

const NOW = new Date("2026-06-15T12:00:00Z");
const bytes = (text: string) => new TextEncoder().encode(text);
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

Deno.test("isSigned() knows what signBody() signed", () => {
  const header = signBody("secret", bytes('{"id":1}'), NOW);
  assert.match(header, /^t=1781524800,v1=[0-9a-f]{64}$/);
  assert.equal(isSigned("secret", bytes('{"id":1}'), header, later(299)), true);
});

Deno.test("isSigned() refuses another body, secret, time or form", () => {
  const header = signBody("secret", bytes("a"), NOW);
  assert.equal(isSigned("secret", bytes("b"), header, NOW), false);
  assert.equal(isSigned("other", bytes("a"), header, NOW), false);
  assert.equal(isSigned("secret", bytes("a"), header.replace("t=1", "t=2"), NOW), false);
  assert.equal(isSigned("secret", bytes("a"), header, later(301)), false);
  assert.equal(isSigned("secret", bytes("a"), header, later(-301)), false);
  for (const wrong of [undefined, "", "t=,v1=", `${header},v1=`, header.slice(0, -1), header.toUpperCase()]) {
    assert.equal(isSigned("secret", bytes("a"), wrong, NOW), false, String(wrong));
  }
});

Deno.test("isSigned() covers the time: it cannot be moved", () => {
  const [, signature] = signBody("secret", bytes("a"), NOW).split(",");
  const moved = `t=${later(600).getTime() / 1000},${signature}`;
  assert.equal(isSigned("secret", bytes("a"), moved, later(600)), false);
});
