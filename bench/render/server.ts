/** Serves the product page, rendered anew for each request from data at hand, and the same page as a string. */
import { print } from "../../dev/print.ts";
import type { Assets, Manifest } from "../../edge/fresh/manifest.ts";
import { createSite } from "../../edge/fresh/site.ts";
import type { State } from "../../edge/state.ts";
import { guestState } from "../../edge/testing/guest_state.ts";
import { FakeShop } from "../../routes/(_testing)/fake_shop.ts";
import { CATEGORIES, PRODUCTS } from "./products.ts";

const { manifest, assets }: { manifest: Manifest; assets: Assets } = await import(
  new URL("../../dist/manifest.gen.ts", import.meta.url).href
);
const site = await createSite<State>({
  manifest,
  assets,
  staticRoots: [],
  onError: (error) => {
    throw error;
  },
});
const state = guestState(new FakeShop(PRODUCTS, CATEGORIES).clients);
const render = (request: Request) => site(request, { state });

const path = `/products/${PRODUCTS[0]!.slug}`;
const rendered = await render(new Request(`https://shop.example${path}`));
const headers = { "content-type": "text/html; charset=utf-8" };
const html = await rendered.text();

Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => print(`${port}`) }, (request) => {
  return new URL(request.url).pathname === "/string" ? new Response(html, { headers }) : render(request);
});
