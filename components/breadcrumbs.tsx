import { Icon } from "./icon.tsx";

export interface Crumb {
  name: string;
  href: string;
}

/** The way from home to here; the last one is this page. */
export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" class="text-sm text-ink-soft">
      <ol class="flex flex-wrap items-center gap-x-1">
        {[{ name: "Home", href: "/" }, ...crumbs].map(({ name, href }, index, { length }) => (
          <li
            key={href}
            class={`flex items-center gap-1 ${index > 1 && index === length - 1 ? "max-sm:sr-only" : ""}`}
          >
            {index > 0 && <Icon name="chevron" class="size-3.5" />}
            {index === length - 1
              ? <span aria-current="page" class="px-1 py-2 text-ink">{name}</span>
              : (
                <a href={href} class="inline-flex min-h-11 items-center px-1 hover:text-accent hover:underline">
                  {name}
                </a>
              )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
