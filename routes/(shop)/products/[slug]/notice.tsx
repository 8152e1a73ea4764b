import { page } from "fresh";
import { MessagePage } from "../../../../components/message_page.tsx";
import { Meta } from "../../../../components/meta.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { State } from "../../../../edge/state.ts";
import type { Product } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { found } from "../../../(_shared)/found.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { variantChoices } from "../(_product)/product_data.ts";
import { StockNotice, type StockNoticeProps } from "../(_product)/stock_notice.tsx";

export const access = "anyone";

interface Data {
  product: Product;
  refused?: StockNoticeProps["refused"];
}

/** Takes the address of who wants to hear when something is back. The answer is the same whoever asks, and for whatever. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    return page({ product: await readProduct(ctx.state, ctx.params.slug) }, { headers: PRIVATE });
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const wish = { sku: String(form.get("sku") ?? ""), email: String(form.get("email") ?? "").trim() };
    try {
      await ctx.state.clients.inventory.requestStockNotice(wish);
    } catch (error) {
      if (!isAboutEmail(error)) return await found(Promise.reject<Response>(error));
      const refused = { ...wish, error: "Enter an address such as name@example.com." };
      const product = await readProduct(ctx.state, ctx.params.slug);
      return page({ product, refused }, { status: 400, headers: PRIVATE });
    }
    return ctx.redirect(`/products/${encodeURIComponent(ctx.params.slug ?? "")}/notice`, 303);
  },
});

async function readProduct({ clients }: State, slug = ""): Promise<Product> {
  return (await found(clients.catalog.getProduct({ slug }))).product!;
}

function isAboutEmail(error: unknown): boolean {
  return error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT &&
    error.details.violations?.[0]?.field === "email";
}

export default define.page<typeof handler>(({ data: { product, refused } }) => {
  const { slug, title } = product;
  return (
    <>
      <Meta title={title} hidden />
      {refused
        ? (
          <Panel class="mx-auto mt-4 max-w-2xl sm:p-9">
            <h1 class="text-title">{title}</h1>
            <StockNotice slug={slug} variants={variantChoices(product)} refused={refused} />
          </Panel>
        )
        : (
          <MessagePage
            icon="check"
            title="We will write to you"
            links={[{ href: "/", text: "Shop on" }, { href: `/products/${slug}`, text: "Back to it" }]}
          >
            <p>As soon as {title} can be bought again, you get a mail. One mail, and nothing else.</p>
          </MessagePage>
        )}
    </>
  );
});
