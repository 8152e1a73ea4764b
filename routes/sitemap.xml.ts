import type { Clients } from "../edge/clients/clients.ts";
import { define } from "../utils.ts";
import { readCategories } from "./(_shared)/category_tree.ts";

export const access = "anyone";

const PAGE_SIZE = 100;
/** The most addresses a sitemap may hold. */
const MAX_ADDRESSES = 50_000;

/** Every page that search engines should know. */
export const handler = define.handlers({
  async GET({ state: { clients: { catalog }, origin } }) {
    const categories = (await readCategories(catalog)).map(({ slug }) => `/categories/${slug}`);
    const paths = ["/", "/about", ...categories, ...await readProducts(catalog)].slice(0, MAX_ADDRESSES);
    const entries = paths.map((path) => `<url><loc>${escapeXml(new URL(path, origin).href)}</loc></url>`);
    return new Response(
      `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${
        entries.join("\n")
      }</urlset>\n`,
      { headers: { "content-type": "application/xml; charset=utf-8", "cache-control": "public, max-age=3600" } },
    );
  },
});

async function readProducts(catalog: Clients["catalog"]): Promise<string[]> {
  const paths: string[] = [];
  let cursor = "";
  do {
    const list = await catalog.listProducts({ pageSize: PAGE_SIZE, cursor });
    paths.push(...list.products.map(({ slug }) => `/products/${encodeURIComponent(slug)}`));
    cursor = list.nextCursor;
  } while (cursor !== "" && paths.length < MAX_ADDRESSES);
  return paths;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
