import type { ComponentChildren } from "preact";
import type { Category } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { Icon } from "./icon.tsx";
import { Logo } from "./logo.tsx";

/** How many categories the bar itself names on a wide screen, the largest; all are in the menu. */
const IN_BAR = 4;

const ICON_BUTTON = "inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-full px-3 font-semibold " +
  "hover:bg-accent-soft hover:text-accent";

export interface SiteHeaderProps {
  /** The whole category tree; empty where it is not at hand. */
  categories: Category[];
  /** What the visitor searched for on this page. */
  words: string;
  /** What stands beside the cart's sign: how much is in it. */
  cartCount?: ComponentChildren;
}

/** The bar at the top of every page: name, categories, search, account and cart. */
export function SiteHeader({ categories, words, cartCount }: SiteHeaderProps) {
  const top = categories.filter((category) => category.parentSlug === "");
  const byCount = top.toSorted((a, b) => b.productCount - a.productCount);
  return (
    <header class="relative z-30 px-3 pt-3 sm:sticky sm:top-0 sm:px-5">
      <div class="glass-strong mx-auto flex max-w-7xl flex-wrap items-center gap-x-1 gap-y-2 rounded-[1.5rem] px-2.5 py-2 shadow-glass sm:flex-nowrap sm:gap-x-2 sm:px-4">
        {top.length > 0 && <MenuButton />}
        <a
          href="/"
          class="inline-flex min-h-11 items-center gap-2 rounded-full pr-2 pl-1 text-lg font-bold tracking-tight"
        >
          <Logo />
          ShopFlow
        </a>
        {top.length > 0 && (
          <nav aria-label="Main categories" class="hidden xl:block">
            <ul class="flex">
              {byCount.slice(0, IN_BAR).map(({ slug, name }) => (
                <li key={slug}>
                  <a href={`/categories/${slug}`} class={`${ICON_BUTTON} text-[0.95rem] font-medium whitespace-nowrap`}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <SearchBox words={words} />
        <a href="/account" class={`${ICON_BUTTON} order-2 ml-auto sm:order-none sm:ml-0`}>
          <Icon name="user" class="size-6" />
          <span class="sr-only lg:not-sr-only">Account</span>
        </a>
        <a href="/cart" class={`${ICON_BUTTON} relative order-2 sm:order-none`}>
          <Icon name="bag" class="size-6" />
          <span>Cart</span>
          {cartCount}
        </a>
      </div>
      {top.length > 0 && <CategoryMenu categories={categories} />}
    </header>
  );
}

function MenuButton() {
  return (
    <button type="button" popovertarget="menu" class={ICON_BUTTON}>
      <Icon name="menu" class="size-6" />
      <span class="sr-only lg:not-sr-only">Shop</span>
    </button>
  );
}

function SearchBox({ words }: { words: string }) {
  return (
    <search class="order-3 w-full sm:order-none sm:ml-auto sm:w-auto sm:max-w-md sm:grow">
      <form action="/search" class="relative">
        <label for="search" class="sr-only">Search the shop</label>
        <input
          id="search"
          name="q"
          type="search"
          defaultValue={words}
          maxLength={200}
          placeholder="Search the shop"
          enterkeyhint="search"
          autocomplete="off"
          class="field-control rounded-full pr-12 pl-4"
        />
        <button
          type="submit"
          class="absolute inset-y-0 right-0.5 my-auto grid size-11 place-items-center rounded-full text-ink-soft hover:text-accent"
        >
          <Icon name="search" />
          <span class="sr-only">Search</span>
        </button>
      </form>
    </search>
  );
}

/** All categories, opened by the browser itself: no script. */
function CategoryMenu({ categories }: { categories: Category[] }) {
  const below = Map.groupBy(categories, (category) => category.parentSlug);
  return (
    <nav
      id="menu"
      popover="auto"
      aria-label="All categories"
      class="glass-strong fixed inset-x-3 top-20 bottom-auto m-auto max-h-[calc(100dvh-6.5rem)] w-auto max-w-5xl overflow-y-auto rounded-panel p-5 text-ink sm:p-8"
    >
      <ul class="gap-8 space-y-6 sm:columns-2 lg:columns-4">
        {below.get("")?.map(({ slug, name }) => (
          <li key={slug} class="break-inside-avoid">
            <a
              href={`/categories/${slug}`}
              class="inline-flex min-h-11 items-center font-bold hover:text-accent hover:underline"
            >
              {name}
            </a>
            <ul>
              {below.get(slug)?.map((child) => (
                <li key={child.slug}>
                  <a
                    href={`/categories/${child.slug}`}
                    class="flex min-h-11 items-center text-ink-soft hover:text-accent hover:underline pointer-fine:min-h-9"
                  >
                    {child.name}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}
