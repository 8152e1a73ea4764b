import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, panel, speckles, TILT, turned, vessel } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function stonewareMug(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(380, 655, 128);
  p.line("M520 390c120-26 142 176-12 176", darker(colour, 0.2), 40);
  p.line("M520 384c108-20 128 168-12 172", lighter(colour, 0.14), 22);
  vessel(p, 380, [[330, 158], [400, 164], [560, 160], [630, 138], [655, 128]], colour, lighter(PALETTE.oat, 0.3));
  const foot: [number, number][] = [[598, 152], [630, 138], [655, 128]];
  p.path(turned(380, foot), p.round(mix(PALETTE.natural, PALETTE.clay, 0.25)));
  speckles(p, [250, 380, 250, 200], colour);
  p.path("M268 372q-10 110 6 200q-22-90-16-200Z", "#fff", `opacity=".4"`);
  return p;
}

export function enamelMug(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(380, 656, 146);
  p.line("M526 410c110-10 110 160 0 158", darker(colour, 0.28), 24);
  p.line("M526 405c98-8 98 150 0 150", lighter(colour, 0.25), 9);
  vessel(p, 380, [[350, 166], [350, 166], [640, 154], [656, 146]], colour, PALETTE.white);
  p.ellipse(380, 350, 166, 166 * TILT, "none", `stroke="${PALETTE.black}" stroke-width="8"`);
  p.path("M256 400l8 228l22 6l-6-230Z", "#fff", `opacity=".34"`);
  return p;
}

export function espressoCups(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  for (const [cx, y] of [[500, 600], [270, 655]] as const) {
    p.ground(cx, y, 84);
    p.path(turned(cx, [[y - 22, 152], [y - 8, 110], [y, 84]]), p.round(colour));
    p.ellipse(cx, y - 22, 152, 152 * TILT, p.flat(lighter(colour, 0.2)));
    p.ellipse(cx, y - 20, 92, 92 * TILT, darker(colour, 0.12));
    p.line(`M${cx + 84} ${y - 120}c56-6 56 66-8 66`, darker(colour, 0.2), 17);
    vessel(p, cx, [[y - 160, 92], [y - 120, 94], [y - 60, 84], [y - 24, 62]], colour, lighter(PALETTE.oat, 0.3));
    p.ellipse(cx, y - 152, 74, 74 * TILT, "#4b2f22");
  }
  return p;
}

export function latteCup(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(390, 650, 100);
  p.line("M555 420c86-10 76 122-26 122", darker(colour, 0.18), 26);
  p.line("M555 416c74-8 66 112-24 112", lighter(colour, 0.3), 11);
  vessel(p, 390, [[372, 180], [440, 178], [560, 142], [640, 104], [650, 100]], colour, lighter(colour, 0.3));
  const ribs = [-150, -118, -82, -42, 0, 42, 82, 118, 150].map((x) =>
    `M${390 + x} 412Q${390 + x * 0.98} 520 ${390 + x * 0.6} 640`
  );
  p.line(ribs.join(""), darker(colour, 0.3), 4, `opacity=".3"`);
  p.ellipse(390, 382, 160, 160 * TILT, "#c79a73");
  p.path("M390 368c-30-14-66 2-66 14s34 14 66 22c32-8 66-10 66-22s-36-28-66-14Z", "#f4e6d4");
  return p;
}

export function everydayBowl(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 130);
  vessel(p, 400, [[430, 236], [520, 226], [610, 176], [650, 130]], colour, mix(colour, PALETTE.oat, 0.2));
  p.ellipse(400, 452, 150, 20, darker(colour, 0.3), `opacity=".35"`);
  p.path(turned(400, [[600, 184], [634, 150], [650, 130]]), p.round(mix(PALETTE.natural, PALETTE.clay, 0.2)));
  speckles(p, [210, 480, 380, 100], colour, 40);
  p.path("M184 462q14 74 58 112q-30-50-38-112Z", "#fff", `opacity=".45"`);
  return p;
}

export function dinnerPlate(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.cast("M400 130a270 270 0 1 0 .1 0Z", 16);
  p.ellipse(400, 400, 270, 270, p.flat(colour));
  p.ellipse(400, 400, 262, 262, "none", `stroke="${lighter(colour, 0.45)}" stroke-width="6"`);
  p.ellipse(400, 400, 204, 204, p.down(darker(colour, 0.14), lighter(colour, 0.2)));
  p.ellipse(402, 404, 196, 196, p.flat(lighter(colour, 0.06)));
  speckles(p, [200, 230, 400, 340], colour, 70);
  p.line("M180 300a245 245 0 0 1 150-130", "#fff", 12, `opacity=".4"`);
  return p;
}

