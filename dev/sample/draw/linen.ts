import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { numbers } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

const LINEN = "#efe8da";

export function teaTowel(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  p.line("M170 180H630", darker(PALETTE.oak, 0.15), 20);
  p.line("M170 175H630", lighter(PALETTE.oak, 0.3), 6);
  const cloth = "M250 176q150 12 300 0q8 220-2 470q-20 14-48 2q-34-12-66 2t-64-2-60 4-62-6q-8-240 2-470Z";
  p.cast(cloth, 16);
  p.path(cloth, p.flat(LINEN));
  for (const [y, width] of [[520, 26], [560, 8], [584, 8], [470, 8], [446, 8]] as const) {
    p.band(`M247 ${y}q150 14 302 0`, colour, width);
  }
  p.path(
    "M330 182q10 220-8 464q24-8 46 0q14-240 2-464ZM460 182q16 240 4 462l30-4q8-230-2-458Z",
    darker(LINEN, 0.5),
    `opacity=".1"`,
  );
  p.path("M384 182q8 220 0 460l20-4q8-230 0-456Z", "#fff", `opacity=".45"`);
  return p;
}

export function apron(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  p.ellipse(400, 116, 13, 13, p.ball(PALETTE.brass));
  p.line("M322 224C330 110 470 110 478 224", darker(colour, 0.2), 16);
  p.line("M226 420q-60 60-34 170M574 420q60 60 34 170", darker(colour, 0.2), 14);
  const cloth = "M310 210q90 20 180 0q6 130 84 200q16 150 6 280q-180 24-360 0q-10-130 6-280q78-70 84-200Z";
  p.cast(cloth, 16);
  p.path(cloth, p.flat(colour));
  p.path(
    "M300 470q100 12 200 0l-6 110q-94 14-188 0Z",
    lighter(colour, 0.1),
    `stroke="${darker(colour, 0.25)}" stroke-width="4"`,
  );
  p.line("M400 476v112", darker(colour, 0.25), 4);
  p.line("M322 226q78 16 156 0", lighter(colour, 0.35), 4, `stroke-dasharray="10 8"`);
  p.path(
    "M260 440q-16 120-8 250l40 4q-10-130 10-260ZM520 440q20 120 10 250l-28 4q8-120-4-256Z",
    darker(colour, 0.5),
    `opacity=".14"`,
  );
  return p;
}

export function ovenGlove(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.group("rotate(12 400 400)", () => {
    const glove =
      "M290 690q-14-180-10-330q10-190 130-200q120 4 122 190q34-60 84-40q46 26 10 90q-40 74-90 116q-10 90-8 174q-110 26-238 0Z";
    p.cast(glove, 16);
    p.path(glove, p.flat(colour));
    const quilt: string[] = [];
    for (let i = 0; i < 5; i++) quilt.push(`M290 ${300 + i * 70}l240-120M288 ${250 + i * 70}l240 130`);
    p.line(quilt.join(""), darker(colour, 0.3), 3, `opacity=".5" stroke-dasharray="9 5"`);
    p.path("M284 630q122 22 246-4l2 62q-120 26-242 2Z", lighter(LINEN, 0.1));
    p.line("M286 646q120 20 244-4", darker(LINEN, 0.2), 3);
    p.line("M300 690q-30 50 6 54t8-50", LINEN, 12);
  });
  return p;
}

export function linenCushion(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  cushion(p, colour, "linen");
  const next = numbers(7);
  const threads = Array.from(
    { length: 26 },
    () => `M${Math.round(210 + next() * 330)} ${Math.round(300 + next() * 280)}h${Math.round(20 + next() * 40)}`,
  );
  p.line(threads.join(""), lighter(colour, 0.5), 2, `opacity=".4"`);
  return p;
}

export function blockPrintCushion(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  cushion(p, LINEN, colour);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const [x, y] = [228 + column * 96 + (row % 2) * 30, 316 + row * 84];
      if (x > 570) continue;
      p.path(
        `M${x} ${y + 32}v-34m0 22c-26-2-26-26-26-26s26 0 26 26c0-26 26-26 26-26s0 24-26 26M${x} ${
          y - 2
        }c-14-14 0-32 0-32s14 18 0 32Z`,
        colour,
        `stroke="${colour}" stroke-width="4" opacity=".88"`,
      );
    }
  }
  return p;
}

function cushion(p: Picture, colour: string, piping: string): void {
  p.ground(395, 632, 225, 0.07);
  const body =
    "M176 254q36-6 100 10q124 18 248 0q64-16 100-10q10 34-8 100q-20 110 0 200q18 60 8 92q-40 8-100-8q-124-20-248 0q-64 16-100 8q-12-32 6-92q22-100 2-200q-18-66-8-100Z";
  p.path(body, p.flat(colour));
  p.path(body, p.glow("#fff", 0.3));
  p.path(body, "none", `stroke="${piping === "linen" ? darker(colour, 0.2) : piping}" stroke-width="7"`);
  p.line(
    "M184 262q70 60 90 120M616 262q-60 60-86 110M184 638q60-50 84-104M616 638q-56-60-84-110",
    darker(colour, 0.4),
    8,
    `opacity=".14"`,
  );
}

