/** What a provider sent. */
export interface Received {
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** Takes webhooks, in the place of the shop. */
export interface WebhookInbox extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** What it says to the next ones; 200 unless told otherwise. */
  answerWith(status: number): void;
}

/** Opens an inbox on a free port. */
export function serveForWebhooks(): WebhookInbox {
  const received: Received[] = [];
  let status = 200;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    received.push({ headers: Object.fromEntries(request.headers), body: await request.bytes() });
    return new Response(null, { status });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    received,
    answerWith: (next) => status = next,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
