import { ok } from "node:assert/strict";

const css = await Deno.readTextFile(new URL("../static/styles.css", import.meta.url));

type Rgb = [number, number, number];

/** The tokens of a block of the style sheet: colour and opacity. */
function tokens(block: string): Map<string, [Rgb, number]> {
  const found = block.matchAll(/--color-([\w-]+): (?:#([\da-f]{6}|[\da-f]{3})|rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\));/g);
  return new Map([...found].map(([, name, hex, r, g, b, alpha]) => {
    const long = hex?.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    const rgb = long ? [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16)) : [r, g, b].map(Number);
    return [name!, [rgb as Rgb, alpha === undefined ? 1 : Number(alpha)]];
  }));
}

const light = tokens(css.slice(css.indexOf("@theme"), css.indexOf("@layer base")));
const dark = new Map([
  ...light,
  ...tokens(css.slice(css.indexOf("prefers-color-scheme: dark"), css.indexOf("Who asks for"))),
]);

const over = ([top, alpha]: [Rgb, number], below: Rgb): Rgb =>
  top.map((value, at) => value * alpha + below[at]! * (1 - alpha)) as Rgb;

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const BACKDROP = ["canvas", "glow-1", "glow-2", "glow-3", "glow-4"];
const SURFACES = [[], ["glass"], ["glass-strong"], ["glass", "glass-soft"], ["glass", "field"], [
  "glass",
  "accent-soft",
]];
const TEXTS = ["ink", "ink-soft", "accent", "good", "warn", "bad"];
/** Text on a ground of its own. */
const PAIRS = [["good", "good-soft"], ["warn", "warn-soft"], ["bad", "bad-soft"]] as const;
const AA = 4.5;
const AA_EDGE = 3;

for (const [scheme, token] of [["light", light], ["dark", dark]] as const) {
  const get = (name: string) => token.get(name)!;
  const ground = (backdrop: string, surfaces: string[]) =>
    surfaces.reduce((below, surface) => over(get(surface), below), get(backdrop)[0]);
  const check = (text: string, backdrop: string, surfaces: string[], least: number) => {
    const ratio = contrast(get(text)[0], ground(backdrop, surfaces));
    ok(ratio >= least, `${text} on ${[backdrop, ...surfaces].join(" + ")}: ${ratio.toFixed(2)}`);
  };

  Deno.test(`every text is legible on every spot of the backdrop, ${scheme}`, () => {
    for (const backdrop of BACKDROP) {
      for (const surfaces of SURFACES) for (const text of TEXTS) check(text, backdrop, surfaces, AA);
      for (const [text, own] of PAIRS) check(text, backdrop, ["glass", own], AA);
      check("field-edge", backdrop, ["glass"], AA_EDGE);
    }
    check("on-accent", "accent", [], AA);
    check("on-accent", "accent-strong", [], AA);
  });
}
