import { type Access, mayUse } from "../../../../edge/access.ts";
import type { Principal } from "../../../../services/kit/auth/principal.ts";

interface Entry {
  href: string;
  text: string;
  /** What its page needs. */
  access: Access;
}

/** The parts of an account. */
export const MENU: readonly Entry[] = [
  { href: "/account", text: "Overview", access: "account" },
  { href: "/account/orders", text: "Orders", access: "account" },
  { href: "/account/profile", text: "Profile", access: "account" },
  { href: "/account/addresses", text: "Addresses", access: "account" },
  { href: "/account/security", text: "Security", access: "account" },
  { href: "/account/privacy", text: "Privacy", access: "account" },
];

const LINK = "flex min-h-11 items-center justify-center rounded-full px-2 hover:bg-accent-soft hover:text-accent " +
  "lg:justify-start lg:px-4";
const OPEN = "bg-accent-soft font-semibold text-accent";

/** The way through an account: beside its pages, on a phone above them. It names what whoever is signed in may use. */
export function AccountMenu({ path, principal }: { path: string; principal: Principal | undefined }) {
  return (
    <nav aria-label="Your account" class="glass rounded-panel p-2 lg:sticky lg:top-24">
      <ul class="grid grid-cols-3 gap-1 lg:grid-cols-1">
        {MENU.filter(({ access }) => mayUse(principal, access)).map(({ href, text }) => {
          const current = path === href ? "page" : isWithin(path, href) ? "true" : undefined;
          return (
            <li key={href}>
              <a href={href} aria-current={current} class={`${LINK} ${current ? OPEN : "font-medium"}`}>{text}</a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function isWithin(path: string, href: string): boolean {
  return href !== "/account" && path.startsWith(`${href}/`);
}
