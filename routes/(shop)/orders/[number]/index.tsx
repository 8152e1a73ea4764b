import { page } from "fresh";
import { Meta } from "../../../../components/meta.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { OrderTimeline } from "../../../../islands/order_timeline.tsx";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { mayLeaveFor } from "../../../(_shared)/may_leave_for.ts";
import { Refunds, Returns } from "./(_order)/money_back.tsx";
import { Bought, Destination } from "./(_order)/order_details.tsx";
import { OrderHead } from "./(_order)/order_head.tsx";
import { Parcels } from "./(_order)/parcels.tsx";
import { orderName, orderPath, readOrder } from "./(_order)/read_order.ts";
import { stepsTaken } from "./(_order)/steps_taken.ts";

export const access = "anyone";

export const handler = define.handlers({
  async GET(ctx) {
    const order = await readOrder(ctx.state, orderName(ctx.state, ctx.params));
    const url = order.payment?.challengeUrl ?? "";
    return page({ order, challengeUrl: mayLeaveFor(url, ctx.state) ? url : undefined }, { headers: PRIVATE });
  },
});

export default define.page<typeof handler>(({ data: { order, challengeUrl } }) => (
  <>
    <Meta title={`Order ${order.number}`} hidden />
    <div id="standing" class="mt-4">
      <OrderHead order={order} challengeUrl={challengeUrl} />
    </div>
    <div class="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
      <Panel as="section" labelledBy="status">
        <h2 id="status" class="mb-5 text-heading">Where it is</h2>
        <OrderTimeline
          events={`${orderPath(order)}/events`}
          taken={stepsTaken(order)}
          parts={["standing", "details"]}
        />
      </Panel>
      <div id="details" class="grid gap-6">
        <Parcels order={order} />
        <Returns order={order} />
        <Refunds order={order} />
        <Bought order={order} />
        <Destination order={order} />
      </div>
    </div>
  </>
));
