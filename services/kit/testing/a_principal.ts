import type { Principal } from "../auth/principal.ts";

/** A customer who has just signed in with a password, to an account like no other. */
export function aPrincipal(traits: Partial<Principal> = {}): Principal {
  return {
    userId: crypto.randomUUID(),
    shopperId: crypto.randomUUID(),
    sessionId: crypto.randomUUID(),
    generation: 1,
    roles: [],
    signedInAt: Date.now(),
    secondFactor: false,
    secondFactorNeeded: false,
    ...traits,
  };
}
