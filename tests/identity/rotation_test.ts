import assert from "node:assert/strict";
import { join } from "node:path";
import { decodeProtectedHeader } from "jose";
import postgres from "postgres";
import { createAuthority, issue, type KeyedCertificate } from "../../dev/certificates/authority.ts";
import { prepareCertificates, WORKLOADS } from "../../dev/certificates/prepare.ts";
import { TokenService } from "../../proto/gen/shopflow/user/v1/token_pb.ts";
import { connect, createClient } from "../../services/kit/grpc/client.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { type Shop, startShop, until } from "../shop.ts";
import { signUp } from "./sign_up.ts";

const TIMEOUT_MS = 60_000;
/** Processes that show a certificate and follow its files. */
const PROCESSES = ["user", "order", "edge"];

/** Somebody who is signed in and somebody who is not, over and over; what was not answered as it should be. */
class Load {
  readonly failures: string[] = [];
  requests = 0;
  /** The keys that signed the tokens so far. */
  readonly keys = new Set<string | undefined>();
  readonly #ended = new AbortController();
  readonly #work: Promise<void>[];

  constructor(shop: Shop, tokens: { access_token: string; refresh_token: string }) {
    let now = tokens;
    const send = async (path: string, init: RequestInit = {}, expected = 200) => {
      const response = await fetch(`${shop.url}/api/v1${path}`, init);
      const body = await response.text();
      this.requests++;
      if (response.status !== expected) this.failures.push(`${path}: ${response.status} ${body}`);
      return body;
    };
    const account = () => send("/account/", { headers: { authorization: `Bearer ${now.access_token}` } });
    const guest = () => send(`/search/?q=mug+${crypto.randomUUID().slice(0, 4)}`);
    const refresh = async () => {
      const body = JSON.stringify({ refresh_token: now.refresh_token });
      const headers = { "content-type": "application/json" };
      const answer = await send("/auth/refresh/", { method: "POST", headers, body });
      if (this.failures.length > 0) return;
      now = JSON.parse(answer);
      this.keys.add(decodeProtectedHeader(now.access_token).kid);
    };
    this.#work = [account, guest, refresh].map(async (request) => {
      while (!this.#ended.signal.aborted && this.failures.length === 0) await request();
    });
  }

  /** Waits until so many more were answered. */
  more(count: number): Promise<void> {
    const wanted = this.requests + count;
    return until(() => this.requests >= wanted || this.failures.length > 0, TIMEOUT_MS);
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await Promise.all(this.#work);
  }
}

/** Puts certificates of `signer` and the authorities that are trusted in place, and waits until every process has taken them over. */
async function renew(shop: Shop, trusted: KeyedCertificate[], signer: KeyedCertificate): Promise<void> {
  const count = () => shop.output().split("certificate renewed").length - 1;
  const before = count();
  const folder = join(shop.state, "certificates");
  const put = async (name: string, text: string) => {
    await Deno.writeTextFile(join(folder, `${name}-new`), text);
    await Deno.rename(join(folder, `${name}-new`), join(folder, name));
  };
  await put("authority.pem", trusted.map(({ certificate }) => certificate).join("\n"));
  for (const workload of WORKLOADS) {
    const { certificate, key } = await issue(signer, { workload });
    await put(`${workload}-key.pem`, key);
    await put(`${workload}.pem`, certificate);
  }
  await until(() => count() >= before + PROCESSES.length, TIMEOUT_MS);
}

/** Has another key sign, and sign at once: otherwise it would in ten minutes. */
async function rotateKey(shop: Shop): Promise<void> {
  const { USER_SERVICE: target } = JSON.parse(await Deno.readTextFile(join(shop.state, "operator.json")));
  const certificates = await prepareCertificates(join(shop.state, "certificates"));
  const identity = await readIdentity(certificates("operator"));
  const connection = connect({ target, workload: "user", identity, services: [TokenService] });
  await createClient(TokenService, connection).rotateSigningKeys({}).finally(() => connection.close());
  const { userPassword } = JSON.parse(await Deno.readTextFile(join(shop.state, "secrets.json")));
  const place = /databases +(\S+:\d+)/.exec(shop.output())![1];
  const sql = postgres(`postgres://shopflow_user:${userPassword}@${place}/shopflow_user`, { max: 1 });
  await sql`update signing_keys set signs_from = now() where retired_at is null`;
  await sql`update signing_keys set retired_at = now() where retired_at > now()`;
  await sql.end();
}

Deno.test("keys and certificates are replaced under load, and no request fails", async () => {
  await using shop = await startShop({ env: { WRITES_PER_MINUTE: "1000000" } });
  const tokens = await signUp(shop, "rotation@example.com");
  const load = new Load(shop, tokens);
  try {
    await load.more(100);
    const folder = join(shop.state, "certificates");
    const first: KeyedCertificate = {
      certificate: await Deno.readTextFile(join(folder, "authority.pem")),
      key: await Deno.readTextFile(join(folder, "authority-key.pem")),
    };
    const second = await createAuthority();
    await renew(shop, [first], first); // other certificates
    await renew(shop, [first, second], first); // both authorities are trusted
    await renew(shop, [first, second], second); // the new one signs
    await renew(shop, [second], second); // the old one is trusted no more
    await load.more(100);
    const known = load.keys.size;
    await rotateKey(shop);
    await until(() => load.keys.size > known || load.failures.length > 0, TIMEOUT_MS);
    await load.more(100);
  } finally {
    await load.end();
  }
  assert.deepEqual(load.failures, []);
});
