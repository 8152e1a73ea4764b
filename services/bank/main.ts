/** The test bank: a payment provider that moves no money, with books of its own. For development and tests. */
import { z } from "zod";
import { common, port, readConfig, url } from "../kit/config.ts";
import type { Log } from "../kit/log.ts";
import { runProcess, untilAborted } from "../kit/process.ts";
import { createBank } from "./api.ts";
import { Books } from "./books.ts";
import { FaultPlan } from "./faults.ts";
import { Webhooks } from "./webhooks.ts";

const read = () =>
  readConfig({
    ...common,
    HOST: z.string().default("127.0.0.1"),
    PORT: port(),
    /** Path of the books; the folder must be there. */
    BANK_FILE: z.string(),
    BANK_TOKEN: z.string(),
    BANK_WEBHOOK_SECRET: z.string(),
    /** Where the shop hears of what happened; without it, it does not. */
    WEBHOOK_URL: url(["http", "https"]).optional(),
    /** Where customers' browsers find the bank, when that is not its own address. */
    PUBLIC_URL: url(["http", "https"]).optional(),
  });

async function run(config: ReturnType<typeof read>, log: Log, stopping: AbortSignal): Promise<void> {
  using books = new Books(config.BANK_FILE);
  const faults = new FaultPlan(books);
  const { WEBHOOK_URL: webhookUrl, BANK_WEBHOOK_SECRET: secret } = config;
  const webhooks = webhookUrl === undefined ? undefined : new Webhooks({ books, faults, url: webhookUrl, secret, log });
  const server = Deno.serve({
    hostname: config.HOST,
    port: config.PORT,
    onListen: ({ port }) => log.info("the bank is open", { port }),
  }, (request) => app.fetch(request));
  const publicUrl = (config.PUBLIC_URL ?? `http://localhost:${server.addr.port}`).replace(/\/$/, "");
  const app = createBank({ books, faults, webhooks, token: config.BANK_TOKEN, publicUrl, log, stopping });
  await Promise.all([webhooks?.run(stopping), untilAborted(stopping)]);
  await server.shutdown();
}

await runProcess("bank", read, run);
