import assert from "node:assert/strict";
import postgres from "postgres";
import { delay } from "../../services/kit/delay.ts";
import { Passwords } from "../../services/user/passwords/passwords.ts";
import { median } from "../rounds.ts";
import type { Report } from "../report.ts";
import type { BenchShop } from "../shop.ts";

const PASSWORD = "wombat-lantern-quarry-58";
const ACCOUNTS = 500;
const SIGN_INS_A_MINUTE = 1_000;
const REQUESTS_A_SECOND = 40;
const PERIOD_S = 10;
const ROUNDS = 3;
/** How much slower a page may be while so many sign in. */
const TIMES_SLOWER = 3;
const WORDS = ["mug", "linen", "candle", "bowl", "lamp", "towel", "basket", "vase", "plate", "rug"];

/** Whether people who sign in starve those who look around: how long pages take, with and without them. */
export async function benchSignIn(report: Report, shop: BenchShop): Promise<void> {
  const url = `http://127.0.0.1:${shop.parts.site.port}`;
  await makeAccounts(shop.parts.userDatabase);
  await signIns(url, 2);
  await browse(url, 2);
  const rounds: { alone: number[]; beside: number[]; signIns: number[] }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await browse(url, PERIOD_S);
    const [beside, signedIn] = await Promise.all([browse(url, PERIOD_S), signIns(url, PERIOD_S)]);
    rounds.push({ alone, beside, signIns: signedIn });
  }
  const at = (share: number, pick: (round: typeof rounds[number]) => number[]) =>
    median(rounds.map((round) => percentile(pick(round), share)));
  report.table(
    `Browsing (${REQUESTS_A_SECOND} pages a second) while ${
      SIGN_INS_A_MINUTE.toLocaleString("en")
    } people a minute sign in`,
    "median ms",
    "p95 ms",
    "p99 ms",
  );
  const line = (name: string, pick: Parameters<typeof at>[1]) =>
    report.line(name, ...[0.5, 0.95, 0.99].map((share) => at(share, pick).toFixed(1)));
  line("pages alone", ({ alone }) => alone);
  line("pages beside them", ({ beside }) => beside);
  line("sign-ins", ({ signIns }) => signIns);
  const slower = median(rounds.map(({ alone, beside }) => percentile(beside, 0.95) / percentile(alone, 0.95)));
  report.table("Browsing while people sign in: budget", "figure", "budget");
  report.limit("times slower at p95", slower, TIMES_SLOWER, "times");
}

async function makeAccounts(database: string): Promise<void> {
  const hash = await new Passwords().hash(PASSWORD);
  const sql = postgres(database, { max: 1, onnotice: () => {} });
  await sql`
    insert into users (email, display_name, email_verified_at, password_hash)
    select 'bench' || n || '@example.com', 'Bench', now(), ${hash} from generate_series(1, ${ACCOUNTS}) n`;
  await sql.end();
}

/** Sends requests at their times, whether or not those before are answered, and tells how many milliseconds each took. */
async function openLoop(perSecond: number, seconds: number, send: (n: number) => Promise<void>): Promise<number[]> {
  const start = performance.now();
  const took: Promise<number>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = start + n * 1000 / perSecond;
    await delay(Math.max(0, due - performance.now()));
    took.push(send(n).then(() => performance.now() - due));
  }
  return await Promise.all(took);
}

function browse(url: string, seconds: number): Promise<number[]> {
  return openLoop(REQUESTS_A_SECOND, seconds, async (n) => {
    // Every other page is one that no cache has
    const path = n % 2
      ? "/products/stoneware-mug"
      : `/search?q=${WORDS[n / 2 % WORDS.length]}+${crypto.randomUUID().slice(0, 4)}`;
    const response = await fetch(url + path);
    await response.text();
    assert.equal(response.status, 200, `${path} is answered with ${response.status}`);
  });
}

function signIns(url: string, seconds: number): Promise<number[]> {
  return openLoop(SIGN_INS_A_MINUTE / 60, seconds, async () => {
    const email = `bench${1 + Math.floor(Math.random() * ACCOUNTS)}@example.com`;
    const from = crypto.getRandomValues(new Uint8Array(3)).join(".");
    const response = await fetch(`${url}/api/v1/auth/login/`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": `10.${from}` },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    assert.equal(response.status, 200, `a sign-in is answered with ${response.status}: ${await response.text()}`);
  });
}

function percentile(figures: number[], share: number): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length * share)] ?? NaN;
}
