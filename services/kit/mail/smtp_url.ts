import { z } from "zod";
import { parseSender } from "./mail.ts";

/** A server that takes mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** "now": from the first byte. "upgrade": by STARTTLS, or not at all. "never": on this machine. */
  readonly tls: "now" | "upgrade" | "never";
  readonly login?: { user: string; password: string };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);
const DEFAULT_PORTS: Record<string, number> = { "smtp:": 587, "smtps:": 465 };

/** Reads `smtp://` or `smtps://`, with percent-encoded credentials. Nothing may leave this machine in the clear. */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.parse(text);
  const defaultPort = DEFAULT_PORTS[url?.protocol ?? ""];
  if (!url || !defaultPort || !url.hostname || !["", "/"].includes(url.pathname + url.search + url.hash)) {
    return undefined;
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const [user, password] = [decode(url.username), decode(url.password)];
  if (user === undefined || password === undefined) return undefined;
  return {
    host,
    port: Number(url.port || defaultPort),
    tls: url.protocol === "smtps:" ? "now" : LOOPBACK.has(host) ? "never" : "upgrade",
    ...(user !== "" && { login: { user, password } }),
  };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // not percent-encoded as it should be
  }
}

/** What a process that sends mail is told. Without SMTP_URL it sends none. */
export const mailSettings = {
  SMTP_URL: parsed(parseSmtpUrl, "must be smtp:// or smtps:// with a host, and user:password@ before it where needed"),
  MAIL_FROM: parsed(parseSender, 'must be an address, or "Name <address>"'),
};

function parsed<T>(parse: (text: string) => T | undefined, message: string) {
  return z.string().transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }).optional();
}
