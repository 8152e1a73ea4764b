import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { MailSummary, StoredMail } from "./mail_store.ts";

/** Ways to look at a mail. */
export const TABS = [{ id: "html", name: "HTML" }, { id: "text", name: "Text" }, {
  id: "source",
  name: "Source",
}] as const;

/** One of the ways. */
export type Tab = (typeof TABS)[number]["id"];

/** Writes a whole page. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`;
}

interface ListProps {
  mails: MailSummary[];
  /** What was searched for; may be empty. */
  to: string;
  /** How many there are, on all pages. */
  total: number;
  /** Where the next page begins; undefined on the last. */
  older: string | undefined;
}

/** The mails that came in, newest first. */
export function ListPage({ mails, to, total, older }: ListProps) {
  const count = `${total} ${total === 1 ? "mail" : "mails"}`;
  return (
    <Document title="Mailbox">
      <h1>Mailbox</h1>
      <p class="soft">Everything the shop mails while you develop ends here. Nobody else gets it.</p>
      <search>
        <form class="search">
          <label for="to">Recipient</label>
          <input id="to" name="to" type="search" value={to} autocomplete="off" spellcheck={false} maxLength={254} />
          <button type="submit">Search</button>
        </form>
      </search>
      <p class="soft" role="status">{to === "" ? count : `${count} to “${to}”`}</p>
      {mails.length > 0 && <ul class="list panel">{mails.map((mail) => <Row key={mail.id} {...mail} />)}</ul>}
      {older && (
        <p>
          <a href={`/?${new URLSearchParams({ ...(to && { to }), before: older })}`}>Older mails</a>
        </p>
      )}
    </Document>
  );
}

function Row({ id, subject, to, at }: MailSummary) {
  return (
    <li>
      <a href={`/mails/${id}`}>{subject || "(no subject)"}</a>
      <span class="soft recipient">{to.join(", ")}</span>
      <Moment at={at} />
    </li>
  );
}

/** One mail. */
export function MailPage({ mail, tab }: { mail: StoredMail; tab: Tab }) {
  const { id, subject, content, from, to, at } = mail;
  return (
    <Document title={subject || "(no subject)"}>
      <p>
        <a href="/">All mails</a>
      </p>
      <h1>{subject || "(no subject)"}</h1>
      <dl class="envelope">
        <dt>From</dt>
        <dd>{content.from?.name ? `${content.from.name} <${from}>` : from}</dd>
        <dt>To</dt>
        <dd>{to.join(", ")}</dd>
        <dt>Taken</dt>
        <dd>
          <Moment at={at} />
        </dd>
      </dl>
      <nav class="tabs" aria-label="Ways to look at it">
        {TABS.map((way) => (
          <a key={way.id} href={`/mails/${id}?show=${way.id}`} aria-current={way.id === tab ? "page" : undefined}>
            {way.name}
          </a>
        ))}
      </nav>
      <Content mail={mail} tab={tab} />
    </Document>
  );
}

function Content({ mail: { id, content, source }, tab }: { mail: StoredMail; tab: Tab }) {
  if (tab === "html") {
    if (content.html === undefined) return <p class="soft">This mail has no HTML.</p>;
    return (
      <iframe
        class="panel"
        src={`/mails/${id}/content`}
        title="The mail"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
      />
    );
  }
  const text = tab === "source" ? new TextDecoder().decode(source) : content.text;
  if (text === undefined) return <p class="soft">This mail has no text.</p>;
  return <pre class="panel" tabIndex={0} role="region" aria-label="The mail">{text}</pre>;
}

/** Shown for a mail that is not there. */
export function MissingPage() {
  return (
    <Document title="No such mail">
      <h1>No such mail</h1>
      <p>
        It may have made room for newer ones. <a href="/">All mails</a>
      </p>
    </Document>
  );
}

const MOMENT = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

function Moment({ at }: { at: Date }) {
  return <time class="soft" dateTime={at.toISOString()}>{MOMENT.format(at)}</time>;
}

function Document({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href="/styles.css" />
      </head>
      <body>
        <main>{children}</main>
      </body>
    </html>
  );
}
