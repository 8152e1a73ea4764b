import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, leaf, panel, type Point, solid, speckles, TILT, turned, vessel } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function budVase(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 90);
  p.line("M404 330C400 290 440 260 432 230", "#6f8a55", 7);
  for (const [x, y, angle] of [[406, 312, 70], [408, 296, -60]] as const) {
    p.path(leaf(x, y, angle, 84, 20), p.flat("#7f9a62"));
  }
  for (let i = 0; i < 7; i++) p.path(leaf(432, 226, i * 51, 52, 24), p.flat(i % 2 ? "#f0d9a8" : "#f6e6c2"));
  p.ellipse(432, 226, 20, 20, p.ball("#c98a3a"));
  vessel(p, 400, [[326, 38], [340, 30], [430, 30], [500, 92], [580, 128], [630, 108], [650, 90]], colour);
  p.path("M316 500q-36 60-20 110q-40-50 20-110Z", "#fff", `opacity=".5"`);
  return p;
}

export function ribbedVase(): Picture {
  const tint = "#bcd6cb";
  const p = new Picture("sand", "standing");
  p.ground(400, 650, 100);
  const stems: [string, number, number][] = [["M400 600C390 420 330 300 250 180", 250, -40], [
    "M404 600C410 400 420 260 420 130",
    420,
    0,
  ], ["M408 600C430 420 480 300 560 190", 560, 40]];
  for (const [stem] of stems) p.line(stem, "#6d7f58", 6);
  for (
    const [x, y, angle] of [
      [258, 190, -40],
      [290, 240, -95],
      [300, 270, 10],
      [334, 330, -100],
      [345, 350, 14],
      [420, 140, 0],
      [420, 190, -60],
      [420, 220, 60],
      [418, 270, -64],
      [416, 300, 62],
      [552, 200, 40],
      [520, 250, 100],
      [512, 270, -14],
      [470, 340, 98],
      [462, 350, -16],
    ] as const
  ) {
    p.path(leaf(x, y, angle, 84, 24), p.flat(angle % 3 ? "#8ba37f" : "#a3b795"));
  }
  const profile: [number, number][] = [[360, 96], [380, 88], [470, 116], [580, 128], [640, 108], [650, 100]];
  p.path(turned(400, profile), p.glass(tint));
  p.path(turned(400, [[520, 122], [580, 126], [636, 106], [646, 98]]), "#9fc4bb", `opacity=".45"`);
  const ribs = [-84, -60, -32, 0, 32, 60, 84].map((x) => `M${400 + x} 376Q${400 + x * 1.5} 540 ${400 + x * 1.05} 654`);
  p.line(ribs.join(""), "#fff", 6, `opacity=".5"`);
  p.ellipse(400, 360, 96, 96 * TILT, "none", `stroke="#e9f4ef" stroke-width="8"`);
  return p;
}

export function amphora(): Picture {
  const clay = PALETTE.terracotta;
  const p = new Picture("butter", "standing");
  p.ground(400, 650, 90);
  for (const side of [-1, 1]) {
    p.line(
      `M${400 + side * 58} 240c${side * 110}-10 ${side * 130} 80 ${side * 92} 160`,
      darker(clay, side > 0 ? 0.28 : 0.1),
      26,
    );
  }
  vessel(p, 400, [
    [190, 78],
    [204, 80],
    [230, 56],
    [290, 54],
    [350, 110],
    [430, 168],
    [520, 158],
    [600, 104],
    [630, 84],
    [650, 92],
  ], clay);
  p.path(turned(400, [[372, 128], [400, 150], [440, 168]]), "#f2e3d0", `opacity=".35"`);
  speckles(p, [260, 360, 280, 220], clay, 50);
  return p;
}

export function brassCandlestick(tall: boolean): Picture {
  const p = new Picture(tall ? "rose" : "sage", "standing");
  const brass = PALETTE.brass;
  const base = 650;
  const height = tall ? 250 : 120;
  p.ground(400, base, 122);
  const top = base - height;
  const stem: [number, number][] = tall
    ? [
      [top, 44],
      [top + 20, 46],
      [top + 40, 20],
      [top + 90, 16],
      [top + 130, 34],
      [top + 150, 16],
      [top + 206, 20],
      [top + 226, 60],
      [base - 14, 120],
      [base, 122],
    ]
    : [[top, 48], [top + 26, 50], [top + 44, 24], [top + 66, 30], [top + 86, 70], [base - 14, 120], [base, 122]];
  p.path(turned(400, [[top - 160, 20], [top - 158, 22], [top + 4, 24]]), p.round(PALETTE.ivory));
  p.ellipse(400, top - 160, 20, 5, lighter(PALETTE.ivory, 0.5));
  flame(p, 400, top - 166);
  solid(p, 400, stem, brass, 0.6);
  p.path(turned(400, [[top - 30, 23.5], [top + 6, 24]]), p.round(PALETTE.ivory));
  return p;
}

