import assert from "node:assert/strict";
import type { Shop } from "../shop.ts";
import { linkTo } from "../site/read_mail.ts";

const PASSWORD = "a boat in the garden";

/** Makes an account through the API, with an address that is proved, and signs it in. */
export async function signUp(shop: Shop, email: string): Promise<{ access_token: string; refresh_token: string }> {
  const post = async (path: string, body: Record<string, string>) => {
    const response = await fetch(`${shop.url}/api/v1/auth/${path}/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    assert.ok(response.ok, `${path} is answered with ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  await post("register", { email, password: PASSWORD, display_name: "Ada" });
  const token = new URL(await linkTo(shop, email, "/verify-email")).searchParams.get("token")!;
  await post("verify-email", { token });
  return await post("login", { email, password: PASSWORD });
}
