import { createLog } from "../../kit/log.ts";
import { createBank } from "../api.ts";
import { Books } from "../books.ts";
import { FaultPlan } from "../faults.ts";
import { Webhooks } from "../webhooks.ts";

/** A bank in the test's own process. */
export interface OpenBank extends AsyncDisposable {
  readonly books: Books;
  readonly faults: FaultPlan;
  /** What it sent to the shop, and how the shop answers. */
  readonly inbox: { bodies: string[]; status: number };
  readonly logged: Record<string, unknown>[];
  /** Asks it as the shop does. */
  ask(path: string, body?: unknown, init?: RequestInit): Promise<Response>;
}

const TOKEN = "token-of-a-test";

/** Opens a bank with books in memory, unless there are some. */
export function openBank(books = new Books(":memory:")): OpenBank {
  const inbox = { bodies: [] as string[], status: 200 };
  const logged: Record<string, unknown>[] = [];
  const log = createLog({ process: "bank", sink: (line) => logged.push(JSON.parse(line)) });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    inbox.bodies.push(await request.text());
    return new Response(null, { status: inbox.status });
  });
  const faults = new FaultPlan(books);
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const webhooks = new Webhooks({ books, faults, url, secret: "secret", log });
  const stop = new AbortController();
  const sending = webhooks.run(stop.signal);
  const publicUrl = "https://bank.example";
  const app = createBank({ books, faults, webhooks, token: TOKEN, publicUrl, log, stopping: stop.signal });
  return {
    books,
    faults,
    inbox,
    logged,
    ask: async (path, body, init = {}) =>
      await app.request(path, {
        method: body === undefined ? "GET" : "POST",
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...init,
        headers: { authorization: `Bearer ${TOKEN}`, ...init.headers },
      }),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await sending;
      await server.shutdown();
      books[Symbol.dispose]();
    },
  };
}

/** A payment as the shop asks for it. */
export function paymentOf(token: string, changes: Record<string, unknown> = {}) {
  const returnUrl = "https://shop.example/orders/SF-1/";
  return {
    key: crypto.randomUUID(),
    amount: "1395",
    currency: "GBP",
    token,
    orderNumber: "SF-1",
    returnUrl,
    ...changes,
  };
}
