import { LinkButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

export interface PagerProps {
  /** Absent on the first page. */
  firstHref?: string | undefined;
  /** Absent on the last page. */
  nextHref?: string | undefined;
}

/** The way on through a long list, and back to its start. */
export function Pager({ firstHref, nextHref }: PagerProps) {
  if (!firstHref && !nextHref) return null;
  return (
    <nav aria-label="Pages" class="flex flex-wrap justify-center gap-3 pt-4">
      {firstHref && <LinkButton href={firstHref} look="quiet">First page</LinkButton>}
      {nextHref && (
        <LinkButton href={nextHref} rel="next">
          Next page
          <Icon name="arrow" />
        </LinkButton>
      )}
    </nav>
  );
}
