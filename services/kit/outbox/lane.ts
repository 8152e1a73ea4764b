import type { Delivery } from "./claim_deliveries.ts";

/** The deliveries that one consumer has at work in this process: a few at once, the others in line. */
export class Lane {
  readonly #parallel: number;
  readonly #run: (delivery: Delivery) => Promise<void>;
  readonly #ended: (left: number) => void;
  readonly #line: Delivery[] = [];
  #size = 0;
  #workers = 0;

  /**
   * @param run Must not fail
   * @param ended Told after each how many are left
   */
  constructor(parallel: number, run: (delivery: Delivery) => Promise<void>, ended: (left: number) => void) {
    this.#parallel = parallel;
    this.#run = run;
    this.#ended = ended;
  }

  /** Deliveries added and not ended. */
  get size(): number {
    return this.#size;
  }

  add(delivery: Delivery): void {
    this.#size++;
    this.#line.push(delivery);
    if (this.#workers < this.#parallel) void this.#work();
  }

  async #work(): Promise<void> {
    this.#workers++;
    for (let next = this.#line.shift(); next; next = this.#line.shift()) {
      await this.#run(next);
      this.#size--;
      this.#ended(this.#size);
    }
    this.#workers--;
  }
}
