import assert from "node:assert/strict";
import { isLoopback, isPublicAddress } from "./public_address.ts";

const PUBLIC = [
  "1.1.1.1",
  "93.184.216.34",
  "172.15.255.255",
  "172.32.0.1",
  "223.255.255.255",
  "2606:4700::1111",
  "2a00:1450:4001::1",
];
const OTHERS = [
  ...[
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
  ],
  ...["192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.9"],
  ...["::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::"],
  ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1", "fe80::1%lo"],
  ...["", "localhost", "127.1", "1.1.1.1.1"],
];

Deno.test("isPublicAddress() knows the public internet from all else", () => {
  assert.deepEqual(PUBLIC.filter((address) => !isPublicAddress(address)), []);
  assert.deepEqual(OTHERS.filter(isPublicAddress), []);
});

Deno.test("isLoopback() knows this machine", () => {
  assert.deepEqual([...PUBLIC, ...OTHERS].filter(isLoopback), ["127.0.0.1", "127.255.255.254", "::1"]);
});
