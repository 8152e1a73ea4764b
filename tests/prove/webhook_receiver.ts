/** Somebody whom the shop tells of events, and who may be in trouble with those of one subject. */
export class WebhookReceiver implements AsyncDisposable {
  readonly url: string;
  /** The subject whose events it cannot take. */
  poisoned: string | undefined;
  readonly #taken = new Map<string, Set<number>>();
  readonly #server: Deno.HttpServer;
  #poisonNext = false;

  constructor(port: number) {
    this.url = `http://127.0.0.1:${port}/`;
    this.#server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => this.#take(request));
  }

  /** From now on it cannot take the events of the subject that it hears of next. */
  poisonFirst(): void {
    this.#poisonNext = true;
  }

  /** From now on it can take everything. */
  heal(): void {
    this.poisoned = undefined;
  }

  /** Numbers of a subject's events that it has taken, each once, in the order in which they came. */
  taken(subject: string): number[] {
    return [...this.#taken.get(subject) ?? []];
  }

  async #take(request: Request): Promise<Response> {
    const { subject, sequence } = await request.json();
    if (this.#poisonNext) {
      this.#poisonNext = false;
      this.poisoned = subject;
    }
    if (subject === this.poisoned) return new Response(null, { status: 500 });
    const sequences = this.#taken.get(subject) ?? new Set();
    this.#taken.set(subject, sequences.add(sequence));
    return new Response(null, { status: 204 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
