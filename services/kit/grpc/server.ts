import type { DescFile } from "@bufbuild/protobuf";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { experimental, Server, type ServiceDefinition } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { Buffer } from "node:buffer";
import { file_shopflow_common_v1_error } from "../../../proto/gen/shopflow/common/v1/error_pb.ts";
import "./graceful_close.ts";
import "./peer_certificate.ts";
import type { Log } from "../log.ts";
import type { Identity } from "../tls.ts";
import { certificatesOf } from "./certificates.ts";
import { methodDefinition } from "./codec.ts";
import { type Check, Health, healthHandlers, HealthMonitor } from "./health.ts";
import { implement, type Implementation } from "./implementation.ts";
import type { CallRunner } from "./run_call.ts";
import { serveMethods } from "./serve_methods.ts";

/** What a gRPC server needs. */
export interface ServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  identity: Identity;
  implementations: Implementation[];
  /** One check a dependency; served as grpc.health.v1. */
  checks: Record<string, Check>;
  /** The same for what the server can do without for a while. */
  lesserChecks?: Record<string, Check> | undefined;
  log: Log;
  /** Checks access tokens. Without it nobody is signed in here. */
  tokens?: CallRunner["tokens"];
  /** Writes down what staff does. Without it nothing is. */
  audit?: CallRunner["audit"];
}

/** A server that takes calls. */
export interface RunningServer {
  readonly port: number;
  /** Takes no new calls, lets those in flight finish for as long as given, then cuts the rest. */
  stop(graceMs: number): Promise<void>;
}

/** Connections are renewed this often, so that no peer outlives its certificate for long. */
const MAX_CONNECTION_AGE_MS = 10 * 60_000;
const MAX_CONNECTION_AGE_GRACE_MS = 30_000;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** Starts a server that accepts only peers with a certificate of its own authority. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const monitor = new HealthMonitor(options.checks, options.lesserChecks);
  const implementations = [...options.implementations, implement(Health, healthHandlers(monitor))];
  const server = new Server({
    "grpc.max_connection_age_ms": MAX_CONNECTION_AGE_MS,
    "grpc.max_connection_age_grace_ms": MAX_CONNECTION_AGE_GRACE_MS,
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  });
  for (const implementation of implementations) {
    const definition: ServiceDefinition = Object.fromEntries(
      implementation.service.methods.map((method) => [method.localName, methodDefinition(method)]),
    );
    server.addService(definition, serveMethods(implementation, options));
  }
  const files = implementations.map(({ service }) => service.file);
  new ReflectionService(reflected([...files, file_shopflow_common_v1_error])).addToServer(server);
  const port = await bind(server, options);
  return {
    port,
    stop(graceMs) {
      monitor.stopping();
      return new Promise((resolve) => {
        const timer = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    },
  };
}

function bind(server: Server, { host, port, identity }: ServerOptions): Promise<number> {
  const certificates = certificatesOf(identity);
  const credentials = experimental.createCertificateProviderServerCredentials(certificates, certificates, true);
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
      if (error) reject(new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error }));
      else resolve(bound);
    });
  });
}

/** The contracts as reflection serves them, with all they import: the exact descriptors our code was generated from. */
function reflected(roots: DescFile[]): ConstructorParameters<typeof ReflectionService>[0] {
  const files = new Map<string, Buffer>();
  const add = (file: DescFile) => {
    if (files.has(file.name)) return;
    files.set(file.name, Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)));
    file.dependencies.forEach(add);
  };
  roots.forEach(add);
  // The library only reads the descriptors, but asks for the type of a package loaded by proto-loader.
  const contents = { format: "Protocol Buffer 3 DescriptorProto", type: {}, fileDescriptorProtos: [...files.values()] };
  return { contracts: contents } as ConstructorParameters<typeof ReflectionService>[0];
}
