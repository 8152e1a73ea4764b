import { Button } from "../../../../components/button.tsx";
import { FieldFrame, fieldIds } from "../../../../components/field_frame.tsx";
import { MAX_COUPON, MAX_COUPONS } from "./coupons.ts";
import { LABELS } from "./form_fields.ts";

/** Id of the button that shows what the order costs with the coupon typed. */
const APPLY = "apply-coupon";

export interface CouponFieldsProps {
  /** Those that hold. */
  coupons: string[];
  /** What is typed and does not hold. */
  typed: string;
  error: string | undefined;
}

/** The coupons used, each with a button that takes it away, and a field for another. */
export function CouponFields({ coupons, typed, error }: CouponFieldsProps) {
  const { id, describedBy } = fieldIds("coupon", undefined, error);
  return (
    <>
      {coupons.map((coupon) => (
        <p key={coupon} class="flex items-center justify-between gap-4">
          <input type="hidden" name="coupons" value={coupon} />
          <span class="min-w-0 wrap-anywhere">
            <strong class="font-semibold">{coupon}</strong> is applied
          </span>
          <button
            type="submit"
            name="remove_coupon"
            value={coupon}
            formNoValidate
            data-live
            class="inline-flex min-h-11 items-center text-sm font-medium underline underline-offset-4 hover:text-accent"
          >
            Remove<span class="sr-only">{` coupon ${coupon}`}</span>
          </button>
        </p>
      ))}
      {coupons.length < MAX_COUPONS && (
        <FieldFrame id={id} label={coupons.length > 0 ? "Another coupon code" : LABELS.coupon} error={error} optional>
          <div class="flex gap-3">
            <input
              id={id}
              name="coupon"
              type="text"
              value={typed}
              maxLength={MAX_COUPON}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              data-sends={APPLY}
              class="field-control min-w-0"
              aria-invalid={error ? "true" : undefined}
              aria-describedby={describedBy}
            />
            <Button id={APPLY} name="intent" value="update" look="quiet" formNoValidate data-live>
              Apply<span class="sr-only">{` coupon`}</span>
            </Button>
          </div>
        </FieldFrame>
      )}
    </>
  );
}
