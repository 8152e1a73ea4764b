import { Hono } from "hono";
import type { TokenVerifier } from "../../../services/kit/auth/token_verifier.ts";
import type { Env } from "../../env.ts";

/** A key is told ten minutes before it signs. */
const CACHE = "public, max-age=300";

/** The keys that access tokens are signed with, for whoever checks tokens of ours elsewhere (RFC 7517). */
export function publicKeys(tokens: Pick<TokenVerifier, "publicKeys">): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/.well-known/jwks.json", async () => {
    const headers = { "content-type": "application/jwk-set+json", "cache-control": CACHE };
    return new Response(JSON.stringify(await tokens.publicKeys()), { headers });
  });
  return app;
}
