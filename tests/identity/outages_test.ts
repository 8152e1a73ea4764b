import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { until } from "../shop.ts";
import { breakShop, type BrokenShop, PATIENCE_MS } from "../faults/broken_shop.ts";
import { linkTo } from "../site/read_mail.ts";
import { Browser, type Page } from "./browser.ts";
import { asAccount, PASSWORD, signUp } from "./sign_up.ts";

/** How long a page waits for a refresh that is not answered, and somewhat more. */
const REFRESH_MS = 4_500;
/** In the edge's cache from before, in which nobody's session is looked at. */
const PRODUCT = "/products/stoneware-mug";

/** Somebody with an account, who is signed in with a browser and with a program. */
interface Person {
  email: string;
  browser: Browser;
  program: { access_token: string; refresh_token: string };
}

async function newcomer({ proof: { shop, random } }: BrokenShop): Promise<Person> {
  const email = `${random.uuid()}@example.com`;
  const program = await signUp(shop, email);
  const browser = new Browser(shop.url);
  assert.equal((await signIn(browser, email)).location, "/account");
  return { email, browser, program };
}

function signIn(browser: Browser, email: string): Promise<Page> {
  return browser.post("/sign-in", { email, password: PASSWORD });
}

async function addToCart(browser: Browser, quantity: number): Promise<void> {
  const fields = { "option.Colour": "Sage", quantity: String(quantity), key: crypto.randomUUID() };
  assert.equal((await browser.post(PRODUCT, fields)).status, 303);
}

async function unitsInCart(browser: Browser): Promise<number> {
  return JSON.parse((await browser.get("/cart/summary")).text).itemCount;
}

/** Has a program read its account. */
async function readAccount({ proof: { shop } }: BrokenShop, { program }: Person) {
  const authorization = `Bearer ${program.access_token}`;
  return await answerOf(await fetch(`${shop.url}/api/v1/account/`, { headers: { authorization } }));
}

