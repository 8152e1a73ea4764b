import type { Content } from "../../kit/mail/content.ts";

/** A mail that an event asks for. */
export interface ShopMail {
  readonly to: string;
  readonly content: Content;
  /** The order it is about; null when it is about none. */
  readonly orderId: bigint | null;
  /** The wish to be told that it fulfils; null when there was none. */
  readonly noticeId: bigint | null;
}