export function flame(p: Picture, x: number, y: number): void {
  p.ellipse(x, y - 34, 120, 130, p.glow("#ffdf8f", 0.75));
  p.line(`M${x} ${y + 4}v-16`, "#4a3a30", 4);
  p.path(`M${x} ${y - 82}c26 36 24 72 0 76c-24-4-26-40 0-76Z`, p.down("#ffb545", "#fff2c4"));
}

export function soyCandle(label: string, wax: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 140);
  p.path(turned(400, [[420, 138], [600, 138], [632, 132]]), p.round(wax, 0.5));
  p.ellipse(400, 420, 138, 138 * TILT, lighter(wax, 0.35));
  p.ellipse(400, 420, 80, 12, p.glow("#ffd98a", 0.9));
  flame(p, 400, 412);
  p.path(turned(400, [[360, 148], [640, 148], [650, 140]]), p.glass(mix(label, "#e8efee", 0.7)));
  p.ellipse(400, 360, 148, 148 * TILT, "none", `stroke="#fff" stroke-width="5" opacity=".7"`);
  p.path("M312 470q88 26 176 0v110q-88 26-176 0Z", p.round(lighter(label, 0.08)));
  p.path("M324 484q76 22 152 0v84q-76 22-152 0Z", "none", `stroke="#fffdf6" stroke-width="3" opacity=".85"`);
  p.line("M400 516v44", "#fffdf6", 4);
  p.path(leaf(400, 548, 46, 36, 10) + leaf(400, 548, -46, 36, 10) + leaf(400, 524, 0, 26, 8), "#fffdf6");
  p.path(panel(268, 390, 14, 230, 7), "#fff", `opacity=".6"`);
  return p;
}

export function dinnerCandles(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.group("rotate(24 400 400)", () => {
    p.line("M340 150C340 60 460 60 460 150", "#e9dcc0", 8);
    for (const x of [340, 460]) {
      const candle = `M${x - 22} 160q22-20 44 0l14 480q-36 16-72 0Z`;
      p.cast(candle, 14);
      p.path(candle, p.round(colour, 0.4));
      p.line(`M${x - 10} 190l-8 420`, "#fff", 7, `opacity=".4"`);
    }
    p.path("M286 420q114 26 228 0v44q-114 26-228 0Z", p.round("#e4d3b4"));
    p.line("M390 436c-60-60-90 20 0 10c90 10 60-70 0-10l-34 56M400 446l34 46", "#a98d62", 7);
  });
  return p;
}

export function reedDiffuser(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 112);
  for (const [x, tilt] of [[300, 380], [340, 388], [382, 394], [420, 402], [462, 410], [508, 418]] as const) {
    p.line(`M${tilt} 600L${x} ${170 + Math.abs(400 - x) * 0.35}`, "#b48a5a", 8);
    p.line(`M${tilt - 2} 600L${x - 2} ${172 + Math.abs(400 - x) * 0.35}`, "#d8b584", 3);
  }
  p.path(turned(400, [[540, 116], [630, 118], [642, 110]]), colour, `opacity=".55"`);
  p.path(
    turned(400, [[390, 46], [420, 46], [450, 60], [480, 118], [636, 120], [650, 112]]),
    p.glass(mix(colour, "#e8efee", 0.5)),
  );
  solid(p, 400, [[378, 50], [384, 52], [410, 50]], PALETTE.oak);
  p.rect(336, 520, 128, 92, 4, "#fbf7ee");
  p.rect(346, 530, 108, 72, 2, "none", `stroke="${colour}" stroke-width="3"`);
  p.path(leaf(400, 592, 0, 48, 16) + leaf(400, 588, 56, 34, 12) + leaf(400, 588, -56, 34, 12), colour);
  p.path(panel(292, 500, 12, 124, 6), "#fff", `opacity=".6"`);
  return p;
}

