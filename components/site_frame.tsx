import type { ComponentChildren } from "preact";
import { SiteFooter } from "./site_footer.tsx";
import { SiteHeader, type SiteHeaderProps } from "./site_header.tsx";

export interface SiteFrameProps extends SiteHeaderProps {
  children: ComponentChildren;
}

/** What every page has around it. */
export function SiteFrame({ children, ...header }: SiteFrameProps) {
  return (
    <>
      <a
        href="#content"
        class="glass-strong fixed top-2 left-2 z-50 -translate-y-24 rounded-full px-5 py-3 font-semibold focus:translate-y-0"
      >
        Skip to content
      </a>
      <SiteHeader {...header} />
      <main id="content" tabIndex={-1} class="mx-auto max-w-7xl px-4 pt-4 outline-none sm:px-6 sm:pt-6">
        {children}
      </main>
      <SiteFooter categories={header.categories} />
    </>
  );
}
