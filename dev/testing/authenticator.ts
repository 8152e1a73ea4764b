import type { Page } from "./browser.ts";

/** An authenticator that the browser believes to have, with an owner who always agrees. */
export interface Authenticator {
  /** Puts a passkey for a site into it, as if it had been made before. */
  addPasskey(rpId: string): Promise<void>;
}

/** Gives a page an authenticator that is built into its device, and knows no passkey yet. */
export async function addAuthenticator(page: Page): Promise<Authenticator> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async addPasskey(rpId) {
      const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
      const privateKey = new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toBase64();
      const credential = {
        credentialId: btoa("a passkey"),
        isResidentCredential: true,
        rpId,
        privateKey,
        userHandle: btoa("somebody"),
        signCount: 0,
      };
      await devtools.send("WebAuthn.addCredential", { authenticatorId, credential });
    },
  };
}
