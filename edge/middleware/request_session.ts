import type { SessionTokens } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { principalOfOwnToken } from "../../services/kit/auth/access_token.ts";
import type { Principal } from "../../services/kit/auth/principal.ts";
import type { RequestContext } from "../../services/kit/context.ts";
import type { Session } from "../state.ts";
import { dropTokens, keepTokens } from "./session_cookies.ts";

/** What a request's own credentials say. */
export interface Credentials {
  principal: Principal;
  accessToken: string;
  /** Only browsers send it with every request. */
  refreshToken?: string | undefined;
}

/** The session of one request: the calls made for it speak for whoever is signed in, and its answer sets the cookies. */
export class RequestSession implements Session {
  readonly #context: RequestContext;
  readonly #secure: boolean;
  #principal: Principal | undefined;
  #refreshToken: string | undefined;
  #isUnknown = false;
  #used = false;
  #setCookies: readonly string[] = [];

  /**
   * @param context Of this request alone: its calls carry the access token that is put in there
   * @param secure Whether the site has TLS
   */
  constructor(context: RequestContext, secure: boolean) {
    this.#context = context;
    this.#secure = secure;
  }

  get principal(): Principal | undefined {
    this.#used = true;
    return this.#principal;
  }

  get isUnknown(): boolean {
    this.#used = true;
    return this.#isUnknown;
  }

  get refreshToken(): string | undefined {
    this.#used = true;
    return this.#refreshToken;
  }

  /** Whether the answer may depend on who is signed in. */
  get used(): boolean {
    return this.#used || this.#setCookies.length > 0;
  }

  /** The headers that the answer needs. */
  get setCookies(): readonly string[] {
    return this.#setCookies;
  }

  begin(tokens: SessionTokens): void {
    const { accessToken, refreshToken } = tokens;
    this.accept({ principal: principalOfOwnToken(accessToken), accessToken, refreshToken });
    this.#setCookies = keepTokens(tokens, this.#secure);
  }

  end(): void {
    this.#principal = this.#refreshToken = undefined;
    delete this.#context.accessToken;
    this.#setCookies = dropTokens(this.#secure);
  }

  /** Takes over what the request itself proved. */
  accept({ principal, accessToken, refreshToken }: Credentials): void {
    this.#principal = principal;
    this.#refreshToken = refreshToken;
    this.#isUnknown = false;
    this.#context.accessToken = accessToken;
  }

  /** Has it that whoever asks can neither be told nor turned away now. */
  leaveUnknown(): void {
    this.#isUnknown = true;
  }
}
