/** A cookie of the site: for all of it, out of the reach of scripts. */
export interface SiteCookie {
  name: string;
  value: string;
  /** Seconds that the browser keeps it; with 0 it drops it at once. */
  maxAge: number;
}

/**
 * What a cookie is called. On https its name has the prefix `__Host-`: no other host can set it, and it never travels in the
 * clear. Plain http, which only development uses, cannot have that.
 */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Host-${name}` : name;
}

/** The header that sets a cookie. */
export function setCookie({ name, value, maxAge }: SiteCookie, secure: boolean): string {
  return `${cookieName(name, secure)}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax` +
    (secure ? "; Secure" : "");
}

/** What a request's Cookie header says under a name, as it stands there; undefined when it has none, or an empty one. */
export function readCookie(header: string, name: string, secure: boolean): string | undefined {
  const prefix = `${cookieName(name, secure)}=`;
  const cookie = header.split(";").map((part) => part.trim()).find((part) => part.startsWith(prefix));
  return cookie?.slice(prefix.length) || undefined;
}
