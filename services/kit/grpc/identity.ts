import type { AuthContext } from "@grpc/grpc-js/build/src/auth-context.js";
import { ErrorCode, ShopError } from "../errors.ts";

/** The trust domain of our certificates. */
const IDENTITY = /^URI:spiffe:\/\/shopflow\/([a-z][a-z-]{0,30})$/;

/** The workload a certificate was issued to, from its subjectAltName; undefined unless it names exactly one. */
export function workloadOf(subjectAltName: string | undefined): string | undefined {
  const uris = subjectAltName?.split(", ").filter((name) => name.startsWith("URI:")) ?? [];
  return uris.length === 1 ? IDENTITY.exec(uris[0]!)?.[1] : undefined;
}

/**
 * The workload that calls; TLS has checked the certificate itself.
 *
 * @throws {ShopError} UNAUTHENTICATED when the certificate names no workload
 */
export function callerOf(call: { getAuthContext(): AuthContext }): string {
  const workload = workloadOf(call.getAuthContext().sslPeerCertificate?.subjectaltname);
  if (workload) return workload;
  throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot accept the call: the certificate names no workload");
}
