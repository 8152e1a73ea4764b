/** The development mailbox: takes all mail of this machine's shop, sends none of it on, and shows it. */
import { z } from "zod";
import { common, port, readConfig } from "../kit/config.ts";
import type { Log } from "../kit/log.ts";
import { runProcess, untilAborted } from "../kit/process.ts";
import { openMailStore } from "./mail_store.ts";
import { takeMail } from "./take_mail.ts";
import { createWeb } from "./web.tsx";

const read = () =>
  readConfig({
    ...common,
    /** Of the pages. */
    PORT: port(),
    SMTP_PORT: port(),
    /** Folder in which mails are kept. */
    MAILS: z.string(),
  });

async function run(config: ReturnType<typeof read>, log: Log, stopping: AbortSignal): Promise<void> {
  const store = await openMailStore(config.MAILS);
  const smtp = await takeMail(store, config.SMTP_PORT, log);
  const web = Deno.serve({
    hostname: "127.0.0.1",
    port: config.PORT,
    onListen: ({ port }) => log.info("mailbox is ready", { port, smtp_port: smtp.port }),
  }, createWeb(store).fetch);
  await untilAborted(stopping);
  await Promise.all([web.shutdown(), smtp.close()]);
}

await runProcess("mailbox", read, run);
