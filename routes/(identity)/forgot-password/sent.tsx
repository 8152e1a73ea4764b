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
      links={[{ href: "/sign-in", text: "To sign in" }, { href: "/forgot-password", text: "Ask once more" }]}
    >
      <p>If the address has an account, a mail with a link is on its way. The link holds for half an hour.</p>
      <p>Nothing came? Look among unwanted mail too, or try another address of yours.</p>
    </MessagePage>
  </>
));
