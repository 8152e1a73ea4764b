import type { DescMethod, Message } from "@bufbuild/protobuf";
import type {
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
  sendUnaryData,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { once } from "node:events";
import type { Call, Implementation } from "./implementation.ts";
import { policyOf } from "./policy.ts";
import { type CallRunner, runCall, type ServerCall } from "./run_call.ts";
import { toWire } from "./status.ts";
import { validate } from "./validate.ts";

type Unary = (request: Message, call: Call) => Promise<Message>;
type Writing = (request: Message, call: Call) => AsyncIterable<Message>;
type Reading = (requests: AsyncIterable<Message>, call: Call) => Promise<Message>;

/** The handlers of a service as grpc-js wants them. Throws for a method without a policy. */
export function serveMethods({ service, handlers }: Implementation, runner: CallRunner): UntypedServiceImplementation {
  return Object.fromEntries(service.methods.map((method) => {
    policyOf(method);
    const handler: unknown = handlers[method.localName];
    if (typeof handler !== "function") throw new TypeError(`Cannot serve "${method.localName}": it has no handler`);
    return [method.localName, serveMethod(method, handler, runner)];
  }));
}

function serveMethod(method: DescMethod, handler: unknown, runner: CallRunner) {
  switch (method.methodKind) {
    case "unary":
      return unary(method, handler as Unary, runner);
    case "server_streaming":
      return writing(method, handler as Writing, runner);
    case "client_streaming":
      return reading(method, handler as Reading, runner);
    case "bidi_streaming":
      throw new TypeError(`Cannot serve "${method.localName}": streams in both directions are not supported`);
  }
}

function unary(method: DescMethod, handler: Unary, runner: CallRunner): handleUnaryCall<Message, Message> {
  return (call, reply) => {
    const { request } = call;
    answer(carryOut(method, call, runner, request, (context) => handler(request, context)), reply);
  };
}

function reading(
  method: DescMethod,
  handler: Reading,
  runner: CallRunner,
): handleClientStreamingCall<Message, Message> {
  return (call, reply) => {
    const requests = async function* () {
      for await (const request of call as AsyncIterable<Message>) {
        validate(method.input, request);
        yield request;
      }
    };
    answer(carryOut(method, call, runner, undefined, (context) => handler(requests(), context)), reply);
  };
}

function writing(
  method: DescMethod,
  handler: Writing,
  runner: CallRunner,
): handleServerStreamingCall<Message, Message> {
  return (call) => {
    const { request } = call;
    carryOut(method, call, runner, request, async (context) => {
      for await (const response of handler(request, context)) {
        if (context.signal.aborted) return;
        if (!call.write(response)) await once(call, "drain", { signal: context.signal });
      }
    }).then(() => call.end(), (error) => call.emit("error", toWire(error)));
  };
}

/** Runs a call whose one request, if it has just one, is valid; written down where it must be. */
function carryOut<T>(
  method: DescMethod,
  serverCall: ServerCall,
  runner: CallRunner,
  request: Message | undefined,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  return runCall(method, serverCall, runner, (call) => {
    if (request) validate(method.input, request);
    return runner.audit ? runner.audit({ method, request, call }, () => work(call)) : work(call);
  });
}

function answer(result: Promise<Message>, reply: sendUnaryData<Message>): void {
  result.then((response) => reply(null, response), (error) => reply(toWire(error)));
}
