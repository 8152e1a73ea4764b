/** The shop's palette: what a variant is called and the colour it is drawn in. */
export const PALETTE = {
  amber: "#cf8a2e",
  black: "#35363a",
  blush: "#e4b8a8",
  brass: "#c9a45c",
  charcoal: "#4a4b50",
  clay: "#c67f61",
  copper: "#c27c56",
  coral: "#e5836d",
  cream: "#efe4cd",
  forest: "#335747",
  grey: "#9d9d9f",
  heather: "#a68dab",
  honey: "#dfaa52",
  indigo: "#3d4b82",
  ink: "#3a4a66",
  ivory: "#f2e8d4",
  moss: "#737f54",
  mustard: "#dba945",
  natural: "#e2d3b4",
  oak: "#d6ac76",
  oat: "#e5d9c4",
  olive: "#6c6c45",
  plum: "#73445d",
  rust: "#b7633f",
  sage: "#a3b49d",
  sky: "#accbd8",
  slate: "#6a7683",
  terracotta: "#c97651",
  walnut: "#805940",
  white: "#f5f2ed",
} as const;

export type ColourName = keyof typeof PALETTE;

/** The colour between two, as `#rrggbb`: `share` 0 gives the first, 1 the second. */
export function mix(first: string, second: string, share: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [a, b] = [first, second].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(a! + (b! - a!) * share).toString(16).padStart(2, "0");
  });
  return `#${channels.join("")}`;
}

export function lighter(colour: string, share: number): string {
  return mix(colour, "#fffdf8", share);
}

/** Towards a warm dark brown rather than black, as shade falls in a lit room. */
export function darker(colour: string, share: number): string {
  return mix(colour, "#2a1d1a", share);
}
