import type { Category } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { Logo } from "./logo.tsx";

const LINK = "inline-flex min-h-11 items-center hover:text-accent hover:underline";

/** How many categories it names, the largest. */
const SHOWN = 10;

/** The foot of every page. */
export function SiteFooter({ categories }: { categories: Category[] }) {
  const top = categories.filter((category) => category.parentSlug === "")
    .toSorted((a, b) => b.productCount - a.productCount).slice(0, SHOWN);
  return (
    <footer class="mt-16 px-3 pb-3 sm:px-5 sm:pb-5">
      <div class="glass mx-auto grid max-w-7xl gap-8 rounded-panel p-6 sm:grid-cols-2 sm:p-10 lg:grid-cols-[2fr_2fr_1fr]">
        <div class="max-w-sm">
          <p class="flex items-center gap-2 text-lg font-bold tracking-tight">
            <Logo />
            ShopFlow
          </p>
          <p class="mt-3 text-ink-soft">
            A demonstration shop: nothing here is real but the software. Test cards pay for everything.
          </p>
        </div>
        {top.length > 0 && (
          <nav aria-label="Categories">
            <h2 class="font-semibold">Shop</h2>
            <ul class="mt-1 grid grid-cols-2 gap-x-6 text-ink-soft">
              {top.map(({ slug, name }) => (
                <li key={slug}>
                  <a href={`/categories/${slug}`} class={LINK}>{name}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <nav aria-label="Service">
          <h2 class="font-semibold">Service</h2>
          <ul class="mt-1 text-ink-soft">
            <li>
              <a href="/cart" class={LINK}>Your cart</a>
            </li>
            <li>
              <a href="/account" class={LINK}>Your account</a>
            </li>
            <li>
              <a href="/about" class={LINK}>About this shop</a>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  );
}
