import { hash, parseOptions, verify } from "@node-rs/argon2";
import { bulkhead, type BulkheadPolicy, isBulkheadRejectedError } from "cockatiel";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { checkPassword } from "./check_password.ts";

/** Argon2id as OWASP advises: 19 MiB, two passes, one lane. A hash made with others is made anew when its password is shown. */
const ARGON2 = { algorithm: 2, version: 1, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Of no password. Made with the parameters above, so that checking against it takes as long as against any other. */
const NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$hRBZNCHl6w3DgIFNl8jO0Q$LaIKZKZm9oigiqHG97GkuUCEKzu745lvvRNkwtiDLgU";
/** Each takes a core for about 30 ms. More at once would take none the longer, and leave nothing to whoever browses. */
const AT_ONCE = 2;
/** About a second's worth: whoever would wait longer is told to come again. */
const WAITING = 60;

/**
 * Checks, hashes and verifies passwords. Bounded: a flood of sign-ins waits, then is refused with UNAVAILABLE, and the process
 * goes on with all else. Hashing runs off the event loop.
 *
 * Passwords are taken as they are typed, byte for byte, and whole. They are not normalised: a keyboard gives the same bytes for
 * the same keys, and how a text is normalised changes with the versions of Unicode, which must not lock anybody out.
 */
export class Passwords {
  readonly #shop: string;
  readonly #bulkhead: BulkheadPolicy = bulkhead(AT_ONCE, WAITING);

  /** @param shop The shop's name, which is no password */
  constructor(shop = "ShopFlow") {
    this.#shop = shop;
  }

  /**
   * Checks a password that somebody chose for the account of an address.
   *
   * @throws {ShopError} INVALID_ARGUMENT for `field` when it is too short, too long, common, or little more than the address
   */
  check(password: string, field: string, email: string): Promise<void> {
    const name = email.slice(0, email.lastIndexOf("@"));
    return checkPassword(password, field, [email, name, this.#shop]);
  }

  /** Hashes with a salt of its own. @returns PHC format */
  hash(password: string): Promise<string> {
    return this.#run(() => hash(password, ARGON2));
  }

  /** Whether a password is the one that was hashed. Takes as long for no hash as for one, so that nobody learns which it was. */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const isRight = await this.#run(() => verify(stored ?? NOBODYS, password));
    return stored !== null && isRight;
  }

  /** Whether a hash was made with other parameters than today's. */
  needsRehash(stored: string): boolean {
    const made = parseOptions(stored);
    return Object.entries(ARGON2).some(([name, value]) => made[name as keyof typeof ARGON2] !== value);
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#bulkhead.execute(work);
    } catch (error) {
      if (!isBulkheadRejectedError(error)) throw error;
      throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot check the password: too many wait for theirs", {
        cause: error,
      });
    }
  }
}
