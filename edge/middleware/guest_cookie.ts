import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Guest } from "../state.ts";

const ONE_YEAR_S = 31_536_000;

/**
 * The guest that a request's cookies name.
 *
 * The cookie holds an id and its HMAC-SHA-256, so that nobody can make one up. On https its name has the prefix `__Host-`:
 * no other host can set it, and it never travels in the clear. Plain http, which only development uses, cannot have either.
 */
export class CookieGuest implements Guest {
  readonly #key: Uint8Array;
  readonly #cookies: string;
  readonly #secure: boolean;
  #id: string | undefined;
  #made = false;
  #used = false;

  constructor(key: Uint8Array, cookies: string, secure: boolean) {
    this.#key = key;
    this.#cookies = cookies;
    this.#secure = secure;
  }

  get id(): string | undefined {
    if (!this.#used) {
      this.#used = true;
      this.#id = this.#read();
    }
    return this.#id;
  }

  ensure(): string {
    if (this.id) return this.id;
    this.#made = true;
    return this.#id = crypto.randomUUID();
  }

  /** Whether the answer may depend on who asks. */
  get used(): boolean {
    return this.#used;
  }

  /** The header that makes the browser remember a guest made now; otherwise undefined. */
  get setCookie(): string | undefined {
    if (!this.#made) return undefined;
    const value = `${this.#id}.${sign(this.#key, this.#id!)}`;
    return `${this.#name}=${value}; Max-Age=${ONE_YEAR_S}; Path=/; HttpOnly; SameSite=Lax` +
      (this.#secure ? "; Secure" : "");
  }

  get #name(): string {
    return this.#secure ? "__Host-guest" : "guest";
  }

  #read(): string | undefined {
    const prefix = `${this.#name}=`;
    const cookie = this.#cookies.split(";").map((part) => part.trim()).find((part) => part.startsWith(prefix));
    const [id = "", signature = ""] = cookie?.slice(prefix.length).split(".") ?? [];
    return id && isEqual(signature, sign(this.#key, id)) ? id : undefined;
  }
}

/** The key signs nothing else that could be taken for a guest's id. */
function sign(key: Uint8Array, id: string): string {
  return createHmac("sha256", key).update(`guest:${id}`).digest("base64url");
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
