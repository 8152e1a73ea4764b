import { AsyncLocalStorage } from "node:async_hooks";

/** What travels with a request through every process that works on it. */
export interface RequestContext {
  /** Names the request in logs and in answers to people. */
  requestId: string;
  /** W3C trace context: `00-<trace id>-<span id>-<flags>`. */
  traceparent: string;
  /** When whoever waits gives up, in milliseconds since the epoch; absent when nobody said. */
  deadline?: number;
  /** Access token of the person the request is from; calls made for it carry it. Absent when nobody is signed in. */
  accessToken?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();
const TRACEPARENT = /^00-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The request being worked on, if any. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `work` and all it starts within `context`. */
export function withContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** A context from what came over the wire; whatever is missing or malformed is made anew. */
export function makeContext(
  from: { requestId?: string; traceparent?: string; deadline?: number } = {},
): RequestContext {
  const parent = TRACEPARENT.exec(from.traceparent ?? "");
  return {
    requestId: REQUEST_ID.test(from.requestId ?? "") ? from.requestId! : crypto.randomUUID(),
    traceparent: `00-${parent?.[1] ?? randomHex(16)}-${randomHex(8)}-${parent?.[2] ?? "01"}`,
    ...(from.deadline === undefined ? {} : { deadline: from.deadline }),
  };
}

/** The trace id of a context, for logs. */
export function traceId(context: RequestContext): string {
  return context.traceparent.slice(3, 35);
}

function randomHex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
