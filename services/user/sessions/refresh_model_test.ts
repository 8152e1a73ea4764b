import assert from "node:assert/strict";
import fc from "fast-check";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { DEVICE, type SessionFixture, withSessions } from "./testing/session_fixture.ts";

const RUNS = 60;
const TWIN_MS = 10_000;

/** What a session should be, told in the plainest way. */
class Model {
  readonly #kind: SessionKind;
  readonly #usedAt = new Map<number, number>();
  isAlive = true;
  /** Number of the latest token. */
  n = 1;

  constructor(kind: SessionKind) {
    this.#kind = kind;
  }

  /** The number of the token that is given for one; undefined where it is refused. */
  refresh(n: number, now: number): number | undefined {
    if (!this.isAlive) return undefined;
    const usedAt = this.#usedAt.get(n);
    if (usedAt === undefined) this.#usedAt.set(n, now);
    else this.isAlive = this.#kind === SessionKind.SITE && now - usedAt <= TWIN_MS;
    if (!this.isAlive) return undefined;
    return this.n = Math.max(this.n, n + 1);
  }
}

type Step =
  /** Somebody, one of two replicas, refreshes with the token that is so many before the latest. */
  | { do: "refresh"; back: number; replica: number }
  | { do: "renew"; back: number }
  | { do: "wait"; ms: number }
  | { do: "signOut"; back: number };

const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, {
  weight: 1,
  arbitrary: fc.integer({ min: 0, max: 3 }),
});
const steps = fc.array(
  fc.oneof<fc.WeightedArbitrary<Step>[]>(
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant("refresh" as const), back, replica: fc.integer({ min: 0, max: 1 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("renew" as const), back }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        ms: fc.constantFrom(1, 4_000, TWIN_MS, TWIN_MS + 1, 300_000, 43_200_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("signOut" as const), back }) },
  ),
  { minLength: 1, maxLength: 25 },
);

async function check(fixture: SessionFixture, kind: SessionKind, script: readonly Step[]): Promise<void> {
  const { clock, sessions, replica, makeUser, principalOf } = fixture;
  const begun = await sessions.begin(await makeUser(), { kind, device: DEVICE, factors: ["password"] });
  const principal = await principalOf(begun);
  const replicas = [sessions, replica()];
  const model = new Model(kind);
  /** By number. */
  const tokens = new Map([[1, begun.refreshToken!]]);

  for (const step of script) {
    if (step.do === "wait") {
      clock.now += step.ms;
      continue;
    }
    const n = Math.max(1, model.n - step.back);
    const token = tokens.get(n);
    if (token === undefined) continue; // was never given out
    if (step.do === "signOut") {
      await sessions.signOut(token);
      model.isAlive = false;
      continue;
    }
    const answer = step.do === "refresh"
      ? replicas[step.replica]!.refresh(token, DEVICE)
      : sessions.renew(principal, token, ["password"], DEVICE);
    const expected = model.refresh(n, clock.now);
    if (expected === undefined) {
      await assert.rejects(answer, (error) => error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED);
      continue;
    }
    const { refreshToken } = await answer;
    assert.equal(refreshToken!.split(".")[1], String(expected));
    assert.equal(tokens.get(expected) ?? refreshToken, refreshToken, "one number, two tokens");
    tokens.set(expected, refreshToken!);
  }
}

for (const kind of [SessionKind.SITE, SessionKind.API]) {
  Deno.test(`refresh() of a session of kind ${SessionKind[kind]} does what the model does, whatever is tried`, () =>
    withSessions(async (fixture) => {
      await fc.assert(fc.asyncProperty(steps, (script) => check(fixture, kind, script)), { numRuns: RUNS });
    }));
}
