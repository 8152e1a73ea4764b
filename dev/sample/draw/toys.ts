import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, panel, turned } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function rainbowStacker(): Picture {
  const p = new Picture("mist", "standing");
  p.ground(400, 640, 270, 0.06);
  const colours = ["#c4524a", "#e08a4b", "#e7bd5a", "#84a66a", "#5b93a8", "#52679c", "#80588c"];
  for (const [i, colour] of colours.entries()) {
    const r = 280 - i * 36;
    p.path(`M${400 - r} 640a${r} ${r} 0 0 1 ${2 * r} 0h-31a${r - 31} ${r - 31} 0 0 0 ${62 - 2 * r} 0Z`, p.flat(colour));
    p.line(
      `M${400 - r + 8} 620a${r - 8} ${r - 8} 0 0 1 ${r * 0.72} ${-r * 0.86}`,
      lighter(colour, 0.5),
      4,
      `opacity=".6"`,
    );
  }
  p.path("M372 640a28 28 0 0 1 56 0Z", p.flat("#b56b93"));
  return p;
}

export function pullAlongWhale(): Picture {
  const p = new Picture("rose", "standing");
  const blue = "#6f97ad";
  p.ground(380, 640, 190, 0.07);
  p.add(`<g transform="translate(54 96) scale(.85)">`);
  p.line("M170 540C90 580 120 500 84 480", "#b98f5e", 6);
  p.ellipse(78, 470, 19, 19, p.ball(PALETTE.mustard));
  const body =
    "M150 480q0-150 190-160q130-4 200 90q40 50 90 30q-10-60-50-90q60-10 84 40q40-34 76-10q-30 20-50 64q-20 50-90 90q-60 46-150 46H250q-100 0-100-100Z";
  p.path(body, p.flat(blue));
  p.path("M152 500q120 60 260 40q90-10 170-30q-60 70-160 70H250q-90 0-98-80Z", lighter(blue, 0.6));
  p.line("M210 540q30 16 70 20M230 560q20 8 50 10", darker(blue, 0.1), 4, `opacity=".6"`);
  p.path("M360 500q20 80 90 76q-10-60-50-90Z", p.flat(darker(blue, 0.12)));
  p.ellipse(232, 446, 11, 11, "#2d3338");
  p.ellipse(229, 442, 4, 4, "#fff");
  p.line("M330 300q-40-70-80-44M340 300q10-80 66-60", lighter(blue, 0.4), 11);
  p.line("M220 350q60-28 130-16", "#fff", 10, `opacity=".35"`);
  for (const [x, tone] of [[240, PALETTE.mustard], [500, PALETTE.coral]] as const) {
    p.ellipse(x, 606, 52, 52, p.ball(tone));
    p.ellipse(x, 606, 30, 30, "none", `stroke="${darker(tone, 0.2)}" stroke-width="4" opacity=".6"`);
    p.ellipse(x, 606, 10, 10, p.ball(PALETTE.oak));
  }
  p.add("</g>");
  return p;
}

export function knittedBear(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 170, 0.12);
  const pale = lighter(colour, 0.5);
  for (const side of [-1, 1]) {
    const x = 400 + side * 92;
    p.ellipse(x, 196, 46, 46, p.ball(colour));
    p.ellipse(x, 198, 25, 25, darker(pale, 0.08));
    p.path(
      `M${400 + side * 96} 410q${side * 90} 30 ${side * 84} 120q${side * -10} 34 ${side * -44} 20q${side * -24}-60 ${
        side * -70
      }-80Z`,
      p.ball(darker(colour, 0.06)),
    );
  }
  p.path(turned(400, [[360, 90], [400, 120], [520, 150], [600, 130], [640, 90]]), p.ball(colour));
  p.ellipse(400, 520, 86, 92, pale, `opacity=".75"`);
  for (const side of [-1, 1]) {
    p.ellipse(400 + side * 122, 606, 74, 58, p.ball(colour));
    p.ellipse(400 + side * 132, 604, 42, 36, darker(pale, 0.05));
  }
  p.ellipse(400, 286, 138, 122, p.ball(colour));
  p.ellipse(400, 326, 60, 46, pale);
  p.path("M378 304q22-14 44 0q-4 24-22 26q-18-2-22-26Z", "#4a342a");
  p.line("M400 328v18M400 346q-18 18-36 4M400 346q18 18 36 4", "#4a342a", 5);
  p.ellipse(344, 276, 10, 11, "#3a2922");
  p.ellipse(456, 276, 10, 11, "#3a2922");
  const stitches = Array.from({ length: 40 }, (_, i) => {
    const [x, y] = [290 + (i % 10) * 24, i < 20 ? 206 + Math.floor(i / 10) * 28 : 440 + Math.floor(i / 10 - 2) * 120];
    return `M${x} ${y}l6 8 6-8`;
  });
  p.line(stitches.join(""), darker(colour, 0.3), 2.5, `opacity=".3"`);
  p.path("M310 396q90 40 180 0l6 26q-96 44-192 0Z", p.flat(PALETTE.forest));
  p.path("M440 424l48 96-34 8-34-94Z", p.flat(darker(PALETTE.forest, 0.1)));
  return p;
}

export function buildingBlocks(): Picture {
  const p = new Picture("butter", "standing");
  p.ground(400, 646, 250, 0.08);
  const bare = "#e2c08f";
  const block = (x: number, y: number, w: number, h: number, colour: string) => {
    p.path(`M${x} ${y}l22-20h${w}l-22 20Z`, lighter(colour, 0.3));
    p.path(`M${x + w} ${y}l22-20v${h}l-22 20Z`, darker(colour, 0.22));
    p.rect(x, y, w, h, 4, p.flat(colour));
    if (colour === bare) grain(p, [x + 4, y + 6, w - 8, h - 12], bare, 3);
  };
  block(170, 540, 110, 110, PALETTE.sky);
  block(290, 540, 220, 110, bare);
  block(522, 540, 110, 110, PALETTE.coral);
  block(220, 428, 110, 110, bare);
  p.path("M345 538l22-20h150l-22 20Z", lighter(PALETTE.mustard, 0.4));
  p.path("M345 538v-110h150v110h-30a45 45 0 0 0-90 0Z", p.flat(PALETTE.mustard));
  p.path("M495 428l22-20v110l-22 20Z", darker(PALETTE.mustard, 0.22));
  p.path("M345 428l22-20h150l-22 20Z", lighter(PALETTE.mustard, 0.3));
  block(365, 316, 110, 110, PALETTE.sage);
  p.path("M420 200l92 92-22 22Z", darker(PALETTE.rust, 0.25));
  p.path("M420 200l78 114H342Z", p.flat(PALETTE.rust));
  p.ellipse(578, 486, 54, 54, p.ball(mix(PALETTE.ink, "#ffffff", 0.12)));
  p.path(panel(246, 456, 58, 54, 27), lighter(bare, 0.3), `opacity=".5"`);
  return p;
}
