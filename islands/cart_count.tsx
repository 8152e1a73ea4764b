import { useEffect, useState } from "preact/hooks";
import { CART_CHANGED } from "../components/cart_changed.ts";

/** How much is in the visitor's cart. Pages are the same for everybody, so the browser asks. */
export function CartCount() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const onChange = (event: Event) => setCount((event as CustomEvent<number>).detail);
    const ask = async () => {
      const response = await fetch("/cart/summary", { headers: { accept: "application/json" } });
      if (response.ok) setCount((await response.json()).itemCount);
    };
    // Without an answer the link to the cart still serves.
    const refresh = () => void ask().catch(() => {});
    const onShow = (event: PageTransitionEvent) => event.persisted && refresh();
    addEventListener(CART_CHANGED, onChange);
    addEventListener("pageshow", onShow);
    refresh();
    return () => {
      removeEventListener(CART_CHANGED, onChange);
      removeEventListener("pageshow", onShow);
    };
  }, []);
  return (
    <span
      class={`absolute -top-0.5 left-6 grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1 text-xs font-bold text-on-accent tabular-nums ${
        count === 0 ? "hidden" : ""
      }`}
    >
      {count > 99 ? "99+" : count}
      <span class="sr-only">{count === 1 ? " item" : " items"}</span>
    </span>
  );
}
