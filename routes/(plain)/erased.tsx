import { MessagePage } from "../../components/message_page.tsx";
import { Meta } from "../../components/meta.tsx";
import type { Access } from "../../edge/access.ts";
import { define } from "../../utils.ts";

export const access: Access = "anyone";

/** Where people are led whose account was erased. */
export default define.page(() => (
  <>
    <Meta title="Your account is erased" hidden />
    <MessagePage icon="check" title="Your account is erased" links={[{ href: "/", text: "To the shop" }]}>
      <p>You are signed out everywhere. What else we know of you is forgotten within minutes.</p>
    </MessagePage>
  </>
));
