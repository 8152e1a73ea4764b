import type { Delivery } from "./claim_deliveries.ts";

/** How a lane works. */
export interface LaneOptions {
  /** Batches at work at once. */
  parallel: number;
  /** Most deliveries in a batch. */
  batch: number;
  /** Must not fail. */
  run: (batch: Delivery[]) => Promise<void>;
  /** Told after each batch how many are left. */
  ended: (left: number) => void;
}

/** The deliveries that one consumer has at work in this process: a few at once, the others in line. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #line: Delivery[] = [];
  #size = 0;
  #workers = 0;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Deliveries added and not ended. */
  get size(): number {
    return this.#size;
  }

  add(deliveries: readonly Delivery[]): void {
    this.#size += deliveries.length;
    this.#line.push(...deliveries);
    const { parallel } = this.#options;
    while (this.#line.length > 0 && this.#workers < parallel) void this.#work();
  }

  async #work(): Promise<void> {
    const { batch, run, ended } = this.#options;
    this.#workers++;
    while (this.#line.length > 0) {
      const next = this.#line.splice(0, batch);
      await run(next);
      this.#size -= next.length;
      ended(this.#size);
    }
    this.#workers--;
  }
}
