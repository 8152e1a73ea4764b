import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { exists } from "../exists.ts";
import { createAuthority, issue, type KeyedCertificate, LIFETIME_MS } from "./authority.ts";

/** Who talks to whom in the shop; `operator` is for people and tools. */
export const WORKLOADS = ["user", "order", "edge", "operator"] as const;
export type Workload = typeof WORKLOADS[number];

/** Paths of PEM files, by the names in which processes are told of them. */
export interface CertificateFiles {
  TLS_CA: string;
  TLS_CERT: string;
  TLS_KEY: string;
}

const AUTHORITY = "authority";
const RENEW_BELOW_MS = LIFETIME_MS / 3;

/**
 * Makes the development authority and every workload's certificate in `folder`, unless all are there with a third of
 * their life left. They are always renewed together: every process is about to start anyway.
 */
export async function prepareCertificates(folder: string): Promise<(workload: Workload) => CertificateFiles> {
  if (!await areFresh(folder)) await renew(folder);
  return (workload) => ({
    TLS_CA: join(folder, `${AUTHORITY}.pem`),
    TLS_CERT: join(folder, `${workload}.pem`),
    TLS_KEY: join(folder, `${workload}-key.pem`),
  });
}

async function areFresh(folder: string): Promise<boolean> {
  if (!await exists(folder)) return false;
  for (const name of [AUTHORITY, ...WORKLOADS]) {
    const file = join(folder, `${name}.pem`);
    if (!await exists(file)) return false;
    const { validToDate } = new X509Certificate(await Deno.readTextFile(file));
    if (validToDate.getTime() - Date.now() < RENEW_BELOW_MS) return false;
  }
  return true;
}

/** Writes a new folder and puts it in the old one's place, so that no crash leaves a key beside a stranger's certificate. */
async function renew(folder: string): Promise<void> {
  const unfinished = `${folder}-unfinished`;
  if (await exists(unfinished)) await Deno.remove(unfinished, { recursive: true });
  await Deno.mkdir(unfinished, { mode: 0o700 });
  const authority = await createAuthority();
  const certificates = new Map<string, KeyedCertificate>([[AUTHORITY, authority]]);
  for (const workload of WORKLOADS) certificates.set(workload, await issue(authority, { workload }));
  for (const [name, { certificate, key }] of certificates) {
    await Deno.writeTextFile(join(unfinished, `${name}.pem`), certificate);
    await Deno.writeTextFile(join(unfinished, `${name}-key.pem`), key, { mode: 0o600 });
  }
  if (await exists(folder)) await Deno.remove(folder, { recursive: true });
  await Deno.rename(unfinished, folder);
}
