import { Icon } from "./icon.tsx";

/** One order of a list. */
export interface SortChoice {
  label: string;
  href: string;
  chosen: boolean;
}

/** The orders a list can have, folded away; works without script. */
export function SortMenu({ choices }: { choices: SortChoice[] }) {
  return (
    <details class="group relative">
      <summary class="flex min-h-11 list-none items-center gap-1.5 rounded-full border border-field-edge bg-glass-soft px-4 text-sm font-semibold hover:border-accent hover:text-accent">
        <span class="sr-only">{`Sort by: `}</span>
        {choices.find(({ chosen }) => chosen)?.label}
        <Icon name="down" class="size-4 group-open:rotate-180" />
      </summary>
      <ul class="glass-strong absolute right-0 z-20 mt-2 w-56 rounded-tile p-2">
        {choices.map(({ label, href, chosen }) => (
          <li key={href}>
            <a
              href={href}
              rel="nofollow"
              aria-current={chosen ? "true" : undefined}
              class="flex min-h-11 items-center justify-between rounded-xl px-3 hover:bg-accent-soft hover:text-accent aria-[current]:font-semibold aria-[current]:text-accent"
            >
              {label}
              {chosen && <Icon name="check" />}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
