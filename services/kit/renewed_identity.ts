import { createPrivateKey, X509Certificate } from "node:crypto";
import { delay } from "./delay.ts";
import { workloadOf } from "./grpc/identity.ts";
import type { Log } from "./log.ts";
import { type Identity, type IdentityFiles, readIdentity } from "./tls.ts";

/** How soon new files are noticed. */
const POLL_MS = 5_000;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** An identity that follows its files. */
export interface RenewedIdentity extends Identity {
  readonly onRenewal: (listener: () => void) => void;
  /** Takes over what the files hold now, if it can be used. */
  renew(): Promise<void>;
  /** Does so from time to time, until told to stop. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Reads an identity whose files may be replaced while the process runs: connections from then on use the new one, and those that
 * are open go on until their age ends them.
 *
 * Files that do not fit each other, or are somebody else's, change nothing: a certificate that cannot be used would keep every new
 * connection from being made. They are read again soon, since three files are never replaced at one instant.
 */
export async function readRenewedIdentity(files: IdentityFiles, log: Log): Promise<RenewedIdentity> {
  const listeners = new Set<() => void>();
  let now = await readIdentity(files);
  let told = "";
  const renew = async () => {
    try {
      const next = await readIdentity(files);
      if (next.ca === now.ca && next.cert === now.cert && next.key === now.key) return;
      checkIdentity(next, now);
      now = next;
      told = "";
      for (const listener of listeners) listener();
      log.info("certificate renewed", { valid_to: new X509Certificate(now.cert).validTo });
    } catch (error) {
      if (String(error) !== told) log.warn("cannot renew the certificate", { error });
      told = String(error);
    }
  };
  return {
    get ca() {
      return now.ca;
    },
    get cert() {
      return now.cert;
    },
    get key() {
      return now.key;
    },
    onRenewal: (listener) => void listeners.add(listener),
    renew,
    async run(signal) {
      while (!signal.aborted) {
        await delay(POLL_MS, signal);
        await renew();
      }
    },
  };
}

/** Throws unless a certificate fits its key and its authority, holds now, and is of the same workload as the one before. */
function checkIdentity(next: Identity, before: Identity): void {
  const certificate = new X509Certificate(next.cert);
  const refuse = (why: string): never => {
    throw new Error(`Cannot use the new certificate: ${why}`);
  };
  if (!certificate.checkPrivateKey(createPrivateKey(next.key))) refuse("the key is another one's");
  const authorities = next.ca.match(CERTIFICATE)?.map((pem) => new X509Certificate(pem)) ?? [];
  if (!authorities.some((authority) => certificate.verify(authority.publicKey))) {
    refuse("the authority did not sign it");
  }
  if (!(certificate.validFromDate <= new Date() && new Date() < certificate.validToDate)) {
    refuse("it does not hold now");
  }
  const workload = workloadOf(certificate.subjectAltName);
  if (workload === undefined || workload !== workloadOf(new X509Certificate(before.cert).subjectAltName)) {
    refuse("it is not this workload's");
  }
}
