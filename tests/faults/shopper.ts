/** How long a shopper keeps trying one thing while the shop is in trouble. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;
/** Less than the shop's own limit on waiting, so that a shopper whose answer is lost asks again soon. */
const ANSWER_TIMEOUT_MS = 12_000;

const PERSON = {
  "contact.email": "ada@example.com",
  "shipping_address.name": "Ada Lovelace",
  "shipping_address.line1": "12 St James's Square",
  "shipping_address.city": "London",
  "shipping_address.postal_code": "SW1Y 4JH",
  "shipping_address.country_code": "GB",
  "shipping_method": "standard",
  "card.number": "4242424242424242",
  "card.expiry": "12/34",
  "card.security_code": "123",
};

/** Someone who buys by forms, as a browser without script would, and sends a form again when the answer does not come. */
export class Shopper {
  readonly #url: string;
  #cookie = "";

  constructor(url: string) {
    this.#url = url;
  }

  /** Buys one unit of a product that has one option, and returns the order's number. */
  async buy(slug: string, option: Record<string, string>): Promise<string> {
    const key = crypto.randomUUID();
    await this.#until(() => this.#post(`/products/${slug}`, { ...option, quantity: "1", key }), "/cart");
    const form = await this.#checkoutForm();
    const order = await this.#until(() => this.#post("/checkout", { ...PERSON, ...form }), "/orders/");
    return decodeURIComponent(order.split("/").at(-1)!);
  }

  /** The fields that the checkout page came with: the order's key, and the totals agreed to. */
  async #checkoutForm(): Promise<Record<string, string>> {
    const page = await this.#retry(async () => {
      const answer = await this.#send("/checkout", {});
      return answer.status === 200 ? await answer.text() : (await answer.body?.cancel(), undefined);
    });
    const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
  }

  /** Posts until the answer leads to `path`, and returns where to. */
  #until(post: () => Promise<Response>, path: string): Promise<string> {
    return this.#retry(async () => {
      const answer = await post();
      await answer.body?.cancel();
      const place = answer.headers.get("location") ?? "";
      return answer.status === 303 && place.startsWith(path) ? place : undefined;
    });
  }

  async #retry<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const result = await attempt().catch(() => undefined); // a broken connection is a reason to try again
      if (result !== undefined) return result;
      if (Date.now() > end) throw new Error(`Cannot go on shopping: no answer for ${PATIENCE_MS} ms`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  #post(path: string, fields: Record<string, string>): Promise<Response> {
    return this.#send(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin: this.#url } });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookie) headers.set("cookie", this.#cookie);
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const answer = await fetch(this.#url + path, { ...init, headers, signal, redirect: "manual" });
    this.#cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? this.#cookie;
    return answer;
  }
}
