import { experimental } from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import type { Identity } from "../tls.ts";

type Provider = Parameters<typeof experimental.createCertificateProviderServerCredentials>[0];
type Authorities = Parameters<Parameters<Provider["addCaCertificateListener"]>[0]>[0];
type Pair = Parameters<Parameters<Provider["addIdentityCertificateListener"]>[0]>[0];

/** Gives grpc-js an identity, not before it has finished to listen, and the next one whenever it is renewed. */
export function certificatesOf(identity: Identity): Provider {
  const authorities = new Set<(update: Authorities) => void>();
  const pairs = new Set<(update: Pair) => void>();
  const authority = () => ({ caCertificate: Buffer.from(identity.ca) });
  const pair = () => ({ certificate: Buffer.from(identity.cert), privateKey: Buffer.from(identity.key) });
  identity.onRenewal?.(() => {
    for (const listener of authorities) listener(authority());
    for (const listener of pairs) listener(pair());
  });
  return {
    addCaCertificateListener(listener) {
      authorities.add(listener);
      queueMicrotask(() => listener(authority()));
    },
    removeCaCertificateListener: (listener) => void authorities.delete(listener),
    addIdentityCertificateListener(listener) {
      pairs.add(listener);
      queueMicrotask(() => listener(pair()));
    },
    removeIdentityCertificateListener: (listener) => void pairs.delete(listener),
  };
}
