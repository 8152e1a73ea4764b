import { connect } from "node:net";
import { createTransport, type NodemailerError, type SMTPPoolOptions } from "nodemailer";
import { isAddress, isHeaderText, type Mail, MailRefused, type Sender } from "./mail.ts";
import type { SmtpServer } from "./smtp_url.ts";

/** Sends mail over a few connections that it keeps. */
export interface Mailer {
  /**
   * Resolves when the server has taken the mail. A failed attempt may have been taken all the same: send it again with the
   * same `id`, so that whoever gets two can see that they are one.
   *
   * @param id What the Message-ID is made from: letters, digits and "-", unique for the event and the recipient
   * @param signal Ends the attempt. A server that says one word at a time would otherwise hold it for ever
   * @throws {MailRefused} when trying again cannot help
   */
  send(mail: Mail, id: string, signal: AbortSignal): Promise<void>;
  /** Whether the server gave no answer at all when it was last sent a mail. */
  readonly isAway: boolean;
  /** Ends the connections; one that is at work finishes first. */
  close(): void;
}

const CONNECTIONS = 4;
const MAILS_A_CONNECTION = 100;
const TIMEOUT_MS = 10_000;
/** A refusal of these is of this mail. What else a server refuses, such as our login, somebody can put right. */
const ABOUT_THE_MAIL = new Set(["RCPT TO", "DATA"]);
const ID = /^[\w-]{1,128}$/;

/** Opens a mailer. Connections are made when first needed, so this does not fail when the server is away. */
export function openMailer(server: SmtpServer, from: Sender): Mailer {
  const transport = createTransport(poolOptions(server));
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  let isAway = false;
  return {
    get isAway() {
      return isAway;
    },
    async send({ to, subject, html, text }, id, signal) {
      if (!isAddress(to)) throw new MailRefused("Cannot send mail: the recipient is not one plain address");
      if (!isHeaderText(subject)) throw new MailRefused("Cannot send mail: the subject has a control character");
      if (!ID.test(id)) throw new RangeError(`Cannot send mail: "${id}" is no id`);
      try {
        await transport.sendMail({
          from,
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          // Keeps answering machines from answering us
          headers: { "Auto-Submitted": "auto-generated", "Content-Language": "en" },
          signal,
        });
        isAway = false;
      } catch (error) {
        const { permanent, command, responseCode } = error as NodemailerError;
        isAway = responseCode === undefined;
        if (!permanent || !ABOUT_THE_MAIL.has(command ?? "")) throw error;
        throw new MailRefused(`Cannot send mail: the server refused it with ${responseCode}`, { cause: error });
      }
    },
    close: () => transport.close(),
  };
}

function poolOptions({ host, port, tls, login }: SmtpServer): SMTPPoolOptions & { pool: true } {
  return {
    pool: true,
    host,
    port,
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_A_CONNECTION,
    maxRequeues: 0, // whoever calls tries again, and nobody else
    secure: tls === "now",
    requireTLS: tls === "upgrade",
    ignoreTLS: tls === "never",
    tls: { minVersion: "TLSv1.2" },
    ...(login && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // A process may connect to the server by its name, and not to whatever address that has
    getSocket: (_options, callback) => {
      const connection = connect({ host, port, timeout: TIMEOUT_MS });
      const fail = (error: Error) => {
        connection.destroy();
        callback(error, false);
      };
      connection.once("error", fail);
      connection.once("timeout", () => fail(new Error("Cannot connect to the mail server: it does not answer")));
      connection.once("connect", () => {
        connection.off("error", fail).removeAllListeners("timeout").setTimeout(0);
        callback(null, { connection });
      });
    },
  };
}
