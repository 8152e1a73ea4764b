import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";

/** What lists show of a mail. */
export interface MailSummary {
  /** Digits; a later mail's is the greater. */
  readonly id: string;
  /** When it came in. */
  readonly at: Date;
  /** Addresses of the envelope: who really sent it, and who really gets it. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** A mail as a whole. */
export interface StoredMail extends MailSummary {
  readonly source: Uint8Array<ArrayBuffer>;
  readonly content: Email;
}

/** Mails in a folder, one file each, where the next process finds them. */
export interface MailStore {
  /** Resolves when the mail is on disk. The oldest goes when there are too many. */
  add(raw: Uint8Array<ArrayBuffer>, envelope: { from: string; to: string[] }): Promise<MailSummary>;
  /** Newest first. `to` is part of a recipient's address, in any case of letters. */
  list(to?: string): MailSummary[];
  read(id: string): Promise<StoredMail | undefined>;
}

/** Mails kept unless told otherwise. */
export const MAX_MAILS = 500;
const FILE = /^(\d+)\.eml$/;
const UNFINISHED = "-unfinished";
/** Headers that keep the envelope, by the names that mail servers have for them. */
const [FROM, TO] = ["return-path", "delivered-to"];

/** Opens the folder, and makes it when it is not there. */
export async function openMailStore(folder: string, maxMails = MAX_MAILS): Promise<MailStore> {
  await Deno.mkdir(folder, { recursive: true });
  const pathOf = (id: string) => join(folder, `${id}.eml`);
  const mails = new Map<string, MailSummary>();
  for (const id of await storedIds(folder)) {
    mails.set(id, summary(id, await PostalMime.parse(await Deno.readFile(pathOf(id)))));
  }
  let latest = Number([...mails.keys()].at(-1) ?? 0);

  async function dropOldest(): Promise<void> {
    for (const id of [...mails.keys()].sort().slice(0, Math.max(0, mails.size - maxMails))) {
      mails.delete(id);
      await Deno.remove(pathOf(id));
    }
  }
  return {
    async add(raw, { from, to }) {
      latest = Math.max(Date.now(), latest + 1);
      const id = String(latest);
      const envelope = [`Return-Path: <${from}>`, ...to.map((address) => `Delivered-To: ${address}`), ""].join("\r\n");
      const source = await new Blob([envelope, raw]).bytes();
      const mail = summary(id, await PostalMime.parse(source));
      // Renamed when complete, so that nobody ever reads half a mail
      await Deno.writeFile(pathOf(id) + UNFINISHED, source, { mode: 0o600 });
      await Deno.rename(pathOf(id) + UNFINISHED, pathOf(id));
      mails.set(id, mail);
      await dropOldest();
      return mail;
    },
    list(to = "") {
      const wanted = to.trim().toLowerCase();
      return [...mails.values()].filter((mail) => mail.to.some((address) => address.toLowerCase().includes(wanted)))
        .sort((a, b) => Number(b.id) - Number(a.id));
    },
    async read(id) {
      const mail = mails.get(id);
      if (mail === undefined) return undefined;
      const source = await Deno.readFile(pathOf(id));
      return { ...mail, source, content: await PostalMime.parse(source) };
    },
  };
}

/** Also removes what a process that was killed left behind. */
async function storedIds(folder: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  for (const name of names) if (name.endsWith(UNFINISHED)) await Deno.remove(join(folder, name));
  return names.map((name) => FILE.exec(name)?.[1]).filter((id) => id !== undefined).sort();
}

function summary(id: string, { headers, subject = "" }: Email): MailSummary {
  const valuesOf = (name: string | undefined) => headers.filter(({ key }) => key === name).map(({ value }) => value);
  const from = valuesOf(FROM)[0]?.replace(/^<(.*)>$/, "$1") ?? "";
  return { id, at: new Date(Number(id)), from, to: valuesOf(TO), subject };
}
