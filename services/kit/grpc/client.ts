import type { DescMethod, DescService, Message, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { GenServiceMethods } from "@bufbuild/protobuf/codegenv2";
import * as grpc from "@grpc/grpc-js";
import type { PeerCertificate } from "node:tls";
import { currentContext, makeContext } from "../context.ts";
import type { Identity } from "../tls.ts";
import { certificatesOf } from "./certificates.ts";
import { methodDefinition } from "./codec.ts";
import { workloadOf } from "./identity.ts";
import type { MethodsOf } from "./implementation.ts";
import { policyOf } from "./policy.ts";
import { serviceConfig } from "./service_config.ts";
import { fromWire } from "./status.ts";

/** How a call differs from its method's defaults. */
export interface CallOptions {
  /** Cancels the call when aborted. */
  signal?: AbortSignal;
}

type Method = GenServiceMethods[string];
type Send<M extends Method> = MessageInitShape<M["input"]>;
type Receive<M extends Method> = MessageShape<M["output"]>;

type ClientMethod<M extends Method> = M["methodKind"] extends "unary"
  ? (request: Send<M>, options?: CallOptions) => Promise<Receive<M>>
  : M["methodKind"] extends "server_streaming" ? (request: Send<M>, options?: CallOptions) => AsyncIterable<Receive<M>>
  : M["methodKind"] extends "client_streaming"
    ? (requests: AsyncIterable<Send<M>>, options?: CallOptions) => Promise<Receive<M>>
  : never;

/** The methods of a service as functions. All of them fail with `ShopError`. */
export type Client<S extends DescService> = {
  [K in keyof MethodsOf<S>]: MethodsOf<S>[K] extends Method ? ClientMethod<MethodsOf<S>[K]> : never;
};

/** A connection to one workload, made when first used and again whenever it breaks. */
export interface Connection {
  readonly channel: grpc.Client;
  close(): void;
}

/** Whom to connect to, and as whom. */
export interface ConnectOptions {
  /** Where it listens, such as "127.0.0.1:50051". */
  target: string;
  /** Who must answer there; anyone else is refused, whatever address it has. */
  workload: string;
  identity: Identity;
  /** The services that will be called over it. */
  services: DescService[];
}

/** Opens a connection. Does not fail when nobody listens: calls do. */
export function connect({ target, workload, identity, services }: ConnectOptions): Connection {
  const checkServerIdentity = (_host: string, certificate: PeerCertificate) =>
    workloadOf(certificate.subjectaltname) === workload
      ? undefined
      : new Error(`Cannot trust ${target}: its certificate is not "${workload}"'s`);
  const certificates = certificatesOf(identity);
  const credentials = grpc.experimental.createCertificateProviderChannelCredentials(certificates, certificates, {
    checkServerIdentity,
  });
  const channel = new grpc.Client(target, credentials, {
    // Deno sends no server name that is an address; who answers is checked by workload anyway.
    "grpc.ssl_target_name_override": workload,
    "grpc.service_config": JSON.stringify(serviceConfig(services)),
    "grpc.service_config_disable_resolution": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1_000,
    "grpc.keepalive_time_ms": 20_000,
    "grpc.keepalive_timeout_ms": 5_000,
  });
  return { channel, close: () => channel.close() };
}

/**
 * The methods of `service` over a connection.
 *
 * Every call has a deadline: its method's, or what is left of the request being worked on, whichever is sooner. Request id and
 * trace go along. Methods that may be repeated are, by the channel, when the connection fails.
 */
export function createClient<S extends DescService>(service: S, { channel }: Connection): Client<S> {
  const methods = service.methods.map((method) => [method.localName, clientMethod(method, channel)]);
  return Object.fromEntries(methods) as Client<S>;
}

function clientMethod(method: DescMethod, channel: grpc.Client) {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(method);
  const wire = [path, requestSerialize, responseDeserialize] as const;
  switch (method.methodKind) {
    case "unary":
      return (request: Message, options?: CallOptions) =>
        answered((reply) => channel.makeUnaryRequest(...wire, request, metadata(), deadline(method), reply), options);
    case "client_streaming":
      return (requests: AsyncIterable<Message>, options?: CallOptions) =>
        answered((reply) => {
          const call = channel.makeClientStreamRequest(...wire, metadata(), deadline(method), reply);
          send(requests, call).catch((error) => call.destroy(error));
          return call;
        }, options);
    case "server_streaming":
      return (request: Message, options?: CallOptions) =>
        received(() => channel.makeServerStreamRequest(...wire, request, metadata(), deadline(method)), options);
    case "bidi_streaming":
      return () => {
        throw new TypeError(`Cannot call "${method.localName}": streams in both directions are not supported`);
      };
  }
}

type Reply = grpc.requestCallback<Message>;

function answered(start: (reply: Reply) => grpc.Call, { signal }: CallOptions = {}): Promise<Message> {
  return new Promise((resolve, reject) => {
    const call = start((error, response) => {
      signal?.removeEventListener("abort", cancel);
      if (error) reject(fromWire(error));
      else resolve(response!);
    });
    const cancel = () => call.cancel();
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  });
}

async function* received(start: () => grpc.ClientReadableStream<Message>, { signal }: CallOptions = {}) {
  const call = start();
  const cancel = () => call.cancel();
  if (signal?.aborted) cancel();
  else signal?.addEventListener("abort", cancel, { once: true });
  try {
    yield* call as AsyncIterable<Message>;
  } catch (error) {
    throw fromWire(error as grpc.ServiceError);
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel(); // grpc-js does not end the call by itself when the reader stops early
  }
}

async function send(requests: AsyncIterable<Message>, call: grpc.ClientWritableStream<Message>): Promise<void> {
  for await (const request of requests) {
    if (call.destroyed || call.writableEnded) return;
    if (!call.write(request)) await new Promise((resolve) => call.once("drain", resolve).once("close", resolve));
  }
  call.end();
}

function metadata(): grpc.Metadata {
  const context = currentContext() ?? makeContext();
  const result = new grpc.Metadata();
  result.set("x-request-id", context.requestId);
  result.set("traceparent", makeContext(context).traceparent);
  if (context.accessToken !== undefined) result.set("authorization", `Bearer ${context.accessToken}`);
  return result;
}

/** Kept back from a caller's deadline, so that our answer reaches it in time. */
const DEADLINE_MARGIN_MS = 50;

function deadline(method: DescMethod): grpc.CallOptions {
  const own = Date.now() + policyOf(method).deadlineMs;
  const callers = currentContext()?.deadline;
  return { deadline: callers === undefined ? own : Math.min(own, callers - DEADLINE_MARGIN_MS) };
}
