import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as it came in: what the envelope said, and what is in it. */
export interface SunkMail extends Omit<Email, "to" | "from"> {
  readonly to: string[];
  readonly from: string;
}

/** A mail server of a test. */
export interface SmtpSink extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What it took, oldest first. */
  readonly mails: SunkMail[];
  /** Connections there have been. */
  readonly connections: number;
  /** While set, what it answers instead of taking a mail. */
  refusal: number | undefined;
}

/** Starts a mail server within the process. */
export async function startSmtpSink(
  options: SMTPServerOptions & { host?: string; port?: number } = {},
): Promise<SmtpSink> {
  const { host = "127.0.0.1", port = 0, ...rest } = options;
  const mails: SunkMail[] = [];
  let connections = 0;
  const server = new SMTPServer({
    name: "sink.example",
    disableReverseLookup: true,
    authOptional: true,
    hideSTARTTLS: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections++;
      done();
    },
    onData(stream, { envelope }, done) {
      const refusal = sink.refusal;
      new Response(ReadableStream.from(stream)).bytes().then(async (raw) => {
        if (refusal !== undefined) throw Object.assign(new Error("Not this one"), { responseCode: refusal });
        const from = envelope.mailFrom ? envelope.mailFrom.address : "";
        mails.push({ ...await PostalMime.parse(raw), from, to: envelope.rcptTo.map(({ address }) => address) });
      }).then(() => done(), done);
    },
    ...rest,
  });
  server.on("error", () => {}); // of a connection; whoever is at its other end has it too
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const address = server.server.address();
  const sink: SmtpSink = {
    host,
    port: typeof address === "object" && address !== null ? address.port : port,
    mails,
    get connections() {
      return connections;
    },
    refusal: undefined,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(resolve)),
  };
  return sink;
}
