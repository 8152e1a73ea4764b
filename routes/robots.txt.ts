import { define } from "../utils.ts";

export const access = "anyone";

/** What search engines need not visit: what is somebody's own, and endless combinations of filters. */
export const handler = define.handlers({
  GET: ({ state }) =>
    new Response(
      [
        "User-agent: *",
        "Disallow: /cart",
        "Disallow: /checkout",
        "Disallow: /orders/",
        "",
        `Sitemap: ${state.origin}/sitemap.xml`,
        "",
      ]
        .join("\n"),
      { headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" } },
    ),
});
