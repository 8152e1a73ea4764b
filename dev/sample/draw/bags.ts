import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, numbers, panel, solid, TILT, turned } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function canvasTote(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 640, 190, 0.08);
  p.line("M330 330C320 130 480 130 470 330", darker(colour, 0.25), 24);
  const body = "M222 316q178 14 356 0l14 300q2 30-28 32H236q-30-2-28-32Z";
  p.path(body, p.flat(colour));
  p.path("M222 316q178 14 356 0l2 40q-180 14-360 0Z", darker(colour, 0.12), `opacity=".6"`);
  p.line("M224 352q176 14 352 0", lighter(colour, 0.45), 3, `stroke-dasharray="9 7"`);
  p.line("M318 400C300 120 500 120 482 400", darker(colour, 0.06), 26);
  p.line("M314 396C298 124 498 120 480 380", lighter(colour, 0.3), 6, `opacity=".7"`);
  for (const x of [304, 468]) {
    p.path(panel(x, 384, 30, 40, 2), darker(colour, 0.1), `stroke="${lighter(colour, 0.4)}" stroke-width="2"`);
  }
  p.path(panel(306, 470, 188, 130, 8), lighter(colour, 0.1), `stroke="${darker(colour, 0.22)}" stroke-width="4"`);
  const next = numbers(13);
  const weave = Array.from(
    { length: 44 },
    () => `M${Math.round(236 + next() * 310)} ${Math.round(370 + next() * 260)}h${Math.round(6 + next() * 14)}`,
  );
  p.line(weave.join(""), darker(colour, 0.4), 2, `opacity=".22"`);
  p.path(
    "M250 380q-14 120 0 250l-20 4q-14-120 0-256ZM560 380q20 120 14 250l-24 6q12-120 10-256Z",
    darker(colour, 0.5),
    `opacity=".12"`,
  );
  return p;
}

export function backpack(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 646, 180, 0.1);
  p.line("M250 300c-60 60-70 200-30 300M550 300c60 60 70 200 30 300", darker(colour, 0.4), 26);
  p.line("M360 190q40-50 80 0", darker(PALETTE.walnut, 0.1), 16);
  p.path("M244 330q0-40 30-50H526q30 10 30 50l22 270q0 46-46 48H268q-46-2-46-48Z", p.flat(colour));
  p.path("M252 260q-6-62 28-66H520q34 4 28 66q-148 26-296 0Z", p.down(lighter(colour, 0.25), darker(colour, 0.2)));
  p.path("M252 262q148 26 296 0l6 60q-154 30-308 0Z", p.down(darker(colour, 0.25), colour));
  p.ellipse(270, 226, 16, 32, darker(colour, 0.4));
  p.path(
    panel(272, 440, 256, 170, 18),
    p.flat(lighter(colour, 0.06)),
    `stroke="${darker(colour, 0.35)}" stroke-width="4"`,
  );
  p.path("M272 470q128 24 256 0v-12q0-18-18-18H290q-18 0-18 18Z", darker(colour, 0.2));
  p.path("M380 190h40v206q-20 18-40 0Z", p.round(PALETTE.walnut));
  p.rect(368, 330, 64, 44, 8, "none", `stroke="${PALETTE.brass}" stroke-width="10"`);
  p.line("M286 600h228M288 458h224", lighter(colour, 0.4), 3, `stroke-dasharray="9 7" opacity=".7"`);
  p.path(panel(376, 500, 48, 34, 3), PALETTE.walnut);
  p.path("M262 340q-14 130-10 250l16 6q-6-130 12-254Z", "#fff", `opacity=".16"`);
  return p;
}

