import { Icon } from "./icon.tsx";

/** A filter that is on. */
export interface Chip {
  label: string;
  /** The same list without it. */
  href: string;
}

/** The filters that are on, each with a link that takes it off. */
export function FilterChips({ chips, clearHref }: { chips: Chip[]; clearHref: string }) {
  if (chips.length === 0) return null;
  return (
    <ul class="flex flex-wrap items-center gap-2" aria-label="Active filters">
      {chips.map(({ label, href }) => (
        <li key={href}>
          <a
            href={href}
            rel="nofollow"
            class="inline-flex min-h-11 items-center gap-1.5 rounded-full bg-accent-soft pr-3 pl-4 text-sm font-semibold text-accent hover:bg-accent hover:text-on-accent"
          >
            <span class="sr-only">{`Remove filter `}</span>
            {label}
            <Icon name="close" class="size-4" />
          </a>
        </li>
      ))}
      <li>
        <a
          href={clearHref}
          rel="nofollow"
          class="inline-flex min-h-11 items-center px-2 text-sm font-semibold underline underline-offset-4"
        >
          Clear all
        </a>
      </li>
    </ul>
  );
}
