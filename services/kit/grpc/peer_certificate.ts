import { type PeerCertificate, TLSSocket } from "node:tls";

// Deno parses a peer's certificate anew whenever it is asked for, and grpc-js asks at every call: a fifth of a service's time.
// What a connection proved at its start cannot change, since Deno's TLS knows no renegotiation: here it is parsed once.
const known = new WeakMap<TLSSocket, PeerCertificate>();
const parse = TLSSocket.prototype.getPeerCertificate;

function getPeerCertificate(this: TLSSocket, detailed?: boolean): PeerCertificate {
  if (detailed) return parse.call(this, true);
  const certificate = known.get(this) ?? parse.call(this);
  if (certificate?.raw) known.set(this, certificate); // without, the handshake is not done
  return certificate;
}

TLSSocket.prototype.getPeerCertificate = getPeerCertificate as typeof parse;