export function washBag(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 634, 230, 0.08);
  p.path("M196 420q200-70 408 0l-30 40H226Z", darker(colour, 0.35));
  p.path("M178 440q0-30 40-30q182 24 364 0q40 0 40 30l16 150q2 50-50 52H212q-52-2-50-52Z", p.flat(colour));
  p.path("M196 418q204 30 408 0l6 30q-210 32-420 0Z", darker(colour, 0.22));
  p.line("M204 430q196 26 392 0", PALETTE.brass, 7, `stroke-dasharray="4 5"`);
  p.path("M588 428l48 20-8 26-50-24Z", p.down(lighter(PALETTE.brass, 0.4), PALETTE.brass));
  p.path("M640 452l40 60-22 12-36-60Z", p.flat(PALETTE.walnut));
  p.path("M162 570q238 40 476 0l2 22q0 50-52 50H212q-52-2-50-52Z", darker(colour, 0.18));
  p.line("M164 566q236 40 472 0", lighter(colour, 0.45), 3, `stroke-dasharray="9 7" opacity=".8"`);
  p.path(panel(340, 490, 120, 56, 4), PALETTE.walnut);
  p.path(
    panel(348, 498, 104, 40, 2),
    "none",
    `stroke="${lighter(PALETTE.walnut, 0.4)}" stroke-width="2.500" stroke-dasharray="7 5"`,
  );
  p.path("M206 470q-12 50-8 84q-30-40 8-84Z", "#fff", `opacity=".25"`);
  return p;
}

export function insulatedBottle(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 88);
  p.path(turned(400, [[236, 60], [250, 62], [290, 66], [330, 98], [350, 100], [636, 100], [650, 90]]), p.round(colour));
  p.path("M300 606a100 17 0 0 0 200 0v26q-2 14-10 18a90 15 0 0 1-180 0q-8-4-10-18Z", p.round(darker(colour, 0.1)));
  solid(p, 400, [[176, 58], [182, 64], [226, 64], [238, 60]], "#aeb1b2", 0.6);
  solid(p, 400, [[158, 58], [160, 60], [182, 60]], PALETTE.oak);
  p.line("M342 196c-34-70 150-70 116 0", "#8d9092", 10);
  p.path(panel(322, 360, 14, 230, 7), "#fff", `opacity=".5"`);
  p.line("M372 480q28 22 56 0M380 462q20 16 40 0", lighter(colour, 0.6), 5);
  return p;
}

export function lunchTin(): Picture {
  const p = new Picture("sage", "standing");
  const steel = "#c3c7c8";
  p.ground(400, 646, 210, 0.12);
  for (const [top, height] of [[500, 140], [370, 130]] as const) {
    p.path(turned(400, [[top, 214], [top, 214], [top + height - 16, 214], [top + height, 204]]), p.round(steel, 0.6));
    p.ellipse(400, top, 214, 214 * TILT, lighter(steel, 0.3));
    p.path(
      `M186 ${top + 12}a214 36.400 0 0 0 428 0`,
      "none",
      `stroke="${darker(steel, 0.25)}" stroke-width="5" opacity=".5"`,
    );
  }
  p.path(turned(400, [[330, 190], [338, 216], [376, 218], [384, 214]]), p.round(steel, 0.6));
  p.ellipse(400, 332, 194, 194 * TILT, p.flat(lighter(steel, 0.2)));
  p.ellipse(400, 332, 150, 150 * TILT, "none", `stroke="${darker(steel, 0.18)}" stroke-width="4" opacity=".6"`);
  p.line("M330 330C330 230 470 230 470 330", darker(steel, 0.25), 16);
  p.line("M334 326C336 238 464 236 466 322", "#fff", 4);
  for (const x of [192, 584]) {
    p.rect(x, 376, 24, 190, 8, p.round("#9da1a3", 0.6));
    p.rect(x - 4, 470, 32, 22, 6, p.round("#8a8e90", 0.6));
  }
  p.path("M240 430v60M240 560v50", "none", `stroke="#fff" stroke-width="14" opacity=".7" stroke-linecap="round"`);
  grain(p, [160, 652, 480, 6], mix(steel, PALETTE.sage, 0.5), 1);
  return p;
}
