import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, leaf, numbers, panel, solid, turned } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

/** What lies on the soap: the plant that scents it. */
export type Garnish = "lavender" | "rosemary" | "orange" | "none";

export function oliveSoap(colour: string, garnish: Garnish, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 630, 230, 0.09);
  p.path(
    "M140 590q0-14 14-14H646q14 0 14 14l-14 42q-4 10-16 10H170q-12 0-16-10Z",
    p.down(lighter(PALETTE.oak, 0.15), darker(PALETTE.oak, 0.2)),
  );
  grain(p, [160, 594, 480, 36], PALETTE.oak, 3);
  bar(p, 180, 452, 300, darker(colour, 0.06));
  bar(p, 226, 330, 280, colour);
  p.path("M312 392q52-16 104 0q8 26 0 52q-52 14-104 0q-8-26 0-52Z", darker(colour, 0.12), `opacity=".7"`);
  p.path(leaf(364, 440, 0, 46, 12) + leaf(364, 438, 52, 34, 10) + leaf(364, 438, -52, 34, 10), lighter(colour, 0.35));
  drawGarnish(p, garnish);
  return p;
}

function bar(p: Picture, x: number, y: number, width: number, colour: string): void {
  const top = `M${x + 4} ${y + 30}q4-18 36-40q8-6 20-6H${x + width - 58}q14 0 22 10l30 36Z`;
  p.path(top, lighter(colour, 0.35));
  p.path(panel(x, y + 14, width, 116, 16), p.flat(colour));
  p.line(`M${x + 16} ${y + 20}H${x + width - 18}`, lighter(colour, 0.5), 5, `opacity=".8"`);
}

function drawGarnish(p: Picture, garnish: Garnish): void {
  if (garnish === "orange") {
    for (const [x, y] of [[566, 540], [630, 566]] as const) {
      p.ellipse(x, y, 54, 52, "#e08a2e");
      p.ellipse(x, y, 46, 44, "#f7d9a0");
      for (let i = 0; i < 8; i++) p.path(leaf(x, y, i * 45, 42, 15), "#f0a548");
    }
  }
  if (garnish !== "lavender" && garnish !== "rosemary") return;
  const next = numbers(9);
  const lavender = garnish === "lavender";
  const tones = lavender ? ["#8473ad", "#a394c7"] : ["#5d7a58", "#7a9670"];
  for (const [i, angle] of [50, 66, 82].entries()) {
    const sprig = ["", ""];
    for (let step = 0; step < 8; step++) {
      const y = 390 + step * (lavender ? 11 : 24);
      const [length, width] = lavender ? [24, 10] : [38, 6];
      sprig[step % 2] += leaf(520, y, 46 + next() * 12, length, width) + leaf(520, y, -46, length, width);
    }
    p.group(`rotate(${angle} 520 600) translate(0 ${i * 10})`, () => {
      p.line("M520 620V380", "#71875a", 5);
      p.path(sprig[0]!, tones[0]!);
      p.path(sprig[1]!, tones[1]!);
    });
  }
}

export function handWash(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  const amber = "#7a4a24";
  p.ground(400, 650, 110);
  p.path(turned(400, [[330, 40], [350, 42], [372, 64], [420, 118], [636, 120], [650, 112]]), p.round(amber, 0.35));
  p.path(turned(400, [[470, 117], [630, 117], [642, 110]]), "#4a2a14", `opacity=".45"`);
  p.path("M284 470a118 20 0 0 0 232 0v118a118 20 0 0 1-232 0Z", p.round("#f6efe1", 0.4));
  p.path("M300 480a100 17 0 0 0 200 0v98a100 17 0 0 1-200 0Z", "none", `stroke="${colour}" stroke-width="4"`);
  p.path(leaf(400, 576, 0, 60, 20) + leaf(400, 572, 54, 48, 16) + leaf(400, 572, -54, 48, 16), colour);
  solid(p, 400, [[300, 44], [304, 48], [340, 48], [346, 44]], "#a9abac", 0.6);
  p.path(turned(400, [[240, 12], [240, 12], [300, 12]]), p.round("#b4b6b7", 0.6));
  p.path(
    "M276 222q0-18 20-18h130q24 0 24 20v20q0 10-14 10h-70q-50 0-70 26l-16-8q14-30 4-30Z",
    p.down("#f2f2f1", "#8f9193"),
  );
  p.path(panel(298, 430, 13, 190, 6), "#fff", `opacity=".5"`);
  return p;
}

export function bathBrush(): Picture {
  const beech = "#dcb78a";
  const p = new Picture("mist", "flat");
  p.group("rotate(-36 400 400)", () => {
    const wood = "M90 376q-20 24 0 48q200 8 330-2q40 40 130 40q140 0 150-62q-10-62-150-62q-90 0-130 40q-130-10-330-2Z";
    p.cast(wood, 16);
    const bristles = Array.from({ length: 34 }, (_, i) => {
      const x = 452 + (i % 17) * 14;
      return `M${x} ${i < 17 ? 400 : 420}l${(i % 3) - 1} ${i < 17 ? -74 : 64}`;
    });
    p.line(bristles.join(""), "#e9d8b4", 9);
    p.line(bristles.join(""), "#bda478", 2);
    p.path(wood, p.down(lighter(beech, 0.2), darker(beech, 0.22)));
    grain(p, [110, 384, 560, 36], beech, 3);
    p.ellipse(106, 400, 8, 8, darker(beech, 0.5));
    p.line("M106 400c-60-50-90 40-10 10", PALETTE.cream, 7);
    p.line("M470 362q60-22 180 4", mix(beech, "#ffffff", 0.6), 7, `opacity=".7"`);
  });
  return p;
}
