import { SMTPServer } from "smtp-server";
import type { Log } from "../kit/log.ts";
import type { MailStore } from "./mail_store.ts";

const LOOPBACK = "127.0.0.1";
const MAX_MAIL_BYTES = 10 * 1024 * 1024;
const MAX_CLIENTS = 50;
const CLOSE_TIMEOUT_MS = 2_000;

/** A server that takes mail to anybody, from this machine alone. */
export interface SmtpServer {
  readonly port: number;
  /** Resolves when nobody is connected any more. */
  close(): Promise<void>;
}

/** Starts taking mail. What is not on disk was not taken: the sender is told to try again. */
export async function takeMail(store: MailStore, port: number, log: Log): Promise<SmtpServer> {
  const server = new SMTPServer({
    name: "mailbox.localhost",
    disableReverseLookup: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: MAX_MAIL_BYTES,
    rejectOversized: true,
    maxClients: MAX_CLIENTS,
    closeTimeout: CLOSE_TIMEOUT_MS,
    onData(stream, { envelope }, done) {
      new Response(ReadableStream.from(stream)).bytes().then(async (raw) => {
        if (stream.sizeExceeded) return;
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        const to = envelope.rcptTo.map(({ address }) => address);
        const { subject } = await store.add(raw, { from, to });
        log.info("mail", { to, subject });
      }).then(() => done(), (error) => {
        log.error("cannot keep a mail", { error });
        done(Object.assign(new Error("Cannot keep the mail: try again later"), { responseCode: 451 }));
      });
    },
  });
  server.on("error", (error) => log.warn("a sender of mail went away", { error }));
  const listening = Promise.withResolvers<void>();
  server.server.once("error", listening.reject);
  server.listen(port, LOOPBACK, listening.resolve);
  await listening.promise;
  const address = server.server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
