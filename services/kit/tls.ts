/** PEM texts that prove who a process is, and whom it trusts. */
export interface Identity {
  /** The certificates of the authority, and of no other: peers signed by anyone else are refused. */
  ca: string;
  /** This process's certificate. */
  cert: string;
  /** The certificate's private key. */
  key: string;
}

/** Reads an identity from the files that the configuration names. */
export async function readIdentity(paths: { TLS_CA: string; TLS_CERT: string; TLS_KEY: string }): Promise<Identity> {
  const [ca, cert, key] = await Promise.all([paths.TLS_CA, paths.TLS_CERT, paths.TLS_KEY].map(readPem));
  return { ca: ca!, cert: cert!, key: key! };
}

async function readPem(path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch((error: Error) => {
    throw new Error(`Cannot read the certificate file "${path}": ${error.name}`, { cause: error });
  });
  if (!text.includes("-----BEGIN ")) throw new Error(`Cannot use "${path}": it is not PEM`);
  return text;
}
