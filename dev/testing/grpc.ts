import type { DescService } from "@bufbuild/protobuf";
import { connect, type Connection } from "../../services/kit/grpc/client.ts";
import type { Check } from "../../services/kit/grpc/health.ts";
import type { Implementation } from "../../services/kit/grpc/implementation.ts";
import type { CallRunner } from "../../services/kit/grpc/run_call.ts";
import { startServer } from "../../services/kit/grpc/server.ts";
import { createLog } from "../../services/kit/log.ts";
import type { Identity } from "../../services/kit/tls.ts";
import { createAuthority, issue, type KeyedCertificate, type LeafOptions } from "../certificates/authority.ts";

let authority: Promise<KeyedCertificate> | undefined;

/** An identity from the tests' own authority, or from another one. */
export async function testIdentity(leaf: LeafOptions, signer?: KeyedCertificate): Promise<Identity> {
  authority ??= createAuthority();
  const { certificate, key } = await issue(signer ?? await authority, leaf);
  return { ca: (await authority).certificate, cert: certificate, key };
}

/** A gRPC server in the test's own process, on a free port. Disposing stops it and closes what was connected. */
export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** What the server logged, parsed. */
  readonly logged: Record<string, unknown>[];
  /** Connects as a workload, "edge" unless told otherwise. */
  connect(services: DescService[], as?: string): Promise<Connection>;
  stop(graceMs: number): Promise<void>;
}

/** How a test server differs from a plain one. */
export interface TestServerOptions {
  /** The server's own workload. */
  workload?: string;
  port?: number;
  checks?: Record<string, Check>;
  /** Nobody is signed in unless given. */
  tokens?: CallRunner["tokens"];
  /** Nothing is written down unless given. */
  audit?: CallRunner["audit"];
}

/** Serves implementations as a service would, over mutual TLS. */
export async function serveForTest(
  implementations: Implementation[],
  options: TestServerOptions = {},
): Promise<TestServer> {
  const { workload = "order", port = 0, checks = {}, tokens, audit } = options;
  const logged: Record<string, unknown>[] = [];
  const log = createLog({ process: workload, level: "debug", sink: (line) => logged.push(JSON.parse(line)) });
  const identity = await testIdentity({ workload });
  const server = await startServer({ host: "127.0.0.1", port, identity, implementations, checks, tokens, audit, log });
  const connections: Connection[] = [];
  return {
    port: server.port,
    logged,
    async connect(services, as = "edge") {
      const target = `127.0.0.1:${server.port}`;
      const connection = connect({ target, workload, identity: await testIdentity({ workload: as }), services });
      connections.push(connection);
      return connection;
    },
    stop: (graceMs) => server.stop(graceMs),
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.close();
      await server.stop(0);
    },
  };
}
