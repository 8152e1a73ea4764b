import type { CertificateFiles } from "../certificates/prepare.ts";

const TIMEOUT_MS = 2_000;
/** An empty gRPC message: not compressed, no bytes. */
const EMPTY_MESSAGE = new Uint8Array(5);
/** `HealthCheckResponse { status: SERVING }` as a gRPC message. */
const SERVING = "00000000020801";

/** Asks whether an address answers with success. */
export function httpProbe(url: string, headers: HeadersInit = {}): () => Promise<boolean> {
  return () => succeeds(url, { headers }, () => true);
}

/** Asks a gRPC service for its health, in plain HTTP/2 so that the supervisor needs no gRPC library. */
export async function grpcProbe(address: string, { TLS_CA, TLS_CERT, TLS_KEY }: CertificateFiles) {
  const client = Deno.createHttpClient({
    caCerts: [await Deno.readTextFile(TLS_CA)],
    cert: await Deno.readTextFile(TLS_CERT),
    key: await Deno.readTextFile(TLS_KEY),
    poolMaxIdlePerHost: 0, // no idle connection for a stopping service to wait for
  });
  const request = {
    client,
    method: "POST",
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: EMPTY_MESSAGE,
  };
  return () => succeeds(`https://${address}/grpc.health.v1.Health/Check`, request, (body) => body.toHex() === SERVING);
}

type Request = RequestInit & { client?: Deno.HttpClient };

async function succeeds(url: string, request: Request, accept: (body: Uint8Array) => boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return accept(await response.bytes()) && response.ok;
  } catch {
    return false; // not there yet: the supervisor asks again until its own deadline
  }
}
