import type { Principal } from "../../../kit/auth/principal.ts";

/** A person who is signed in, with an account like no other. */
export function somebody(): Principal {
  return {
    userId: crypto.randomUUID(),
    shopperId: crypto.randomUUID(),
    sessionId: crypto.randomUUID(),
    generation: 0,
    roles: [],
    signedInAt: Date.now(),
    secondFactor: false,
    secondFactorNeeded: false,
  };
}
