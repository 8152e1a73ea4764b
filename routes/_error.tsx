import { HttpError, page } from "fresh";
import { MessagePage } from "../components/message_page.tsx";
import { Meta } from "../components/meta.tsx";
import { SiteFrame } from "../components/site_frame.tsx";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { define } from "../utils.ts";
import { PRIVATE } from "./(_shared)/cache.ts";

const AWAY = new Set([ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED]);
/** When to ask again after 503, in seconds. */
const RETRY_AFTER_S = "5";

/** Tells nothing of the cause: the request's id leads to it in the logs. */
export const handler = define.handlers((ctx) => {
  const { error, state } = ctx;
  const isAway = error instanceof ShopError && AWAY.has(error.code);
  const status = isAway ? 503 : error instanceof HttpError ? error.status : 500;
  const headers = { ...PRIVATE, ...(isAway && { "retry-after": RETRY_AFTER_S }) };
  return page({ isAway, isOurs: status >= 500, requestId: state.requestId }, { status, headers });
});

export default define.page<typeof handler>(({ data: { isAway, isOurs, requestId } }) => {
  const title = isAway ? "Back in a moment" : isOurs ? "Something went wrong" : "That did not work";
  return (
    <SiteFrame categories={[]} words="">
      <Meta title={title} hidden />
      <MessagePage
        icon={isAway ? "pulse" : "warning"}
        title={title}
        links={[{ href: "", text: "Try again" }, { href: "/", text: "To the start page" }]}
      >
        {isAway
          ? <p>A part of the shop is being started. Your cart and your orders are safe.</p>
          : isOurs
          ? <p>It is our fault, not yours. Your cart and your orders are safe.</p>
          : <p>The shop could not make sense of what was asked.</p>}
        {isOurs && (
          <p class="text-sm wrap-anywhere">
            If you write to us, name this request: <code>{requestId}</code>
          </p>
        )}
      </MessagePage>
    </SiteFrame>
  );
});
