/** Down to how many units a shopper is told how few are left. */
const FEW = 5;

/** Whether something can be bought, and whether to hurry. */
export function StockHint({ available }: { available: number }) {
  const [look, text] = available === 0
    ? ["text-bad", "Sold out"]
    : available <= FEW
    ? ["text-warn", `Only ${available} left`]
    : ["text-good", "In stock"];
  return (
    <span class={`inline-flex items-center gap-2 font-semibold ${look}`}>
      <span class="size-2 rounded-full bg-current" aria-hidden="true" />
      {text}
    </span>
  );
}
