/** A mail to one person, ready to be sent. */
export interface Mail {
  /** One plain address, such as "ada@example.com". */
  readonly to: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A mail that no further attempt can send: it is wrong in itself, or the server says that it never will take it. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
}

/** Who a mail is from. */
export interface Sender {
  /** Shown to people; may be empty. */
  readonly name: string;
  readonly address: string;
}

/** What browsers accept as an address: one, without names, comments, quotes or anything that could end a header or a command. */
const ADDRESS =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;
const MAX_ADDRESS = 254;
/** A line's end above all, by which a subject could become a header, or a header a body. */
const CONTROL = /\p{Cc}|[\u2028\u2029]/u;
const SENDER = /^(?:"?(?<name>[^<>"\\]*?)"? <(?<inner>[^<>\s]+)>|(?<bare>[^<>\s]+))$/;

/** Whether this is one plain address. */
export function isAddress(text: string): boolean {
  return text.length <= MAX_ADDRESS && ADDRESS.test(text);
}

/** Whether a text may stand in a header. */
export function isHeaderText(text: string): boolean {
  return !CONTROL.test(text);
}

/** Reads `Name <address>` or an address alone; undefined when it is neither. */
export function parseSender(text: string): Sender | undefined {
  const { name = "", inner, bare } = SENDER.exec(text)?.groups ?? {};
  const address = inner ?? bare ?? "";
  return isAddress(address) && isHeaderText(name) ? { name, address } : undefined;
}
