import assert from "node:assert/strict";
import type { Faults } from "../../services/bank/faults.ts";
import type { Shop } from "../shop.ts";

/** The test bank of a shop, from outside. */
export class Bank {
  readonly #shop: Shop;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  /** Sets what goes wrong at the bank; nothing, unless given. */
  async setFaults(faults: Partial<Faults> = {}): Promise<void> {
    const { url, token } = await this.#place();
    const answer = await fetch(new URL("faults", url), {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(faults),
    });
    await answer.body?.cancel();
    assert.equal(answer.status, 200, "the bank took no faults");
  }

  /** Answers the bank's question as the customer would. */
  async answer(challengeUrl: string, answer: "approve" | "refuse"): Promise<void> {
    const sent = await fetch(challengeUrl, {
      method: "POST",
      body: new URLSearchParams({ answer }),
      redirect: "manual",
    });
    await sent.body?.cancel();
    assert.ok(sent.status < 400, `the bank did not take the customer's answer: ${sent.status}`);
  }

  /** The order service is told how to reach the bank; so are we. */
  async #place(): Promise<{ url: string; token: string }> {
    const [pid] = await this.#shop.pids("order");
    const environment = (await Deno.readTextFile(`/proc/${pid}/environ`)).split("\0");
    const value = (name: string) => environment.find((entry) => entry.startsWith(`${name}=`))!.slice(name.length + 1);
    return { url: value("BANK_URL"), token: value("BANK_TOKEN") };
  }
}
