import { page } from "fresh";
import { LinkButton } from "../../../components/button.tsx";
import { Pager } from "../../../components/pager.tsx";
import { Panel } from "../../../components/panel.tsx";
import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";
import { found } from "../../(_shared)/found.ts";
import { AccountPage } from "./(_account)/account_page.tsx";
import { OrderList } from "./(_account)/order_list.tsx";

export const access: Access = "account";

const PATH = "/account/orders";

export const handler = define.handlers({
  async GET(ctx) {
    const cursor = ctx.url.searchParams.get("cursor") ?? "";
    const { orders, nextCursor } = await found(ctx.state.clients.customers.listCustomerOrders({ cursor }));
    return page({ orders, nextCursor, isFirst: cursor === "" });
  },
});

export default define.page<typeof handler>(({ data: { orders, nextCursor, isFirst }, url }) => (
  <AccountPage title="Your orders" url={url}>
    <Panel class="py-2! sm:py-3!">
      {orders.length > 0 ? <OrderList orders={orders} /> : (
        <div class="py-6">
          <p class="mb-4 text-ink-soft">{isFirst ? "You have not ordered anything yet." : "There are no more."}</p>
          <LinkButton href="/">Find something good</LinkButton>
        </div>
      )}
    </Panel>
    <Pager
      firstHref={isFirst ? undefined : PATH}
      nextHref={nextCursor ? `${PATH}?cursor=${encodeURIComponent(nextCursor)}` : undefined}
    />
  </AccountPage>
));
