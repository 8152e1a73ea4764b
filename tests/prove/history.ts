/** How an operation of a client ended, as Jepsen's histories tell it. */
export type Ending =
  /** Acknowledged. */
  | "ok"
  /** Refused: it must have had no effect. */
  | "fail"
  /** Not known: no answer came, so that it may have happened or not. */
  | "info";

/** One wish to buy, and what its client knows of it. */
export interface Entry {
  experiment: string;
  guestId: string;
  key: string;
  ending: Ending;
  /** The order's number, or the code of the refusal. */
  result: string;
  /** False when the order was acknowledged before its payment was decided, and then came to nothing. */
  isLive?: boolean;
  /** Units wished for. */
  units?: number;
  /** Times it was sent. */
  attempts: number;
  /** Why it was sent again. */
  errors: string[];
  /** Milliseconds from the first sending to the end. */
  milliseconds: number;
}

/** What all clients know, kept in a file so that a failed run can be read afterwards. */
export class History implements Disposable {
  readonly entries: Entry[] = [];
  readonly path: string;
  readonly #file: Deno.FsFile;

  constructor(path: string) {
    this.path = path;
    this.#file = Deno.openSync(path, { create: true, write: true, truncate: true });
  }

  /** Writes something that happened, such as a kill or the end of a purchase. */
  write(event: object): void {
    const line = JSON.stringify({ at: new Date().toISOString(), ...event }) + "\n";
    this.#file.writeSync(new TextEncoder().encode(line));
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    this.write(entry);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
