import assert from "node:assert/strict";
import { type DestinationRules, findDestination, ForbiddenDestination } from "./destination.ts";

const HOSTS: Record<string, string[]> = {
  "hooks.example": ["93.184.216.34", "2606:4700::1111"],
  "inside.example": ["10.0.0.7"],
  "both.example": ["93.184.216.34", "127.0.0.1"],
  localhost: ["127.0.0.1", "::1"],
};
const resolve = (hostname: string) => {
  const addresses = HOSTS[hostname];
  return addresses ? Promise.resolve(addresses) : Promise.reject(new Error("ENOTFOUND"));
};

async function refused(urls: string[], rules: DestinationRules): Promise<string[]> {
  const results = await Promise.allSettled(urls.map((url) => findDestination(url, rules)));
  for (const result of results) {
    if (result.status === "rejected") assert.ok(result.reason instanceof ForbiddenDestination);
  }
  return urls.filter((_, i) => results[i]!.status === "rejected");
}

Deno.test("findDestination() finds public hosts over HTTPS, and refuses all else", async () => {
  const good = [
    "https://hooks.example/a?b=c",
    "https://hooks.example:8443/",
    "https://93.184.216.34/",
    "https://[2606:4700::1111]/",
  ];
  const bad = [
    ...["http://hooks.example/", "ftp://hooks.example/", "file:///etc/passwd", "hooks.example", "", "https://"],
    ...["https://user@hooks.example/", "https://:secret@hooks.example/", "https://hooks.example/#a"],
    ...["https://inside.example/", "https://both.example/", "https://unknown.example/", "https://localhost/"],
    ...[
      "https://127.0.0.1/",
      "https://127.1/",
      "https://0x7f.1/",
      "https://2130706433/",
      "https://0/",
      "https://169.254.169.254/",
    ],
    ...["https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[fd00::1]/"],
  ];
  const rules = { allowLoopback: false, resolve };
  assert.deepEqual(await refused(good, rules), []);
  assert.deepEqual(await refused(bad, rules), bad);
  const { addresses } = await findDestination("https://hooks.example/", rules);
  assert.deepEqual(addresses, HOSTS["hooks.example"]);
});

Deno.test("findDestination() lets development reach its own machine, and nothing else that is not public", async () => {
  const rules = { allowLoopback: true, resolve };
  const good = [
    "http://localhost:8080/",
    "https://localhost/",
    "http://127.0.0.1/",
    "http://[::1]:99/",
    "https://hooks.example/",
  ];
  const bad = [
    "http://hooks.example/",
    "https://inside.example/",
    "https://both.example/",
    "http://10.0.0.7/",
    "ftp://localhost/",
  ];
  assert.deepEqual(await refused(good, rules), []);
  assert.deepEqual(await refused(bad, rules), bad);
});
