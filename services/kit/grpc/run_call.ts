import type { DescMethod, Message } from "@bufbuild/protobuf";
import type { Metadata, ServerUnaryCall } from "@grpc/grpc-js";
import type { EventEmitter } from "node:events";
import type { Principal } from "../auth/principal.ts";
import { makeContext, withContext } from "../context.ts";
import { ErrorCode, fromUnknown, ShopError } from "../errors.ts";
import type { Log } from "../log.ts";
import { authorise } from "./authorise.ts";
import { callerOf } from "./identity.ts";
import type { Call } from "./implementation.ts";
import { SPEAKERS } from "./permissions.ts";
import { methodPath, policyOf } from "./policy.ts";

/** What every kind of call that grpc-js gives to a server has. */
export type ServerCall =
  & Pick<ServerUnaryCall<unknown, unknown>, "metadata" | "getDeadline" | "getAuthContext">
  & EventEmitter;

/** Does the work of a call, and has it written down where it must be. Rejects without doing it when that fails. */
export type CallAudit = <T>(
  what: { readonly method: DescMethod; readonly request: Message | undefined; readonly call: Call },
  work: () => Promise<T>,
) => Promise<T>;

/** What a server's calls are run with. */
export interface CallRunner {
  readonly log: Log;
  /** Checks access tokens. Without it nobody is signed in here. */
  readonly tokens?: { verify(token: string): Promise<Principal> } | undefined;
  /** Writes down what staff does. Without it nothing is. */
  readonly audit?: CallAudit | undefined;
}

/**
 * Does the work of one call: knows the caller and whom it speaks for, checks their permission, carries request id and trace on,
 * ends at the deadline, and logs how it went. Whatever fails is thrown as it is.
 */
export function runCall<T>(
  method: DescMethod,
  call: ServerCall,
  { log, tokens }: CallRunner,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const policy = policyOf(method);
  const started = Date.now();
  const deadline = Math.min(Number(call.getDeadline()), started + policy.deadlineMs);
  const context = makeContext({
    ...optional("requestId", header(call.metadata, "x-request-id")),
    ...optional("traceparent", header(call.metadata, "traceparent")),
    deadline,
  });
  const fields = { method: methodPath(method), caller: "" };
  return withContext(context, async () => {
    const limit = timeLimit(call, deadline - started);
    try {
      const caller = callerOf(call);
      fields.caller = caller;
      const token = SPEAKERS.has(caller) ? bearerToken(call.metadata) : undefined;
      const principal = token === undefined ? undefined : await tokens?.verify(token);
      authorise(fields.method, policy, caller, principal);
      if (method.methodKind === "server_streaming" && token !== undefined) {
        limit.holdTo(() => tokens?.verify(token));
      }
      const result = await Promise.race([work({ caller, principal, signal: limit.signal }), limit.passed]);
      log.debug("call finished", { ...fields, ms: Date.now() - started });
      return result;
    } catch (thrown) {
      logFailure(log, thrown, { ...fields, ms: Date.now() - started });
      throw thrown;
    } finally {
      limit.clear();
    }
  });
}

function logFailure(log: Log, thrown: unknown, fields: Record<string, unknown>): void {
  const error = fromUnknown(thrown);
  if (error.isBug) log.error("call failed", { ...fields, error: thrown });
  else if (error.code === ErrorCode.UNAVAILABLE) log.warn("call failed", { ...fields, error: thrown });
  else log.info("call refused", { ...fields, code: error.codeName, reason: error.message });
}

/** How often a stream is held against what allowed it: revocations are learned of as often. */
const HOLD_MS = 1_000;

/** Aborts at the deadline, and when the caller goes away. */
function timeLimit(call: ServerCall, milliseconds: number) {
  const controller = new AbortController();
  const passed = Promise.withResolvers<never>();
  passed.promise.catch(() => {}); // nobody waits for it when the work is done first
  const end = (error: ShopError) => {
    controller.abort(error);
    passed.reject(error);
  };
  const timer = setTimeout(
    () => end(new ShopError(ErrorCode.DEADLINE_EXCEEDED, "Cannot finish the call: its deadline passed")),
    milliseconds,
  );
  const cancel = () => end(new ShopError(ErrorCode.CANCELLED, "Cannot finish the call: the caller went away"));
  call.on("cancelled", cancel);
  let holding: ReturnType<typeof setInterval> | undefined;
  return {
    signal: controller.signal,
    passed: passed.promise,
    /** Ends a call that lasts when the person it speaks for is signed in no longer. Whoever goes on comes back with another token. */
    holdTo(verify: () => Promise<unknown> | undefined) {
      holding = setInterval(() => {
        verify()?.catch((error) => {
          if (error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED) end(error);
        });
      }, HOLD_MS);
    },
    clear() {
      clearTimeout(timer);
      clearInterval(holding);
      call.off("cancelled", cancel); // grpc-js emits it at the end of every call
    },
  };
}

function header(metadata: Metadata, name: string): string | undefined {
  const value = metadata.get(name)[0];
  return typeof value === "string" ? value : undefined;
}

function bearerToken(metadata: Metadata): string | undefined {
  return /^Bearer (\S+)$/.exec(header(metadata, "authorization") ?? "")?.[1];
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : { [key]: value } as Record<K, string>;
}
