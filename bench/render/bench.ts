import assert from "node:assert/strict";
import { httpLoad } from "../http_load.ts";
import { startProgram } from "../program.ts";
import { RATIO_COLUMNS, type Report } from "../report.ts";
import { compare } from "../rounds.ts";
import { PRODUCTS } from "./products.ts";

/** The product page through the site's renderer, with its data at hand, against the same page as a plain string. */
export async function benchRender(report: Report): Promise<void> {
  const { slug, title } = PRODUCTS[0]!;
  await using server = await startProgram("render/server.ts");
  let size = 0;
  const check = async (response: Response) => {
    const html = await response.text();
    assert.ok(
      html.includes(`<h1 class="mb-4 text-title">${title}</h1>`) && html.endsWith("</html>"),
      "no product page",
    );
    size = html.length;
  };
  const { page } = await compare(await httpLoad({ port: server.port, paths: ["/string"], check }), {
    page: await httpLoad({ port: server.port, paths: [`/products/${slug}`], check }),
  });
  report.table(`Rendering: pages a second by one process, ${size} characters of HTML`, ...RATIO_COLUMNS);
  report.ratio("the product page, against a string", page);
}
