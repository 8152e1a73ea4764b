import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { testIdentity } from "../../../../dev/testing/grpc.ts";

/** What an endpoint was sent. */
export interface Received {
  path: string;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Somebody's endpoint, on this machine. */
export interface Receiver extends AsyncDisposable {
  readonly port: number;
  readonly received: Received[];
  /** Authority that vouches for it as "localhost". */
  readonly ca: string;
  /** How it answers: with 200 and nothing unless set. */
  answer: (response: ServerResponse) => void;
}

/** Starts an endpoint. */
export async function receiver(scheme: "http" | "https" = "https"): Promise<Receiver> {
  const { cert, key, ca } = await testIdentity({ workload: "order" });
  const received: Received[] = [];
  const handle: RequestListener = (request, response) => {
    let body = "";
    request.on("data", (chunk) => body += chunk);
    request.on("end", () => {
      received.push({ path: request.url!, headers: request.headers, body });
      made.answer(response);
    });
  };
  const server = scheme === "https" ? createHttps({ cert, key }, handle) : createHttp(handle);
  const { promise: isListening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await isListening;
  const made: Receiver = {
    port: (server.address() as AddressInfo).port,
    received,
    ca,
    answer: (response) => response.end(),
    async [Symbol.asyncDispose]() {
      const { promise: isClosed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await isClosed;
    },
  };
  return made;
}
