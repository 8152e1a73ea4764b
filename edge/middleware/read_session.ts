import type { Context } from "hono";
import type { TokenVerifier } from "../../services/kit/auth/token_verifier.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Env } from "../env.ts";
import type { RequestDevice } from "../state.ts";
import type { Refresh } from "./refresh_once.ts";
import type { RequestSession } from "./request_session.ts";
import { readSessionCookies } from "./session_cookies.ts";

/** What a session is read with. */
export interface SessionReader {
  tokens: Pick<TokenVerifier, "verify">;
  refresh: Refresh;
}

/** Refusals of a refresh token; after anything else it may still be good. */
const REFUSED = new Set([ErrorCode.UNAUTHENTICATED, ErrorCode.INVALID_ARGUMENT]);
/** What browsers fetch for a page: the same for everybody, and many at once. */
const PARTS_OF_A_PAGE = new Set(["script", "style", "image", "font", "manifest"]);

/**
 * Finds out whom a request speaks for: by the bearer token of a program at the API, otherwise by the cookies of a browser, whose
 * session is refreshed where its access token is gone. Without any of these it asks nobody.
 *
 * @throws {ShopError} UNAUTHENTICATED and UNAVAILABLE for a bearer token. A browser is then a guest, or not known for now.
 */
export async function readSession(
  c: Context<Env>,
  session: RequestSession,
  device: RequestDevice,
  reader: SessionReader,
): Promise<void> {
  const { path } = c.req;
  if (path.startsWith("/api/v1/auth/")) return; // whoever asks for tokens speaks for nobody yet, whatever they carry along
  const authorization = /^\/(api|graphql)\//.test(path) ? c.req.header("authorization") : undefined;
  if (authorization !== undefined) return await readBearer(authorization, session, reader);
  const cookies = c.req.header("cookie");
  if (cookies === undefined || PARTS_OF_A_PAGE.has(c.req.header("sec-fetch-dest") ?? "")) return;
  await readCookies(cookies, c.get("state").origin.startsWith("https:"), session, device, reader);
}

async function readBearer(authorization: string, session: RequestSession, { tokens }: SessionReader): Promise<void> {
  const accessToken = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (!accessToken) {
    throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot tell who asks: the authorization is no bearer token");
  }
  session.accept({ principal: await tokens.verify(accessToken), accessToken });
}

async function readCookies(
  cookies: string,
  secure: boolean,
  session: RequestSession,
  device: RequestDevice,
  { tokens, refresh }: SessionReader,
): Promise<void> {
  const { access, refresh: refreshToken } = readSessionCookies(cookies, secure);
  try {
    if (access !== undefined && await acceptAccess(access)) return;
    if (refreshToken !== undefined) session.begin(await refresh(refreshToken, device));
    else if (access !== undefined) session.end();
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    if (REFUSED.has(error.code)) session.end();
    else session.leaveUnknown(); // the cookies stay: whatever is away comes back
  }

  async function acceptAccess(accessToken: string): Promise<boolean> {
    try {
      session.accept({ principal: await tokens.verify(accessToken), accessToken, refreshToken });
      return true;
    } catch (error) {
      if (error instanceof ShopError && error.code === ErrorCode.UNAUTHENTICATED) return false;
      throw error;
    }
  }
}
