import assert from "node:assert/strict";
import { makeContext, withContext } from "./context.ts";
import { createLog } from "./log.ts";

function capture(format: "json" | "text" = "json", level: "debug" | "info" = "info") {
  const lines: string[] = [];
  const now = () => new Date("2026-01-02T03:04:05Z");
  return { lines, log: createLog({ process: "order", format, level, sink: (line) => lines.push(line), now }) };
}

Deno.test("createLog() writes one JSON object a line with time, level and process", () => {
  const { lines, log } = capture();
  log.info("order placed", { number: "SF-1", total: 1299n });
  assert.deepEqual(JSON.parse(lines[0]!), {
    time: "2026-01-02T03:04:05.000Z",
    level: "info",
    process: "order",
    message: "order placed",
    number: "SF-1",
    total: "1299",
  });
});

Deno.test("createLog() leaves out what is below its level", () => {
  const { lines, log } = capture();
  log.debug("detail");
  assert.deepEqual(lines, []);
});

Deno.test("createLog() adds request and trace ids of the request being worked on", () => {
  const { lines, log } = capture();
  const context = makeContext({ requestId: "req-1", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` });
  withContext(context, () => log.info("hello"));
  const entry = JSON.parse(lines[0]!);
  assert.equal(entry.request_id, "req-1");
  assert.equal(entry.trace_id, "a".repeat(32));
});

const SECRETS = {
  "by name": { password: "hunter2" },
  "by name, deep": { user: { credentials: [{ refreshToken: "hunter2" }] } },
  "cookie header": { headers: { Cookie: "sf_guest=hunter2" } },
  "security code": { card: { securityCode: "hunter2" } },
  "URL credentials": { url: "postgres://shop:hunter2@db/shop" },
  "bearer token": { text: "sent Authorization Bearer hunter2" },
  "an error's message": { error: new Error("cannot reach redis://x:hunter2@host") },
  "an error's cause": { error: new Error("outer", { cause: new Error("postgres://a:hunter2@b") }) },
};

for (const [where, fields] of Object.entries(SECRETS)) {
  for (const format of ["json", "text"] as const) {
    Deno.test(`createLog() masks a secret: ${where} (${format})`, () => {
      const { lines, log } = capture(format);
      log.info("event", fields);
      assert.equal(lines.length, 1);
      assert.doesNotMatch(lines[0]!, /hunter2/);
      assert.match(lines[0]!, /\[masked\]/);
    });
  }
}

Deno.test("createLog() masks card numbers wherever they stand", () => {
  const { lines, log } = capture();
  log.info("card 4242 4242 4242 4242 refused", { number: "4000-0000-0000-0002", list: ["5555555555554444"] });
  assert.doesNotMatch(lines[0]!, /4242|0002|5555/);
});

Deno.test("createLog() leaves ids as they are, however many digits they have", () => {
  const { lines, log } = capture();
  const ids = ["92887391-4684-4734-ad38-642062dcc6d3", "ab12cd34-1234-4234-8234-123456789012"];
  log.info("request", { ids });
  assert.deepEqual(JSON.parse(lines[0]!).ids, ids);
});

Deno.test("createLog() keeps hostile text on one line", () => {
  for (const format of ["json", "text"] as const) {
    const { lines, log } = capture(format);
    log.info("a\nlevel=error forged\r\n", { name: "x\ny" });
    assert.equal(lines[0]!.includes("\n"), false);
    assert.equal(lines[0]!.includes("\r"), false);
  }
});

Deno.test("createLog() survives cycles", () => {
  const { lines, log } = capture();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  log.info("cycle", { cycle });
  assert.match(lines[0]!, /\[deep\]/);
});