export function lambswoolThrow(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 640, 230, 0.07);
  const light = mix(colour, LINEN, 0.62);
  for (const [i, y] of [590, 520, 450].entries()) {
    const inset = i * 6;
    const fold = `M${180 + inset} ${y - 14}q0-30 30-30H${590 - inset}q36 0 36 42t-36 42H${210 + inset}q-30 0-30-24Z`;
    p.path(fold, p.down(lighter(i % 2 ? light : colour, 0.2), darker(i % 2 ? light : colour, 0.2)));
    p.band(
      `M${250 + inset} ${y - 42}v80M${300 + inset} ${y - 42}v80M${430 + inset} ${y - 42}v80M${480 + inset} ${
        y - 42
      }v80`,
      i % 2 ? colour : light,
      16,
      `opacity=".55"`,
    );
    p.line(`M${190 + inset} ${y + 2}H${600 - inset}`, i % 2 ? colour : light, 9, `opacity=".55"`);
  }
  const fringe = Array.from({ length: 19 }, (_, i) => `M${196 + i * 21} 630q${i % 2 ? 4 : -4} 16 0 30`);
  p.line(fringe.join(""), lighter(colour, 0.1), 6);
  return p;
}

export function waffleTowel(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 640, 215, 0.07);
  for (const [y, shade] of [[596, 0.1], [510, 0], [424, -0.12]] as const) {
    const tone = shade > 0 ? darker(colour, shade) : lighter(colour, -shade);
    p.path(
      `M190 ${y - 30}q4-14 24-14H570q44 0 44 44t-44 44H214q-24 0-26-18t12-28q-14-8-10-28Z`,
      p.down(lighter(tone, 0.3), darker(tone, 0.14)),
    );
    const rows = [-28, -10, 8, 26].map((dy) => `M204 ${y + dy}H600`);
    const columns = Array.from({ length: 21 }, (_, i) => `M${210 + i * 19} ${y - 40}v80`);
    p.line(rows.join("") + columns.join(""), darker(tone, 0.35), 3, `opacity=".2"`);
    p.line(`M206 ${y + 1}H590`, darker(tone, 0.4), 5, `opacity=".4"`);
  }
  return p;
}

export function picnicBlanket(colour: string, accent: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 630, 230, 0.07);
  p.line("M300 440C300 300 500 300 500 440", darker(PALETTE.walnut, 0.1), 20);
  const roll = "M170 430H600q60 0 60 100t-60 100H170Z";
  p.path(roll, p.down(lighter(colour, 0.3), darker(colour, 0.25)));
  for (const x of [210, 300, 390, 480, 570]) {
    p.band(`M${x} 432q24 96 0 196`, accent, 20, `opacity=".6"`);
  }
  for (const y of [476, 540, 596]) p.band(`M170 ${y}H640`, accent, 9, `opacity=".5"`);
  p.ellipse(170, 530, 56, 100, darker(colour, 0.2));
  p.line("M170 604a42 74 0 1 1 26-76a30 50 0 1 1-40-30a18 30 0 0 1 22 30", lighter(colour, 0.35), 8);
  for (const x of [290, 490]) {
    p.path(
      `M${x} 426h34q22 100 0 206h-34q24-100 0-206Z`,
      p.down(lighter(PALETTE.walnut, 0.2), darker(PALETTE.walnut, 0.3)),
    );
    p.rect(x + 6, 500, 40, 44, 6, "none", `stroke="${PALETTE.brass}" stroke-width="8"`);
  }
  return p;
}

export function bunting(colours: string[], backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  const rows = [[190, 0], [440, 2]] as const;
  for (const [top, shift] of rows) {
    for (let i = 0; i < 5; i++) {
      const x = 110 + i * 118;
      const y = top + 60 * (1 - ((i - 2) / 2.6) ** 2);
      const tilt = (i - 2) * -7;
      const colour = colours[(i + shift) % colours.length]!;
      p.group(`rotate(${tilt} ${x + 54} ${y})`, () => {
        const flag = `M${x} ${y}h108l-54 138Z`;
        p.cast(flag, 7);
        p.path(flag, p.flat(colour));
        if (i % 2 === 0) {
          p.line(
            `M${x + 30} ${y + 26}h0M${x + 54} ${y + 26}h0M${x + 78} ${y + 26}h0M${x + 42} ${y + 54}h0M${x + 66} ${
              y + 54
            }h0M${x + 54} ${y + 82}h0`,
            "#fff",
            11,
            `opacity=".75"`,
          );
        } else p.line(`M${x + 22} ${y + 42}h64M${x + 38} ${y + 80}h32`, "#fff", 7, `opacity=".6"`);
      });
    }
    p.line(`M60 ${top - 26}Q400 ${top + 142} 740 ${top - 26}`, LINEN, 16);
    p.line(`M60 ${top - 22}Q400 ${top + 146} 740 ${top - 22}`, darker(LINEN, 0.25), 3);
  }
  return p;
}
