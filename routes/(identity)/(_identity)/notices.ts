import type { NoticeProps } from "../../../components/notice.tsx";

/** What the sign-in page says of what was done before, by what its address names. */
const NOTICES: Readonly<Record<string, { kind: NoticeProps["kind"]; text: string }>> = {
  verified: { kind: "good", text: "Your address is confirmed. Sign in now." },
  password_reset: { kind: "good", text: "Your password is changed. Sign in with the new one." },
  email_changed: { kind: "good", text: "Your new address is confirmed. Sign in with it." },
  administrator: { kind: "good", text: "You are the administrator. Sign in, then set up a second factor." },
  signed_out: { kind: "good", text: "You are signed out." },
  expired: { kind: "warn", text: "That took too long. Sign in again." },
};

/** What the sign-in page says first; undefined when there is nothing to say. */
export function noticeOf(url: URL): { kind: NoticeProps["kind"]; text: string } | undefined {
  const name = url.searchParams.get("notice") ?? "";
  return Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined;
}
