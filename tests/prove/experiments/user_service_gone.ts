import assert from "node:assert/strict";
import { asAccount, signUp } from "../../identity/sign_up.ts";
import { buy, fillCart, place } from "../buyer.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";

const GUESTS = { small: 10, full: 200 };
const PATIENCE_MS = 30_000;
/** So many orders of accounts in a row wait for the user service before the shop leaves it alone for a while. */
const FAILURES = 3;
/** How soon somebody with an account is told that it cannot be looked up, once the shop has noticed. */
const REFUSAL_MS = 1_000;

/** Accounts cannot be looked up: guests do not notice. */
export const userServiceGone: Experiment = {
  name: "F5",
  title: "The user service hangs, and is then killed",
  async run(proof) {
    const { access_token: token } = await signUp(proof.shop, `${proof.random.uuid()}@example.com`);
    const [pid] = await proof.shop.pids("user");
    Deno.kill(pid!, "SIGSTOP");
    const hanging = await shopWithout(proof, token).finally(() => Deno.kill(pid!, "SIGKILL"));
    await proof.shop.whenBack("user");
    const [sku] = await stockUp(proof, { variants: 1 });
    const [wish] = wishesFor(proof, sku!, 1);
    const told = await asAccount(token, async ({ customerId, guestId }) => {
      const request = await fillCart(proof.clients, { ...wish!, guestId }, PATIENCE_MS);
      return await place(proof.clients, { ...request, customerId }, PATIENCE_MS);
    });
    proof.history.add({ experiment: "F5", ...told });
    assert.equal(told.ending, "ok", `an account cannot order once the user service is back: ${told.result}`);
    return { "guests served": GUESTS[proof.scale], "account refused after ms": hanging };
  },
};

async function shopWithout(proof: Proof, token: string): Promise<number> {
  const { clients, history, scale, shop, slack } = proof;
  const skus = await stockUp(proof, { variants: 3 });
  const page = await fetch(`${shop.url}/`);
  assert.equal(page.status, 200, "the home page needs the user service");
  await page.body?.cancel();
  for (const wish of wishesFor(proof, skus[0]!, GUESTS[scale])) {
    const entry = { experiment: "F5", ...await buy(clients, wish, PATIENCE_MS) };
    history.add(entry);
    assert.equal(entry.ending, "ok", `a guest cannot order without the user service: ${entry.result}`);
  }
  const [wish] = wishesFor(proof, skus[1]!, 1);
  const request = await asAccount(token, async ({ customerId, guestId }) => ({
    ...await fillCart(clients, { ...wish!, guestId }, PATIENCE_MS),
    customerId,
  }));
  const refused = async () => {
    const began = performance.now();
    const refusal = asAccount(token, () => clients.checkout.placeOrder(request));
    await assert.rejects(refusal, { codeName: "UNAVAILABLE" });
    return Math.round(performance.now() - began);
  };
  for (let failure = 0; failure < FAILURES; failure++) await refused(); // waits for the user service, and notices
  const milliseconds = await refused();
  assert.ok(milliseconds <= REFUSAL_MS * slack, `an account was told after ${milliseconds} ms that it cannot order`);
  return milliseconds;
}
