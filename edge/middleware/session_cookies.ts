import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { SessionTokens } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { readCookie, setCookie } from "./cookies.ts";

const ACCESS = "access";
const REFRESH = "refresh";

/** The browser drops an access token this long before it expires, so that none expires while a request is worked on. */
const MARGIN_MS = 15_000;

/** What a browser that is signed in sends along. */
export interface SessionCookies {
  access: string | undefined;
  refresh: string | undefined;
}

/** Whether a request may be from somebody who is signed in. Asks nobody. */
export function hasSessionCookie({ headers }: Request): boolean {
  return /(^|;)\s*(__Host-)?(access|refresh)=/.test(headers.get("cookie") ?? "");
}

/** The session's tokens as a Cookie header has them. Nothing is checked yet. */
export function readSessionCookies(cookies: string, secure: boolean): SessionCookies {
  return { access: readCookie(cookies, ACCESS, secure), refresh: readCookie(cookies, REFRESH, secure) };
}

/** The headers that have a browser keep a session's tokens, each for as long as it is good for something. */
export function keepTokens(tokens: SessionTokens, secure: boolean, now = Date.now()): string[] {
  const { accessToken, accessExpiresAt, refreshToken, refreshExpiresAt } = tokens;
  const seconds = (until: typeof accessExpiresAt, margin: number) =>
    Math.max(0, Math.floor((timestampMs(until!) - now - margin) / 1000));
  return [
    setCookie({ name: ACCESS, value: accessToken, maxAge: seconds(accessExpiresAt, MARGIN_MS) }, secure),
    setCookie({ name: REFRESH, value: refreshToken, maxAge: seconds(refreshExpiresAt, 0) }, secure),
  ];
}

/** The headers that have a browser drop a session's tokens. */
export function dropTokens(secure: boolean): string[] {
  return [ACCESS, REFRESH].map((name) => setCookie({ name, value: "", maxAge: 0 }, secure));
}
