import { encode } from "uqr";

/** Around the code, in modules: readers need it. */
const QUIET = 4;

/** A text as a QR code, dark on light whatever the colours of the page are. @param props.label what it is, for those who do not see it */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: 0 });
  const modules = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
  const side = size + 2 * QUIET;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`}
      shape-rendering="crispEdges"
      class="size-56 rounded-xl bg-white"
    >
      <path d={modules.join("")} />
    </svg>
  );
}
