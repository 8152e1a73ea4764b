import assert from "node:assert/strict";
import { principalOfOwnToken } from "../../services/kit/auth/access_token.ts";
import { makeContext, withContext } from "../../services/kit/context.ts";
import { type Shop, until } from "../shop.ts";
import { linkTo } from "../site/read_mail.ts";

const LINK_MS = 20_000;
export const PASSWORD = "a boat in the garden";

/** Makes an account through the API, with an address that is proved, and signs it in. */
export async function signUp(shop: Shop, email: string): Promise<{ access_token: string; refresh_token: string }> {
  const post = async (path: string, body: Record<string, string>) => {
    const response = await fetch(`${shop.url}/api/v1/auth/${path}/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { ok: response.ok, what: `${path} is answered with ${response.status}: ${text}`, text };
  };
  const asked = await post("register", { email, password: PASSWORD, display_name: "Ada" });
  assert.ok(asked.ok, asked.what);
  await until(async () => { // an address that had an account before has its old link in the mailbox as well
    const token = new URL(await linkTo(shop, email, "/verify-email")).searchParams.get("token")!;
    return (await post("verify-email", { token })).ok;
  }, LINK_MS);
  const { ok, what, text } = await post("login", { email, password: PASSWORD });
  assert.ok(ok, what);
  return JSON.parse(text);
}

/** Calls the services as the edge does for whoever an access token is of. */
export function asAccount<T>(
  accessToken: string,
  work: (account: { customerId: string; guestId: string }) => Promise<T>,
): Promise<T> {
  const { userId: customerId, shopperId: guestId } = principalOfOwnToken(accessToken);
  return withContext({ ...makeContext(), accessToken }, () => work({ customerId, guestId }));
}
