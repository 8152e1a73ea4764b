import assert from "node:assert/strict";
import { networkOf } from "./network_of.ts";

Deno.test("networkOf() counts all addresses of an IPv6 network as one, however they are written", () => {
  for (const address of ["2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:0db8:0000:0000:1:2:3:4", "2001:db8::"]) {
    assert.equal(networkOf(address), "2001:db8:0:0");
  }
  assert.notEqual(networkOf("2001:db8:0:1::1"), networkOf("2001:db8::1"));
});

Deno.test("networkOf() keeps an IPv4 address, also one that is written as IPv6", () => {
  assert.equal(networkOf("192.0.2.1"), "192.0.2.1");
  assert.equal(networkOf("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(networkOf("unknown"), "unknown");
});
