import { buy, type Purchase, type ShopClients } from "./buyer.ts";
import type { Entry, History } from "./history.ts";

/** Many who buy at once. */
export interface Crowd {
  experiment: string;
  clients: ShopClients;
  history: History;
  purchases: readonly Purchase[];
  /** At most so many at once. */
  atOnce: number;
  /** Milliseconds for which each keeps trying. */
  patienceMs: number;
  /** Once it is true nobody begins to buy any more. */
  isOver?: () => boolean;
  /** Hears of each purchase that ended, with the number of those that have. */
  onEnded?: (ended: number) => void;
}

/** Lets a crowd buy and tells how each purchase ended. */
export async function crowd(
  { experiment, clients, history, purchases, atOnce, patienceMs, isOver, onEnded }: Crowd,
): Promise<
  Entry[]
> {
  const entries: Entry[] = [];
  let [begun, ended] = [0, 0];
  const buyer = async () => {
    while (begun < purchases.length && !isOver?.()) {
      const index = begun++;
      const purchase = purchases[index]!;
      const units = purchase.items.reduce((sum, { quantity }) => sum + quantity, 0);
      const entry = { experiment, units, ...await buy(clients, purchase, patienceMs) };
      entries.push(entry);
      history.add(entry);
      onEnded?.(++ended);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, purchases.length) }, buyer));
  return entries;
}
