import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { readCookie, setCookie } from "./cookies.ts";

const NAME = "guest";
const ONE_YEAR_S = 31_536_000;

/**
 * The guest that a request's cookies name.
 *
 * The cookie holds an id and its HMAC-SHA-256, so that nobody can make one up.
 */
export class CookieGuest {
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

  /** The id that came with the request; undefined when there was none, or its signature was wrong. */
  get id(): string | undefined {
    if (!this.#used) {
      this.#used = true;
      this.#id = this.#read();
    }
    return this.#id;
  }

  /** The id, made now if there was none. */
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
    return setCookie({ name: NAME, value, maxAge: ONE_YEAR_S }, this.#secure);
  }

  #read(): string | undefined {
    const [id = "", signature = ""] = readCookie(this.#cookies, NAME, this.#secure)?.split(".") ?? [];
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
