/** How long an answer may be kept, in seconds. */
export interface Lifetime {
  /** It is fresh for this long. */
  maxAge: number;
  /** Then it may be given out this much longer while a new one is fetched. */
  staleWhileRevalidate: number;
  /** Then it may be given out this much longer when no new one can be had. */
  staleIfError: number;
}

/** What a Cache-Control header allows a shared cache; undefined unless it says `public` and a positive age. */
export function lifetimeOf(cacheControl: string | null): Lifetime | undefined {
  const directives = new Map(
    (cacheControl ?? "").toLowerCase().split(",").map((directive) => {
      const [name = "", value = ""] = directive.trim().split("=");
      return [name, value] as const;
    }),
  );
  const seconds = (name: string) => Number.parseInt(directives.get(name) ?? "", 10) || 0;
  const maxAge = seconds(directives.has("s-maxage") ? "s-maxage" : "max-age");
  const refused = ["private", "no-store", "no-cache", "immutable"].some((name) => directives.has(name));
  if (!directives.has("public") || refused || maxAge <= 0) return undefined;
  return {
    maxAge,
    staleWhileRevalidate: seconds("stale-while-revalidate"),
    staleIfError: seconds("stale-if-error"),
  };
}
