import { addVariant } from "../../services/order/testing/fixture.ts";
import type { Purchase } from "./buyer.ts";
import type { Proof } from "./proof.ts";

/** The test provider's cards. */
export const CARDS = {
  pays: "4242424242424242",
  declined: "4000000000000002",
  challenged: "4000002500003155",
};

/** Adds things to sell that no other experiment sells. */
export async function stockUp(
  { database, random }: Proof,
  { variants = 20, onHand = 100_000 } = {},
): Promise<string[]> {
  const name = random.uuid().slice(0, 8).toUpperCase();
  const skus = Array.from({ length: variants }, (_, index) => `PROOF-${name}-${index}`);
  for (const sku of skus) await addVariant(database, { sku, onHand });
  return skus;
}

/** Wishes to buy one to three different things each, with a few cards that are declined. */
export function wishes({ random }: Proof, skus: readonly string[], count: number): Purchase[] {
  return Array.from({ length: count }, () => ({
    guestId: random.uuid(),
    key: random.uuid(),
    items: [...new Set(Array.from({ length: random.between(1, 3) }, () => random.pick(skus)))]
      .map((sku) => ({ sku, quantity: random.between(1, 3) })),
    card: random.next() < 0.05 ? CARDS.declined : CARDS.pays,
  }));
}

/** Wishes to buy one unit of one thing. */
export function wishesFor(proof: Proof, sku: string, count: number): Purchase[] {
  return wishes(proof, [sku], count).map((wish) => ({
    ...wish,
    items: [{ sku, quantity: 1 }],
    card: CARDS.pays,
  }));
}

/** Units of a variant on hand. */
export async function onHand({ database }: Proof, sku: string): Promise<number> {
  const [row] = await database<{ units: number }[]>`
    select coalesce(sum(on_hand), 0)::int as units from stock join variants on variants.id = variant_id where sku = ${sku}`;
  return row!.units;
}
