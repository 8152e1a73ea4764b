/** What answers requests: an app of Hono. */
interface App {
  request(url: string, init?: RequestInit): Response | Promise<Response>;
}

/** A browser as far as cookies go: it keeps what it is told to keep, and follows no redirect. */
export class TestBrowser {
  readonly #app: App;
  readonly #origin: string;
  /** By name; change them to have the browser send something else. */
  readonly cookies = new Map<string, string>();
  /** Every Set-Cookie so far. */
  readonly told: string[] = [];

  constructor(app: App, origin = "https://shop.example") {
    this.#app = app;
    this.#origin = origin;
  }

  async send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookies) headers.set("cookie", cookies);
    const response = await this.#app.request(this.#origin + path, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  post(path: string): Promise<Response> {
    return this.send(path, { method: "POST" });
  }

  #keep(cookie: string): void {
    this.told.push(cookie);
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; Max-Age=0(;|$)/.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
