import { SiteFrame } from "../../components/site_frame.tsx";
import { CartCount } from "../../islands/cart_count.tsx";
import { define } from "../../utils.ts";
import { readCategories } from "../(_shared)/category_tree.ts";

/** Pages of the shop itself: categories at the top, and how much is in the cart. */
export default define.layout(async ({ Component, state, url }) => (
  <SiteFrame
    categories={await readCategories(state.clients.catalog)}
    words={url.pathname === "/search" ? url.searchParams.get("q") ?? "" : ""}
    cartCount={<CartCount />}
  >
    <Component />
  </SiteFrame>
));