/** Has a program send its refresh token. */
async function sendToken({ proof: { shop } }: BrokenShop, to: "refresh" | "logout", { program }: Person) {
  const answer = await fetch(`${shop.url}/api/v1/auth/${to}/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ refresh_token: program.refresh_token }),
  });
  return await answerOf(answer);
}

async function answerOf(answer: Response) {
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), text: await answer.text() };
}

function isAway({ status, retryAfter }: Pick<Page, "status" | "retryAfter">, what: string, expected = 503): void {
  assert.equal(status, expected, what);
  assert.match(retryAfter ?? "none", /^\d+$/, what);
}

/** Fails unless a page of the account is refused for now, and the browser keeps what it could be signed in with later. */
async function isHeldBack(browser: Browser, what: string): Promise<void> {
  const before = new Map(browser.cookies);
  isAway(await browser.get("/account"), what);
  assert.deepEqual(browser.cookies, before, what);
}

/** Asks for a page until the shop can answer. */
async function onceAnswered(browser: Browser, path: string): Promise<Page> {
  let page: Page | undefined;
  await until(
    async () => (page = await browser.get(path).catch(() => undefined)) !== undefined && page.status < 500,
    PATIENCE_MS,
  );
  return page!;
}

async function isSignedInAs(browser: Browser, { email }: Person): Promise<void> {
  const { status, text } = await onceAnswered(browser, "/account/profile");
  assert.equal(status, 200);
  assert.ok(text.includes(email), `the page is not of ${email}`);
}

/** Who buys without an account. */
async function guestsNoticeNothing(shop: BrokenShop): Promise<void> {
  const guest = new Browser(shop.proof.shop.url);
  for (const path of ["/", PRODUCT, "/sign-in"]) assert.equal((await guest.get(path)).status, 200, path);
  await addToCart(guest, 1);
  assert.equal(await unitsInCart(guest), 1);
  assert.equal((await shop.order(await shop.cart())).ending, "ok");
}

async function userDatabase<T>({ proof }: BrokenShop, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const { userPassword } = JSON.parse(await Deno.readTextFile(join(proof.shop.state, "secrets.json")));
  const { host, port } = proof.database.options;
  const sql = postgres(`postgres://shopflow_user:${userPassword}@${host[0]}:${port[0]}/shopflow_user`, { max: 1 });
  return await use(sql).finally(() => sql.end());
}

Deno.test("what people are signed in with is away", (t) =>
  breakShop(t, {
    "Redis ends and forgets everything: people sign in again and have what they had, and guests notice nothing": async (
      shop,
    ) => {
      const [ada, bob] = [await newcomer(shop), await newcomer(shop)];
      const [idle, bobsIdle] = [ada.browser.afterAWhile(), bob.browser.afterAWhile()];
      const { ending, result: number } = await asAccount(
        ada.program.access_token,
        async ({ customerId, guestId }) => await shop.order({ ...await shop.cart({ guestId }), customerId }),
      );
      assert.equal(ending, "ok", number);
      await addToCart(ada.browser, 2);
      await shop.whileGone("redis", async () => {
        await guestsNoticeNothing(shop);
        assert.equal((await ada.browser.get(PRODUCT)).status, 200);
        await isSignedInAs(ada.browser, ada);
        assert.equal(await unitsInCart(ada.browser), 2);
        await isHeldBack(idle, "a session that has to be refreshed");
        assert.equal((await idle.get(PRODUCT)).status, 200);
        isAway(await signIn(new Browser(shop.proof.shop.url), ada.email), "a sign-in");
        isAway(await sendToken(shop, "refresh", ada), "a refresh");
        assert.equal((await readAccount(shop, ada)).status, 200);
      });
      for (const browser of [idle, bobsIdle]) {
        assert.equal((await onceAnswered(browser, "/account")).location, "/sign-in?next=%2Faccount");
        assert.deepEqual([...browser.cookies.keys()].filter((name) => name !== "guest"), []);
      }
      assert.equal((await sendToken(shop, "refresh", ada)).status, 401);
      await signIn(idle, ada.email);
      await isSignedInAs(idle, ada);
      assert.equal(await unitsInCart(idle), 2);
      assert.ok((await idle.get("/account/orders")).text.includes(number));
      await signIn(bobsIdle, bob.email);
      await isSignedInAs(bobsIdle, bob);
      assert.equal(await unitsInCart(bobsIdle), 0);
    },
    ...Object.fromEntries((["whileGone", "whileHung"] as const).map((how) => [
      `the user service is away (${how}): the shop goes on, and accounts where they were`,
      async (shop: BrokenShop) => {
        const ada = await newcomer(shop);
        const idle = ada.browser.afterAWhile();
        const session = ada.browser.cookies.get("refresh");
        await shop[how]("user", async () => {
          await guestsNoticeNothing(shop);
          assert.equal((await ada.browser.get(PRODUCT)).status, 200);
          await addToCart(ada.browser, 1);
          assert.equal(await unitsInCart(ada.browser), 1);
          await isHeldBack(ada.browser, "an account's page");
          await isHeldBack(idle, "an account's page, with a session that has to be refreshed");
          assert.equal((await idle.get(PRODUCT)).status, 200);
          const began = performance.now();
          assert.equal((await idle.get("/cart")).status, 200);
          const waited = Math.round(performance.now() - began);
          assert.ok(waited < REFRESH_MS, `a page was answered after ${waited} ms`);
          await addToCart(idle, 2); // as a guest: who it is cannot be told
          const refused = how === "whileGone" ? 503 : 504;
          isAway(await signIn(new Browser(shop.proof.shop.url), ada.email), "a sign-in", refused);
          isAway(await readAccount(shop, ada), "an account, for a program", refused);
          // One that hangs may get it later, when nobody waits for the answer any more
          if (how === "whileGone") isAway(await sendToken(shop, "refresh", ada), "a refresh, for a program");
        });
        await until(async () => (await readAccount(shop, ada)).status === 200, PATIENCE_MS);
        await isSignedInAs(ada.browser, ada);
        assert.equal(ada.browser.cookies.get("refresh"), session);
        await isSignedInAs(idle, ada);
        assert.equal(await unitsInCart(idle), 1);
        await signIn(idle, ada.email);
        assert.equal(await unitsInCart(idle), 3);
        assert.equal((await sendToken(shop, "refresh", ada)).status, 200);
      },
    ])),
    "the user database ends: nobody signs in until it is back, and a session ended meanwhile stays ended": async (
      shop,
    ) => {
      const [ada, bob] = [await newcomer(shop), await newcomer(shop)];
      const leaving = ada.browser.afterAWhile();
      await shop.whileGone("postgres", async () => {
        isAway(await signIn(new Browser(shop.proof.shop.url), ada.email), "a sign-in");
        isAway(await sendToken(shop, "refresh", bob), "a refresh");
        isAway(await sendToken(shop, "logout", ada), "a sign-out");
        await isHeldBack(ada.browser, "an account's page");
      });
      await until(async () => (await sendToken(shop, "logout", ada)).status === 204, PATIENCE_MS);
      assert.equal((await sendToken(shop, "refresh", ada)).status, 401);
      assert.equal((await sendToken(shop, "refresh", bob)).status, 200);
      await isSignedInAs(leaving, ada);
      await signIn(leaving, ada.email);
      await isSignedInAs(leaving, ada);
    },
    "the mail server ends: who asks for an account is answered as ever, and gets the link once it is back": async (
      shop,
    ) => {
      const ada = await newcomer(shop);
      const email = `${shop.proof.random.uuid()}@example.com`;
      const browser = new Browser(shop.proof.shop.url);
      await shop.whileGone("mailbox", async () => {
        const { location } = await browser.post("/register", { email, password: PASSWORD, display_name: "Eve" });
        assert.equal(location, "/register/sent");
        assert.equal((await signIn(browser, ada.email)).location, "/account");
        await until(async () => (await shop.health()).away.includes("user.mail"), PATIENCE_MS);
        assert.equal((await shop.health()).http, 200);
      });
      const token = new URL(await linkTo(shop.proof.shop, email, "/verify-email")).searchParams.get("token")!;
      assert.equal((await browser.post("/verify-email", { token })).status, 303);
      assert.equal((await signIn(browser, email)).location, "/account");
      await until(async () => (await shop.health()).status === "ok", PATIENCE_MS);
    },
    "the order service ends while somebody signs in: the cart is merged at the next look at it, once": async (shop) => {
      const ada = await newcomer(shop);
      await addToCart(ada.browser, 1);
      const later = new Browser(shop.proof.shop.url);
      await addToCart(later, 2);
      await shop.whileGone("order", async () => {
        assert.equal((await signIn(later, ada.email)).location, "/account");
      });
      const during = new Browser(shop.proof.shop.url);
      await addToCart(during, 4);
      const [{ location }] = await Promise.all([signIn(during, ada.email), shop.proof.shop.kill("order")]);
      assert.equal(location, "/account");
      for (const browser of [during, later, during, later]) await onceAnswered(browser, "/cart");
      for (const browser of [ada.browser, during, later]) assert.equal(await unitsInCart(browser), 7);
    },
    "the edge ends before it answers a refresh: a browser goes on, a program signs in again": async (shop) => {
      const { shop: { url }, clients: { identity } } = shop.proof;
      const ada = await newcomer(shop);
      const idle = ada.browser.afterAWhile();
      const unanswered = idle.get("/account").catch(() => undefined);
      await shop.proof.shop.kill("edge");
      await unanswered;
      // What an edge asked for that ended after that, so that both tokens are surely used up
      await identity.refreshSession({ refreshToken: idle.cookies.get("refresh")! });
      await identity.refreshSession({ refreshToken: ada.program.refresh_token });
      await shop.proof.shop.whenBack("edge");
      await isSignedInAs(idle, ada);
      assert.equal((await sendToken(shop, "refresh", ada)).status, 401);
      await until(async () => (await readAccount(shop, ada)).status === 401, PATIENCE_MS);
      assert.equal((await signIn(new Browser(url), ada.email)).location, "/account");
    },
    "the user service ends once an erasure was asked for: it is finished, and the address can have an account again":
      async (shop) => {
        const { shop: { url }, database } = shop.proof;
        const ada = await newcomer(shop);
        const { userId, shopperId } = ada.browser.principal;
        await addToCart(ada.browser, 1);
        const { location } = await ada.browser.post("/account/privacy/erase", { confirmation: "ERASE" });
        assert.equal(location, "/erased");
        await shop.proof.shop.kill("user");
        await shop.proof.shop.whenBack("user");
        await until(async () => {
          const carts =
            await database`select from carts join cart_lines on cart_id = carts.id where guest_id = ${shopperId}`;
          return carts.length === 0;
        }, PATIENCE_MS);
        await userDatabase(shop, (sql) =>
          until(async () => {
            // It waits until the last access token has expired, which takes five minutes
            await sql`update workflow_runs set run_at = now() where subject = ${userId} and status = 'waiting'`;
            await sql`update workflow_steps set wake_at = now() where state = 'waiting' and run_id in (select id from workflow_runs where subject = ${userId})`;
            const [run] = await sql<{ status: string }[]>`select status from workflow_runs where subject = ${userId}`;
            return run!.status === "done";
          }, PATIENCE_MS));
        assert.equal((await sendToken(shop, "refresh", ada)).status, 401);
        assert.equal((await signIn(new Browser(url), ada.email)).status, 401);
        const again = await signUp(shop.proof.shop, ada.email);
        assert.equal((await readAccount(shop, { ...ada, program: again })).status, 200);
      },
  }));
