import type { State } from "../../edge/state.ts";

const COOKIE = "last-order";
const NUMBER = /^[A-Z0-9-]{1,40}$/;

/**
 * Makes a browser remember, while it is open, which order it placed last: who comes back from the bank by the browser's own
 * button finds an empty cart. The number is no secret, and nobody is shown an order for knowing it.
 */
export function rememberOrder(response: Response, number: string, { origin }: Pick<State, "origin">): Response {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  response.headers.append("set-cookie", `${COOKIE}=${number}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  return response;
}

/** The number of the order that a browser placed last; undefined when it remembers none. */
export function lastOrder({ headers }: Request): string | undefined {
  const cookies = headers.get("cookie")?.split(";").map((cookie) => cookie.trim()) ?? [];
  const number = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
  return number !== undefined && NUMBER.test(number) ? number : undefined;
}
