import assert from "node:assert/strict";
import type { Work } from "./rounds.ts";

/** Requests to a server on this machine. */
export interface Target {
  port: number;
  /** Asked for one after the other, over and over. */
  paths: string[];
  headers?: Record<string, string>;
  /** Throws unless an answer is what it should be. */
  check(response: Response, path: string): Promise<void>;
}

const HOST = "127.0.0.1";
const CONNECTIONS = 32;
const MAX_RESPONSE_BYTES = 256 * 1024;

/**
 * Checks the answer to every path, and gives the work of asking for them over keep-alive connections, on each the next as
 * soon as the last is answered. Every answer must then have the status and the length that it had when it was checked.
 *
 * Plain TCP, because a load generator that costs more than a simple server's answer would hide what is measured.
 */
export async function httpLoad(target: Target): Promise<Work> {
  const requests: Request[] = [];
  for (const path of target.paths) requests.push(await checked(target, path));
  let next = 0;
  const take = () => requests[next++ % requests.length]!;
  return async (seconds) => {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => answersOn(target.port, take, start + seconds * 1000)),
    );
    return answers.reduce((sum, count) => sum + count) * 1000 / (performance.now() - start);
  };
}

interface Request {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Of the body that answers it. */
  length: number;
}

async function checked({ port, headers = {}, check }: Target, path: string): Promise<Request> {
  const origin = `${HOST}:${port}`;
  const response = await fetch(`http://${origin}${path}`, { headers: { ...headers, "accept-encoding": "identity" } });
  const length = Number(response.headers.get("content-length"));
  assert.equal(response.status, 200, `${path} is answered with ${response.status}`);
  assert.ok(length > 0, `${path} is answered without a length`);
  await check(response, path);
  const lines = Object.entries({ host: origin, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return { path, bytes: new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`), length };
}

async function answersOn(port: number, take: () => Request, end: number): Promise<number> {
  using connection = await Deno.connect({ hostname: HOST, port });
  const buffer = new Uint8Array(MAX_RESPONSE_BYTES);
  let answers = 0;
  for (; performance.now() < end; answers++) {
    const { path, bytes, length } = take();
    await connection.write(bytes);
    let size = 0;
    for (let whole = Infinity; size < whole;) {
      const read = await connection.read(buffer.subarray(size));
      if (read === null) throw new Error(`Cannot measure: the connection ended under ${path}`);
      size += read;
      if (whole === Infinity) whole = sizeOf(buffer.subarray(0, size), path, length);
    }
  }
  return answers;
}

const decoder = new TextDecoder();

/** Bytes of a response with its head, once all of the head is there. */
function sizeOf(start: Uint8Array, path: string, length: number): number {
  const text = decoder.decode(start);
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return Infinity;
  const found = Number(/content-length: (\d+)/i.exec(text)?.[1]);
  assert.ok(text.startsWith("HTTP/1.1 200 "), `${path} is answered with ${text.split("\r\n")[0]}`);
  assert.equal(found, length, `${path} is answered with another length`);
  return headEnd + 4 + length;
}
