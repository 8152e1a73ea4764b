import { MessagePage } from "../../../components/message_page.tsx";
import { Meta } from "../../../components/meta.tsx";
import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";

export const access: Access = "anyone";

export default define.page(() => (
  <>
    <Meta title="Look into your mail" hidden />
    <MessagePage
      icon="mail"
      title="Look into your mail"
      links={[{ href: "/", text: "Shop on" }, { href: "/verify-email", text: "Send the mail again" }]}
    >
      <p>We have written to the address you gave. Open the link in the mail, and you can sign in.</p>
      <p>The link holds for a day. Nothing came? Look among unwanted mail too.</p>
    </MessagePage>
  </>
));
