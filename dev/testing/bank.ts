import { join } from "node:path";
import { freePort } from "../free_port.ts";

const MAIN = new URL("../../services/bank/main.ts", import.meta.url);
const POLL_MS = 10;

/** The test bank as a process of its own, with books that outlive it. Disposing ends it and removes them. */
export interface TestBank extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly webhookSecret: string;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it anew, at the same address and with the same books. */
  start(): Promise<void>;
  /** Asks it as the shop does. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Sets its faults, see `services/bank/faults.ts`; those not named end. */
  setFaults(faults: Record<string, number | boolean>): Promise<void>;
}

/**
 * Starts a bank and waits until it answers.
 *
 * @param webhookUrl where it tells what happened; nowhere unless given
 */
export async function startBank(webhookUrl = ""): Promise<TestBank> {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-bank-" });
  const port = freePort();
  const token = crypto.randomUUID();
  const webhookSecret = crypto.randomUUID();
  const url = `http://127.0.0.1:${port}`;
  let child: Deno.ChildProcess;
  const bank: TestBank = {
    url,
    token,
    webhookSecret,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
    },
    async start() {
      child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-prompt", "--allow-net=127.0.0.1,localhost", `--allow-read=${folder}`]
          .concat(`--allow-write=${folder}`, "--allow-env", MAIN.pathname),
        env: {
          PORT: String(port),
          BANK_FILE: join(folder, "bank.db"),
          BANK_TOKEN: token,
          BANK_WEBHOOK_SECRET: webhookSecret,
          WEBHOOK_URL: webhookUrl,
        },
        stdin: "null",
        stdout: "null",
      }).spawn();
      let ended = false;
      void child.status.then(() => ended = true);
      while (!await fetch(`${url}/health`).then((answer) => answer.text(), () => undefined)) {
        if (ended) throw new Error("Cannot start the bank: it ended");
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    ask: (path, init = {}) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      return fetch(url + path, { ...init, headers: { ...headers, ...init.headers } });
    },
    async setFaults(faults) {
      const answer = await bank.ask("/faults", { method: "PUT", body: JSON.stringify(faults) });
      if (!answer.ok) throw new Error(`Cannot set faults: ${await answer.text()}`);
      await answer.body?.cancel();
    },
    async [Symbol.asyncDispose]() {
      await bank.kill().catch((error) => {
        if (!(error instanceof TypeError)) throw error; // it was ended before
      });
      await Deno.remove(folder, { recursive: true });
    },
  };
  await bank.start();
  return bank;
}
