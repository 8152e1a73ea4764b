import type { ComponentChildren } from "preact";
import { LinkButton } from "./button.tsx";
import { Icon, type IconProps } from "./icon.tsx";
import { Panel } from "./panel.tsx";

export interface MessagePageProps {
  icon: IconProps["name"];
  title: string;
  children: ComponentChildren;
  /** Where to go from here. */
  links: { href: string; text: string }[];
}

/** A page that has one thing to say. */
export function MessagePage({ icon, title, children, links }: MessagePageProps) {
  return (
    <Panel class="mx-auto mt-6 grid max-w-2xl justify-items-center px-6 py-14! text-center sm:mt-14">
      <span class="grid size-16 place-items-center rounded-3xl bg-accent-soft text-accent">
        <Icon name={icon} class="size-8" />
      </span>
      <h1 class="mt-6 text-title">{title}</h1>
      <div class="mt-3 max-w-md space-y-2 text-ink-soft">{children}</div>
      <div class="mt-8 flex flex-wrap justify-center gap-3">
        {links.map(({ href, text }, index) => (
          <LinkButton key={href} href={href} look={index === 0 ? "primary" : "quiet"}>{text}</LinkButton>
        ))}
      </div>
    </Panel>
  );
}
