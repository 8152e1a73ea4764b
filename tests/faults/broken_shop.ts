import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import type { OrderStatus } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { checkShop } from "../prove/check_shop.ts";
import { decided, fillCart, type OrderRequest, place, type Purchase } from "../prove/buyer.ts";
import { stockUp, wishesFor } from "../prove/goods.ts";
import { type Proof, startProof } from "../prove/proof.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { type ShopProcess, until } from "../shop.ts";

/** How long a buyer keeps trying. */
export const PATIENCE_MS = 30_000;

/** What the shop says of itself at `/api/v1/health/`. */
export interface ShopHealth {
  http: number;
  status: string;
  retryAfter: string | null;
  /** Names of the parts that are away. */
  away: string[];
}

/** How a page or an address of the API answered. */
export interface Answered {
  status: number;
  retryAfter: string | null;
  milliseconds: number;
}

/** A shop of a test file, to break in one way after the other, and what shows how it bears that. */
export class BrokenShop {
  readonly proof: Proof;
  readonly #skus: string[];

  constructor(proof: Proof, skus: string[]) {
    this.proof = proof;
    this.#skus = skus;
  }

  /** A cart of one thing that nobody else wants, and what is to be sent to order it. */
  async cart(purchase: Partial<Purchase> = {}): Promise<OrderRequest> {
    const [wish] = wishesFor(this.proof, this.proof.random.pick(this.#skus), 1);
    return await fillCart(this.proof.clients, { ...wish!, ...purchase }, PATIENCE_MS);
  }

  /** Sends an order until it is answered, for which `patienceMs` is left, and notes what its buyer was told. */
  async order(request: OrderRequest, patienceMs = PATIENCE_MS) {
    const told = await place(this.proof.clients, request, patienceMs);
    this.proof.history.add({ experiment: "faults", ...told });
    return told;
  }

  /** What becomes of an order that was accepted before its payment was decided. */
  async decided({ guestId }: OrderRequest, number: string): Promise<OrderStatus> {
    return await decided(this.proof.clients, { guestId: guestId!, number }, PATIENCE_MS);
  }

  /** Runs `work` while a process is stopped, so that it takes connections and never answers. */
  async whileHung<T>(name: ShopProcess, work: () => Promise<T>): Promise<T> {
    const pids = await this.#allPids(name);
    pids.forEach((pid) => Deno.kill(pid, "SIGSTOP"));
    try {
      return await work();
    } finally {
      pids.forEach((pid) => Deno.kill(pid, "SIGCONT"));
    }
  }

  /** Runs `work` while a process that was killed is away: its supervisor, which would start it again, stands still meanwhile. */
  async whileGone<T>(name: ShopProcess, work: () => Promise<T>): Promise<T> {
    const { shop } = this.proof;
    const lines = this.countLines();
    Deno.kill(shop.pid, "SIGSTOP");
    try {
      await shop.kill(name);
      await until(async () => (await shop.pids(name)).length === 0, PATIENCE_MS);
      return await work();
    } finally {
      Deno.kill(shop.pid, "SIGCONT");
      await until(() => lines(`${name} is ready again`) > 0, PATIENCE_MS);
      await shop.whenBack(name);
    }
  }

  /** PostgreSQL is many processes: its first one only lets people in. */
  async #allPids(name: ShopProcess): Promise<number[]> {
    const pids = await this.proof.shop.pids(name);
    if (name !== "postgres") return pids;
    const children = await Promise.all(pids.map((pid) => Deno.readTextFile(`/proc/${pid}/task/${pid}/children`)));
    return [...pids, ...children.flatMap((text) => text.trim().split(/\s+/).map(Number))];
  }

  /** Runs `work` while the database of a service turns everybody away, also those who are in. */
  async whileLockedOut<T>(name: "order" | "user", work: () => Promise<T>): Promise<T> {
    const secrets = JSON.parse(await Deno.readTextFile(join(this.proof.shop.state, "secrets.json")));
    const { host, port } = this.proof.database.options;
    const login = `shopflow_${name}:${secrets[`${name}Password`]}`;
    const doorman = postgres(`postgres://${login}@${host[0]}:${port[0]}/shopflow_${name}`, { max: 1 });
    const letIn = (limit: number) => doorman.unsafe(`alter database shopflow_${name} connection limit ${limit}`);
    try {
      await letIn(0);
      await doorman`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`;
      return await work();
    } finally {
      await letIn(-1);
      await doorman.end();
    }
  }

  /** Asks for a page, or anything else of the site. */
  async get(path: string): Promise<Answered> {
    const began = performance.now();
    const answer = await fetch(this.proof.shop.url + path, { headers: { accept: "text/html" } });
    await answer.body?.cancel();
    const milliseconds = Math.round(performance.now() - began);
    return { status: answer.status, retryAfter: answer.headers.get("retry-after"), milliseconds };
  }

  async health(): Promise<ShopHealth> {
    const answer = await fetch(`${this.proof.shop.url}/api/v1/health/`);
    const { status, parts }: { status: string; parts: { name: string; status: string }[] } = await answer.json();
    const away = parts.filter((part) => part.status !== "ok").map(({ name }) => name);
    return { http: answer.status, status, retryAfter: answer.headers.get("retry-after"), away };
  }

  /** Counts the lines that the shop's processes write. */
  countLines(): (text: string) => number {
    const before = this.proof.shop.output().length;
    return (text) => this.proof.shop.output().slice(before).split(text).length - 1;
  }
}

/** Starts a shop, lets each of `steps` break it, and checks in the end that it lost and doubled nothing. */
export async function breakShop(
  t: Deno.TestContext,
  steps: Record<string, (shop: BrokenShop) => Promise<void>>,
): Promise<void> {
  const historyPath = await Deno.makeTempFile({ prefix: "shopflow-faults-" });
  await using proof = await startProof({ scale: "small", seed: 1, historyPath });
  const shop = new BrokenShop(proof, await stockUp(proof, { variants: 3 }));
  for (const [name, run] of Object.entries(steps)) await t.step(name, () => run(shop));
  await t.step("nothing was lost or doubled, and every book is right", async () => void await checkShop(proof));
  await Deno.remove(historyPath);
}

/** Fails unless a call is refused because a part of the shop is away, at its deadline at the latest. */
export async function isRefused(call: Promise<unknown>): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ShopError, String(error));
    assert.ok([ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED].includes(error.code), error.message);
    return true;
  });
}