export function oliveSaladBowl(): Picture {
  const wood = "#b98a54";
  const p = new Picture("sage", "standing");
  p.ground(400, 648, 140);
  vessel(p, 400, [[400, 262], [480, 262], [590, 206], [648, 140]], wood, "#a5743f");
  grain(p, [150, 440, 500, 70], wood, 4);
  grain(p, [210, 520, 380, 80], wood, 4);
  for (
    const [x, y, angle, colour] of [[280, 396, -30, "#6d8f4a"], [380, 400, 4, "#89a95c"], [470, 402, 28, "#5d7f43"], [
      540,
      404,
      50,
      "#7d9d52",
    ], [330, 404, -8, "#567a40"]] as const
  ) {
    p.group(`rotate(${angle} ${x} ${y})`, () => {
      p.path(`M${x} ${y + 24}c-70-20-60-110-6-140c62 26 76 110 6 140Z`, p.down(lighter(colour, 0.25), colour));
      p.line(`M${x} ${y + 10}V${y - 88}`, lighter(colour, 0.4), 3);
    });
  }
  p.path("M138 404a262 44.500 0 0 0 524 0q-2 24-8 40q-40 44-254 44t-254-44q-8-20-8-40Z", p.round(wood));
  return p;
}

export function servingPlatter(): Picture {
  const colour = PALETTE.oat;
  const p = new Picture("sand", "flat");
  p.group("rotate(-24 400 400)", () => {
    p.cast("M90 400a310 176 0 1 0 620 0a310 176 0 1 0-620 0Z", 14);
    p.ellipse(400, 400, 310, 176, p.flat(colour));
    p.ellipse(400, 400, 266, 136, p.down(darker(colour, 0.16), lighter(colour, 0.25)));
    p.ellipse(402, 404, 260, 130, p.flat(lighter(colour, 0.1)));
    speckles(p, [200, 300, 400, 200], colour, 50);
    for (const [x, y, r] of [[330, 398, 56], [430, 360, 46], [450, 440, 52], [545, 404, 40]] as const) {
      p.ellipse(x + 8, y + 12, r, r, "#4a3226", `opacity=".25"`);
      p.ellipse(x, y, r, r, p.ball("#cc4a36"));
      p.path(`M${x} ${y}l-16-8 10-2-2-14 8 10 10-8 0 12 14 2-12 6 4 12Z`, "#5d7f43");
    }
  });
  return p;
}

export function cuttingBoard(): Picture {
  const oak = PALETTE.oak;
  const p = new Picture("stone", "flat");
  p.group("rotate(18 400 400)", () => {
    const board =
      "M280 200h70q14-4 14-24v-40q0-36 36-36t36 36v40q0 20 14 24h70q30 0 30 30v440q0 30-30 30H280q-30 0-30-30V230q0-30 30-30Z";
    p.cast(board);
    p.path(board, p.flat(oak));
    p.group("rotate(90 400 440)", () => grain(p, [180, 302, 465, 276], oak, 11));
    p.path(panel(276, 238, 248, 436, 18), "none", `stroke="${darker(oak, 0.3)}" stroke-width="8" opacity=".45"`);
    p.ellipse(400, 140, 15, 15, darker(oak, 0.55));
  });
  return p;
}

export function rollingPin(): Picture {
  const walnut = PALETTE.walnut;
  const p = new Picture("rose", "flat");
  p.ellipse(400, 400, 290, 250, "#fff", `opacity=".35"`);
  p.group("rotate(-38 400 400)", () => {
    const pin =
      "M90 400c0-24 60-30 110-40c120-20 280-20 400 0c50 10 110 16 110 40s-60 30-110 40c-120 20-280 20-400 0c-50-10-110-16-110-40Z";
    p.cast(pin, 18);
    p.path(pin, p.down(lighter(walnut, 0.3), darker(walnut, 0.35)));
    grain(p, [160, 366, 480, 66], walnut, 5);
    p.line("M190 378q210-34 420 0", "#fff", 7, `opacity=".3"`);
  });
  return p;
}
