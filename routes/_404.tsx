import { MessagePage } from "../components/message_page.tsx";
import { Meta } from "../components/meta.tsx";
import { SiteFrame } from "../components/site_frame.tsx";
import { define } from "../utils.ts";

export default define.page(() => (
  <SiteFrame categories={[]} words="">
    <Meta title="Not found" hidden />
    <MessagePage
      icon="search"
      title="This page is not here"
      links={[{ href: "/", text: "To the start page" }, { href: "/search", text: "Search the shop" }]}
    >
      <p>It may have moved, or the address has a typing error.</p>
    </MessagePage>
  </SiteFrame>
));
