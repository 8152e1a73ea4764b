import type { CartLine } from "../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { OrderLine } from "../proto/gen/shopflow/order/v1/order_pb.ts";
import { formatMoney } from "./money.ts";
import { Picture } from "./picture.tsx";

/** What tells a variant from the others, for people: "Sage, Large". */
export function variantName({ optionValues }: Pick<CartLine | OrderLine, "optionValues">): string {
  return optionValues.map(({ value }) => value).join(", ");
}

/** What is being bought, or was. */
export function OrderLines({ lines }: { lines: readonly (CartLine | OrderLine)[] }) {
  return (
    <ul class="space-y-4">
      {lines.map((line) => (
        <li key={line.sku} class="relative flex items-center gap-3">
          <span class="relative shrink-0">
            <Picture image={line.image} size={64} decorative class="w-16 rounded-xl" />
            <span class="absolute -top-2 -right-2 grid h-6 min-w-6 place-items-center rounded-full bg-ink px-1.5 text-xs font-bold text-canvas tabular-nums">
              {line.quantity}
              <span class="sr-only">{` times`}</span>
            </span>
          </span>
          <span class="min-w-0 grow leading-snug">
            <a
              href={`/products/${line.productSlug}`}
              class="font-medium after:absolute after:inset-0 hover:text-accent hover:underline"
            >
              {line.title}
            </a>
            <span class="block text-sm text-ink-soft">{variantName(line)}</span>
          </span>
          {line.total && <span class="font-medium tabular-nums">{formatMoney(line.total)}</span>}
        </li>
      ))}
    </ul>
  );
}
