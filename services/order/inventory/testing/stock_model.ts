/** What is at a location of a variant. */
interface Place {
  onHand: number;
  reserved: number;
}

/** What an order has of a variant at a location. */
interface Hold {
  sku: string;
  location: string;
  quantity: number;
  state: "held" | "claimed" | "released";
  isOverdue: boolean;
  returned: number;
}

/** Units wanted of each SKU. */
export type Wanted = ReadonlyMap<string, number>;

/** The rules of stock, in memory and one after the other: what the database must come to, whoever does what at the same time. */
export class StockModel {
  readonly #places = new Map<string, Map<string, Place>>();
  readonly #orders = new Map<number, Hold[]>();

  /** @param locations in the order of their priority and of their codes */
  constructor(skus: readonly string[], locations: readonly string[], onHand: number) {
    for (const sku of skus) {
      this.#places.set(sku, new Map(locations.map((location) => [location, { onHand, reserved: 0 }])));
    }
  }

  /** As `levels()` tells them. */
  levels(sku: string): string[] {
    return Array.from(this.#places.get(sku)!, ([code, { onHand, reserved }]) => `${code} ${onHand}/${reserved}`);
  }

  reserve(order: number, wanted: Wanted): boolean {
    const overdue = this.#all().filter(({ state, isOverdue }) => state === "held" && isOverdue);
    const short = [...wanted].filter(([sku, quantity]) => this.#available(sku) < quantity);
    for (const [sku, quantity] of short) {
      const late = overdue.filter((hold) => hold.sku === sku).reduce((sum, hold) => sum + hold.quantity, 0);
      if (this.#available(sku) + late < quantity) return false;
    }
    for (const hold of overdue) if (short.some(([sku]) => sku === hold.sku)) this.#release(hold);
    const parts = this.#allot(wanted)!;
    for (const part of parts) this.#place(part).reserved += part.quantity;
    this.#orders.set(order, parts.map((part) => ({ ...part, state: "held", isOverdue: false, returned: 0 })));
    return true;
  }

  claim(order: number): boolean {
    const holds = this.#of(order);
    if (holds.some(({ state }) => state === "claimed")) return true;
    const lost = new Map<string, number>();
    for (const { sku, quantity } of holds.filter(({ state }) => state === "released")) {
      lost.set(sku, (lost.get(sku) ?? 0) + quantity);
    }
    const parts = this.#allot(lost);
    if (!parts || holds.length === 0) return false;
    for (const part of parts) this.#place(part).reserved += part.quantity;
    const kept = [...holds.filter(({ state }) => state === "held"), ...parts];
    this.#orders.set(order, []);
    for (const { sku, location, quantity } of kept) {
      const place = this.#place({ sku, location });
      place.onHand -= quantity;
      place.reserved -= quantity;
      const same = this.#of(order).find((hold) => hold.sku === sku && hold.location === location);
      if (same) same.quantity += quantity;
      else this.#of(order).push({ sku, location, quantity, state: "claimed", isOverdue: false, returned: 0 });
    }
    return true;
  }

  release(order: number): number {
    return this.#of(order).filter((hold) => this.#release(hold)).length;
  }

  sweep(): number {
    return this.#all().filter((hold) => hold.isOverdue && this.#release(hold)).length;
  }

  extend(order: number): boolean {
    const holds = this.#of(order);
    if (holds.length === 0 || holds.some(({ state }) => state !== "held")) return false;
    for (const hold of holds) hold.isOverdue = false;
    return true;
  }

  /** Lets the time of what an order holds be over. */
  lapse(order: number): void {
    for (const hold of this.#of(order)) hold.isOverdue = hold.state === "held";
  }

  giveBack(order: number, sku: string, quantity: number, location?: string): boolean {
    const sold = this.#of(order).filter((hold) => hold.state === "claimed" && hold.sku === sku)
      .sort((a, b) => a.location < b.location ? -1 : 1);
    if (sold.reduce((sum, hold) => sum + hold.quantity - hold.returned, 0) < quantity) return false;
    for (const hold of sold) {
      const units = Math.min(quantity, hold.quantity - hold.returned);
      quantity -= units;
      hold.returned += units;
      this.#place({ sku, location: location ?? hold.location }).onHand += units;
    }
    return true;
  }

  adjust(sku: string, location: string, change: number): boolean {
    const place = this.#place({ sku, location });
    if (place.onHand + change < place.reserved) return false;
    place.onHand += change;
    return true;
  }

  #release(hold: Hold): boolean {
    if (hold.state !== "held") return false;
    hold.state = "released";
    this.#place(hold).reserved -= hold.quantity;
    return true;
  }

  /** All from the first location that has enough, else from as many as it takes. */
  #allot(wanted: Wanted): { sku: string; location: string; quantity: number }[] | undefined {
    const parts = [];
    for (const [sku, quantity] of wanted) {
      if (this.#available(sku) < quantity) return undefined;
      const free = Array.from(this.#places.get(sku)!, ([location, place]) => ({
        location,
        units: place.onHand - place.reserved,
      }));
      const one = free.find(({ units }) => units >= quantity);
      let left = quantity;
      for (const { location, units } of one ? [one] : free) {
        const taken = Math.min(units, left);
        left -= taken;
        if (taken > 0) parts.push({ sku, location, quantity: taken });
      }
    }
    return parts;
  }

  #available(sku: string): number {
    return [...this.#places.get(sku)!.values()].reduce((sum, { onHand, reserved }) => sum + onHand - reserved, 0);
  }

  #place({ sku, location }: { sku: string; location: string }): Place {
    return this.#places.get(sku)!.get(location)!;
  }

  #of(order: number): Hold[] {
    return this.#orders.get(order) ?? [];
  }

  #all(): Hold[] {
    return [...this.#orders.values()].flat();
  }
}
