import { LinkButton } from "../../components/button.tsx";
import { Meta } from "../../components/meta.tsx";
import { Panel } from "../../components/panel.tsx";
import { define } from "../../utils.ts";

export const access = "anyone";

export default define.page(({ state }) => (
  <>
    <Meta
      title="About this shop"
      description="ShopFlow is an open e-commerce platform; this shop shows it at work."
      canonical={`${state.origin}/about`}
    />
    <Panel class="mx-auto mt-6 max-w-3xl sm:p-12">
      <h1 class="text-title">About this shop</h1>
      <div class="mt-5 space-y-4 text-lg text-ink-soft">
        <p>
          ShopFlow is an open e-commerce platform, and this shop shows it at work. The things it sells are made up, and
          so are their pictures.
        </p>
        <p>
          Everything else is as it would be in earnest: stock is counted and cannot be sold twice, an order is placed
          once however often its form is sent, and its page follows it to the door.
        </p>
        <p>Only test cards pay here. No money moves, and nothing is sent.</p>
      </div>
      <LinkButton href="/" class="mt-8">To the shop</LinkButton>
    </Panel>
  </>
));
