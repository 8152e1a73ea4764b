import type { Block, Content } from "../../kit/mail/content.ts";
import type { Shop } from "../../kit/mail/open_mail.ts";
import type { UserMail } from "./queue_mail.ts";
import { WORDS } from "./user_mail_words.ts";

/**
 * Writes a mail to an account's owner.
 *
 * @param token Of the mail's link; undefined when it has none
 */
export function userMailContent(shop: Shop, { kind, name }: UserMail, token: string | undefined): Content {
  const { subject, preheader, paragraphs, button, reason, forAnybody } = WORDS[kind];
  if (button?.path.endsWith("=") && token === undefined) {
    throw new Error(`Cannot write a mail: "${kind}" needs a link`);
  }
  const texts = forAnybody ? paragraphs : [`Hello ${name},`, ...paragraphs];
  const blocks: Block[] = texts.map((text) => ({ kind: "paragraph", text }));
  if (button) {
    const url = shop.origin + button.path + (button.path.endsWith("=") ? token : "");
    blocks.push({ kind: "button", label: button.label, url });
  }
  return { subject, preheader, locale: shop.locale, shop, title: subject, reason, blocks };
}
