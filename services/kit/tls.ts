/** PEM texts that prove who a process is, and whom it trusts. */
export interface Identity {
  /** The certificates of the authority, and of no other: peers signed by anyone else are refused. Two while it is changed. */
  readonly ca: string;
  /** This process's certificate. */
  readonly cert: string;
  /** The certificate's private key. */
  readonly key: string;
  /** Calls `listener` whenever the texts have become others. Absent where they stay what they are. */
  readonly onRenewal?: (listener: () => void) => void;
}

/** Names of the files with an identity, as a process is told of them. */
export interface IdentityFiles {
  TLS_CA: string;
  TLS_CERT: string;
  TLS_KEY: string;
}

/** Reads an identity from the files that the configuration names. */
export async function readIdentity(files: IdentityFiles): Promise<Identity> {
  // One after the other: of several problems, the same one is told each time
  return { ca: await readPem(files.TLS_CA), cert: await readPem(files.TLS_CERT), key: await readPem(files.TLS_KEY) };
}

async function readPem(path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw new Error(`Cannot read the certificate file "${path}": ${error.name}`, { cause: error });
  });
  if (!text.includes("-----BEGIN ")) throw new Error(`Cannot use "${path}": it is not PEM`);
  return text;
}
