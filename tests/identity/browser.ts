import { principalOfOwnToken } from "../../services/kit/auth/access_token.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";

/** What a browser was answered. */
export interface Page {
  status: number;
  text: string;
  /** Where it is sent on to; empty when nowhere. */
  location: string;
  retryAfter: string | null;
}

/** A browser without script: it keeps cookies, sends forms, and follows no redirect by itself. */
export class Browser {
  /** By name. */
  readonly cookies: Map<string, string>;
  readonly #url: string;

  /** @param url Address of the site */
  constructor(url: string, cookies: Iterable<[string, string]> = []) {
    this.#url = url;
    this.cookies = new Map(cookies);
  }

  /** Another one with the same cookies, but for the access token, as after five minutes. */
  afterAWhile(): Browser {
    const later = new Browser(this.#url, this.cookies);
    later.cookies.delete("access");
    return later;
  }

  /** Who is signed in, by the access token it has. */
  get principal(): Principal {
    return principalOfOwnToken(this.cookies.get("access")!);
  }

  get(path: string): Promise<Page> {
    return this.#send(path, {});
  }

  post(path: string, fields: Record<string, string>): Promise<Page> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin: this.#url } });
  }

  async #send(path: string, init: RequestInit): Promise<Page> {
    const headers = new Headers(init.headers);
    headers.set("accept", "text/html");
    headers.set("cookie", [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const answer = await fetch(this.#url + path, { ...init, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) this.#keep(cookie);
    const { status } = answer;
    const location = answer.headers.get("location") ?? "";
    return { status, text: await answer.text(), location, retryAfter: answer.headers.get("retry-after") };
  }

  #keep(cookie: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
    if (/; Max-Age=0(;|$)/.test(cookie)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}
