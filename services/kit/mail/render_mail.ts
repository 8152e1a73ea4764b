import type { Content } from "./content.ts";
import type { Mail } from "./mail.ts";
import { oneLine } from "./one_line.ts";
import { renderHtml } from "./render_html.tsx";
import { renderText } from "./render_text.ts";

/** Writes a mail, as HTML and as text. */
export function renderMail(to: string, content: Content): Mail {
  return { to, subject: oneLine(content.subject), html: renderHtml(content), text: renderText(content) };
}