export function wallClock(wood: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  p.cast("M400 130a270 270 0 1 0 .1 0Z", 18);
  p.ellipse(400, 400, 270, 270, p.flat(darker(wood, 0.2)));
  p.ellipse(398, 398, 258, 258, p.flat(wood));
  grain(p, [180, 240, 440, 330], wood, 9);
  p.ellipse(398, 398, 258, 258, "none", `stroke="${lighter(wood, 0.35)}" stroke-width="4" opacity=".7"`);
  for (let hour = 0; hour < 12; hour++) {
    const angle = hour * Math.PI / 6;
    const [x, y] = [400 + 210 * Math.sin(angle), 400 - 210 * Math.cos(angle)];
    p.ellipse(x, y, hour % 3 ? 8 : 13, hour % 3 ? 8 : 13, p.ball(PALETTE.brass));
  }
  p.line("M400 400L300 330M400 400L470 240", "#4a3226", 15, `opacity=".25" transform="translate(7 10)"`);
  p.line("M400 400L300 330", PALETTE.brass, 15);
  p.line("M400 400L470 240", PALETTE.brass, 10);
  p.ellipse(400, 400, 18, 18, p.ball(PALETTE.brass));
  return p;
}

export function roundMirror(): Picture {
  const p = new Picture("sage", "hanging");
  p.ellipse(400, 110, 13, 13, p.ball(PALETTE.brass));
  p.line("M392 116L250 250M408 116L550 250", PALETTE.walnut, 18);
  p.cast("M400 190a240 240 0 1 0 .1 0Z", 18);
  p.ellipse(400, 430, 244, 244, p.flat(PALETTE.brass));
  p.ellipse(400, 430, 228, 228, darker(PALETTE.brass, 0.35));
  p.ellipse(401, 431, 224, 224, p.down("#eef4f5", "#b8cbd1"));
  p.path(
    "M230 380L420 212q60 6 108 40L232 520q-30-70-2-140ZM270 590L580 300q20 24 32 58L320 630Z",
    "#fff",
    `opacity=".45"`,
  );
  return p;
}

export function seagrassBasket(): Picture {
  const straw = "#cfae78";
  const p = new Picture("stone", "standing");
  p.ground(400, 648, 160);
  for (const side of [-1, 1]) {
    p.line(`M${400 + side * 212} 400c${side * 74}-20 ${side * 74} 100 ${side * -6} 90`, darker(straw, 0.3), 22);
  }
  vessel(p, 400, [[380, 210], [400, 216], [520, 226], [600, 200], [648, 160]], straw, "#a9854f");
  p.path("M226 376q-4-70 60-76h190q80 4 96 72q-160 44-346 4Z", p.flat(PALETTE.sage));
  p.path("M262 330q140-30 280 0l16 26q-150-26-312 2Z", lighter(PALETTE.sage, 0.3));
  p.line("M246 352q150-30 312 0", darker(PALETTE.sage, 0.3), 4, `opacity=".5"`);
  p.path("M190 380a210 35.700 0 0 0 420 0l6 30a216 40 0 0 1-432 0Z", p.round(straw));
  for (let row = 0; row < 6; row++) {
    const y = 440 + row * 33;
    const r = [220, 224, 226, 218, 202, 180][row]!;
    p.line(`M${400 - r} ${y}A${r} ${r * TILT} 0 0 0 ${400 + r} ${y}`, darker(straw, 0.36), 5, `opacity=".55"`);
    const weave = [-0.86, -0.66, -0.42, -0.15, 0.15, 0.42, 0.64, 0.8].map((share) => {
      const x = 400 + r * (share + (row % 2) * 0.09);
      return `M${x} ${y + r * TILT * Math.sqrt(1 - share * share) - 6}l14 24`;
    });
    p.line(weave.join(""), lighter(straw, 0.35), 7, `opacity=".7"`);
  }
  return p;
}

export function feltBox(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 632, 215, 0.08);
  p.path("M196 400l84-56h330l-60 56Z", darker(colour, 0.42));
  p.path("M550 400l60-56 2 214-62 80Z", p.down(darker(colour, 0.12), darker(colour, 0.3)));
  p.path("M196 400H550V638q-6 6-20 6H216q-16 0-20-6Z", p.flat(colour));
  p.line("M196 400H550", lighter(colour, 0.3), 8);
  for (const [x, y] of [[196, 470], [196, 580], [526, 470], [526, 580]] as const) {
    p.rect(x, y, 24, 34, 3, PALETTE.walnut);
    p.line(`M${x + 12} ${y + 10}h0M${x + 12} ${y + 24}h0`, lighter(PALETTE.oak, 0.2), 5);
  }
  p.path("M320 470q54 10 108 0v26q-54 14-108 0Z", p.down(lighter(PALETTE.walnut, 0.2), PALETTE.walnut));
  const fibres: Point[] = [[230, 430], [300, 560], [380, 440], [440, 600], [500, 540]];
  p.line(
    fibres.map(([x, y]) => `M${x} ${y}l14 8m30 40l12-6m-40-30l8 10`).join(""),
    lighter(colour, 0.4),
    2.5,
    `opacity=".5"`,
  );
  return p;
}
