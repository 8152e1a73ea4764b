import { formatMoney } from "../../../../components/money.ts";
import { variantName } from "../../../../components/order_lines.tsx";
import { Picture } from "../../../../components/picture.tsx";
import { QuantityField } from "../../../../components/quantity_field.tsx";
import type { CartLine } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";

const ACTION = "inline-flex min-h-11 items-center text-sm font-medium underline underline-offset-4 hover:text-accent";

/** One line of the cart, with a form that changes it. */
export function CartRow({ line }: { line: CartLine }) {
  const { sku, productSlug, title, image, quantity, total, unitPrice } = line;
  const id = `quantity-${sku.replaceAll(/[^\w-]/g, "_")}`;
  return (
    <li class="flex gap-4 py-5 sm:gap-6">
      <a href={`/products/${productSlug}`} tabIndex={-1} aria-hidden="true" class="w-18 shrink-0 sm:w-28">
        <Picture image={image} size={112} decorative class="w-full rounded-2xl" />
      </a>
      <div class="min-w-0 grow">
        <div class="flex justify-between gap-4 leading-snug font-semibold">
          <h2>
            <a href={`/products/${productSlug}`} class="-my-2.5 inline-block py-2.5 hover:text-accent hover:underline">
              {title}
            </a>
          </h2>
          <p class="tabular-nums">{total && formatMoney(total)}</p>
        </div>
        <p class="text-sm text-ink-soft">
          {[variantName(line), unitPrice && `${formatMoney(unitPrice)} each`].filter(Boolean).join(" · ")}
        </p>
        <Changes line={line} />
        <form method="post" action="/cart" class="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
          <input type="hidden" name="sku" value={sku} />
          {/* First, so that it is what the Enter key presses; without script it is also there to be seen. */}
          <button type="submit" tabIndex={-1} class="sr-only noscript:not-sr-only noscript:order-2 noscript:underline">
            Update<span class="sr-only">{` ${title}`}</span>
          </button>
          <QuantityField id={id} label={`Quantity of ${title}`} value={quantity} min={0} stepName="step" />
          <button type="submit" name="remove" value="1" id={`${id}-remove`} formNoValidate class={ACTION}>
            Remove<span class="sr-only">{` ${title}`}</span>
          </button>
        </form>
      </div>
    </li>
  );
}

/** What changed since it was put in. */
function Changes({ line: { quantity, available, unitPrice, addedPrice } }: { line: CartLine }) {
  const priceChanged = unitPrice && addedPrice && unitPrice.minorUnits !== addedPrice.minorUnits;
  return (
    <>
      {priceChanged && (
        <p class="mt-1 text-sm font-medium text-warn">
          The price has changed: it was {formatMoney(addedPrice)} when you added it.
        </p>
      )}
      {quantity > available && (
        <p class="mt-1 text-sm font-medium text-bad">
          {available === 0 ? "Sold out. Remove it to go on." : `Only ${available} left. Lower the quantity to go on.`}
        </p>
      )}
    </>
  );
}
