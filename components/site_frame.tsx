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
        class="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-full focus:bg-canvas focus:px-5 focus:py-3 focus:font-semibold"
      >
        Skip to content
      </a>
      <SiteHeader {...header} />
      <main id="content" tabIndex={-1} class="mx-auto w-full max-w-7xl grow px-4 pt-4 outline-none sm:px-6 sm:pt-6">
        {children}
      </main>
      <SiteFooter categories={header.categories} />
    </>
  );
}
