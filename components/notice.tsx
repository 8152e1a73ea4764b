import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

const LOOKS = {
  good: "bg-good-soft text-good border-good",
  warn: "bg-warn-soft text-warn border-warn",
  bad: "bg-bad-soft text-bad border-bad",
  info: "bg-accent-soft text-accent border-accent",
};

export interface NoticeProps {
  kind: keyof typeof LOOKS;
  /** Takes the focus when the page opens, and is read out. For what stopped the visitor. */
  urgent?: boolean;
  id?: string;
  class?: string;
  children: ComponentChildren;
}

/** Something a visitor should know before going on. */
export function Notice({ kind, urgent = false, id, class: className, children }: NoticeProps) {
  return (
    <div
      id={id}
      class={`flex gap-3 rounded-field border-l-4 px-4 py-3 ${LOOKS[kind]} ${className ?? ""}`}
      {...(urgent && { role: "alert", tabIndex: -1, autofocus: true })}
    >
      <Icon name={kind === "good" ? "check" : kind === "info" ? "info" : "warning"} class="mt-0.5 size-5" />
      <div class="min-w-0 space-y-1">{children}</div>
    </div>
  );
}
