import { Health, HealthCheckResponse_ServingStatus as Serving } from "../../../proto/gen/grpc/health/v1/health_pb.ts";
import { delay } from "../delay.ts";
import { ErrorCode, ShopError } from "../errors.ts";

/** Finds out whether one dependency works; rejects when it does not. */
export type Check = () => Promise<unknown>;

/** How long an answer is good for, so that many probes cost one check. */
const FRESH_MS = 1_000;
/** A dependency that takes longer than this does not work. */
const CHECK_TIMEOUT_MS = 1_500;

/** The health of a process: of each dependency by its name, and of the whole under the empty name. */
export class HealthMonitor {
  readonly #checks: ReadonlyMap<string, Check>;
  readonly #essential: ReadonlySet<string>;
  readonly #answers = new Map<string, { at: number; serving: Promise<boolean> }>();
  #stopping = false;

  /**
   * @param checks What the process cannot work without
   * @param lesser What it can do without for a while: told of, and no reason for callers to go elsewhere
   */
  constructor(checks: Record<string, Check>, lesser: Record<string, Check> = {}) {
    this.#checks = new Map(Object.entries({ ...checks, ...lesser }));
    this.#essential = new Set(Object.keys(checks));
  }

  /** From now on the whole is not serving, so that callers go elsewhere before the process stops. */
  stopping(): void {
    this.#stopping = true;
  }

  /** State by name, with "" for the whole. */
  async all(): Promise<Map<string, boolean>> {
    const names = [...this.#checks.keys()];
    const states = await Promise.all(names.map((name) => this.#serving(name)));
    return new Map([
      ["", !this.#stopping && names.every((name, i) => states[i] || !this.#essential.has(name))],
      ...names.map((name, i) => [name, states[i]!] as const),
    ]);
  }

  #serving(name: string): Promise<boolean> {
    const now = performance.now();
    const known = this.#answers.get(name);
    if (known && now - known.at < FRESH_MS) return known.serving;
    const serving = works(this.#checks.get(name)!);
    this.#answers.set(name, { at: now, serving });
    return serving;
  }
}

async function works(check: Check): Promise<boolean> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("Cannot check: it takes too long")), CHECK_TIMEOUT_MS);
  try {
    await Promise.race([check(), late.promise]);
    return true;
  } catch {
    return false; // the state is the answer; why is in the dependency's own log
  } finally {
    clearTimeout(timer);
  }
}

const WATCH_INTERVAL_MS = 1_000;

/** The handlers of grpc.health.v1.Health over a monitor. */
export function healthHandlers(monitor: HealthMonitor) {
  const status = (serving: boolean) => ({ status: serving ? Serving.SERVING : Serving.NOT_SERVING });
  return {
    async check({ service }: { service: string }) {
      const serving = (await monitor.all()).get(service);
      if (serving === undefined) {
        throw new ShopError(ErrorCode.NOT_FOUND, `Cannot check "${service}": it is not known here`);
      }
      return status(serving);
    },
    async list() {
      const states = await monitor.all();
      return { statuses: Object.fromEntries([...states].map(([name, serving]) => [name, status(serving)])) };
    },
    async *watch({ service }: { service: string }, { signal }: { signal: AbortSignal }) {
      for (let last: boolean | undefined | null = null; !signal.aborted;) {
        const serving = (await monitor.all()).get(service);
        if (serving !== last) yield serving === undefined ? { status: Serving.SERVICE_UNKNOWN } : status(serving);
        last = serving;
        await delay(WATCH_INTERVAL_MS, signal);
      }
    },
  };
}

export { Health };
