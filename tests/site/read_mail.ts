import { until } from "../shop.ts";
import type { Shop } from "../shop.ts";

const MAIL_MS = 20_000;

interface Mail {
  id: string;
  text: string;
}

/** Waits for a mail to an address with a link to a page of the shop, and returns the newest such link. */
export async function linkTo(shop: Shop, address: string, path: string): Promise<string> {
  const mailbox = /mailbox +(http\S+)/.exec(shop.output())![1]!;
  const read = async <T>(place: string): Promise<T> => await (await fetch(new URL(place, mailbox))).json();
  const pattern = new RegExp(`https?://\\S+${path}\\?token=[\\w.~-]+`);
  let link: string | undefined;
  await until(async () => {
    const { mails } = await read<{ mails: Mail[] }>(`/api/mails?to=${encodeURIComponent(address)}`);
    for (const { id } of mails) {
      link = pattern.exec((await read<Mail>(`/api/mails/${id}`)).text)?.[0];
      if (link !== undefined) return true;
    }
    return false;
  }, MAIL_MS);
  return link!;
}
