import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { leaf, panel, solid, TILT, turned, vessel } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function casserole(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 640, 205);
  for (const side of [-1, 1]) {
    p.line(`M${400 + side * 222} 478q${side * 62}-12 ${side * 62} 26t${side * -60} 26`, darker(colour, 0.25), 26);
    p.line(`M${400 + side * 222} 474q${side * 60}-12 ${side * 60} 24`, lighter(colour, 0.15), 10);
  }
  p.path(turned(400, [[430, 228], [430, 228], [560, 228], [622, 216], [640, 205]]), p.round(colour, 0.4));
  p.path(turned(400, [[400, 214], [414, 234], [432, 234], [440, 228]]), p.round(darker(colour, 0.06), 0.4));
  p.path(`M166 414q60-62 190-74h88q130 12 190 74a234 ${234 * TILT} 0 0 1-468 0Z`, p.round(colour, 0.4));
  p.path("M230 396q60-34 140-40l-10 14q-70 8-130 26Z", "#fff", `opacity=".4"`);
  solid(p, 400, [[292, 40], [306, 44], [322, 26], [346, 24]], PALETTE.brass);
  return p;
}

export function beechSpoons(): Picture {
  const p = new Picture("sage", "flat");
  const beech = "#dcb78a";
  const heads = [
    "M400 110c52 0 66 60 56 106c-8 34-30 44-36 66l8 380q0 26-28 26t-28-26l8-380c-6-22-28-32-36-66c-10-46 4-106 56-106Z",
    "M350 120q50-14 100 0l4 150q0 20-30 34l6 358q0 26-30 26t-30-26l6-358q-30-14-30-34Z",
    "M400 110c52 0 66 60 56 106c-8 34-30 44-36 66l8 380q0 26-28 26t-28-26l8-380c-6-22-28-32-36-66c-10-46 4-106 56-106Z",
  ];
  for (const [i, [x, angle]] of ([[-150, -12], [4, 2], [152, 14]] as const).entries()) {
    p.group(`translate(${x} 0) rotate(${angle} 400 420)`, () => {
      const wood = mix(beech, "#b98a5c", i * 0.22);
      p.cast(heads[i]!, 12);
      p.path(heads[i]!, p.flat(wood));
      if (i === 0) p.ellipse(400, 186, 36, 54, p.down(darker(wood, 0.28), lighter(wood, 0.1)));
      if (i === 2) p.line("M378 160v60M400 150v80M422 160v60", darker(wood, 0.5), 11);
      p.line("M394 320v330", lighter(wood, 0.4), 4, `opacity=".7"`);
    });
  }
  return p;
}

export function mortar(): Picture {
  const p = new Picture("lilac", "standing");
  const marble = "#eceae6";
  p.ground(390, 650, 140);
  vessel(p, 390, [[420, 190], [440, 196], [540, 176], [600, 120], [622, 112], [650, 140]], marble, "#d8d5d0");
  const veins = "M240 450q60 40 90 30t60 60q50 20 60 60M300 520q40 30 50 70M470 440q10 60 60 80";
  p.line(veins, "#8f8d92", 4, `opacity=".4"`);
  p.group("rotate(38 470 330)", () => {
    p.path("M446 180q0-36 30-36t30 36l-6 200q14 30 8 60q-8 30-32 30t-32-30q-6-30 8-60Z", p.round(marble));
  });
  p.path(`M200 420a190 ${190 * TILT} 0 0 0 380 0q6 16 6 24a196 40 0 0 1-392 0q0-12 6-24Z`, p.round(marble));
  for (const [x, angle] of [[330, -50], [352, -20], [316, -75]] as const) {
    p.path(leaf(x, 424, angle, 74, 22), p.flat("#6d8f4a"));
  }
  return p;
}

export function gooseneckKettle(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(410, 650, 165);
  p.line("M290 590C190 590 220 470 176 400q-16-26-52-26", darker(colour, 0.25), 30);
  p.line("M286 582C196 580 226 466 180 394q-18-24-52-24", lighter(colour, 0.35), 8);
  p.line("M520 420c130-60 160 40 110 120q-30 44-70 50", PALETTE.black, 20);
  p.line("M600 400c60 6 66 70 34 130", PALETTE.walnut, 34);
  p.line("M604 396c50 10 54 60 30 108", lighter(PALETTE.walnut, 0.4), 8);
  p.path(turned(410, [[420, 104], [470, 130], [600, 176], [640, 176], [650, 165]]), p.round(colour, 0.45));
  p.ellipse(410, 420, 104, 104 * TILT, darker(colour, 0.3));
  p.path(`M310 416q20-34 100-34t100 34a100 ${100 * TILT} 0 0 1-200 0Z`, p.round(lighter(colour, 0.1), 0.4));
  solid(p, 410, [[340, 22], [356, 24], [384, 14]], PALETTE.walnut);
  p.path("M320 470q-34 70-46 150q-18-70 46-150Z", "#fff", `opacity=".45"`);
  return p;
}

export function glassTeapot(): Picture {
  const p = new Picture("butter", "standing");
  p.ground(400, 650, 130);
  p.line("M560 470c110-60 140 120-10 140", "#b9c8c6", 22, `opacity=".85"`);
  p.line("M560 464c96-50 116 96-8 124", "#fff", 7);
  p.path("M262 560Q200 540 180 450l-36-26 28-6q40 6 56 46l50 40Z", p.glass("#cfe0da"));
  p.path(turned(400, [[500, 176], [540, 184], [610, 160], [650, 130]]), p.round("#c9822f"), `opacity=".86"`);
  p.ellipse(400, 500, 176, 176 * TILT, "#dda04c");
  p.path(turned(400, [[420, 58], [430, 56], [560, 54], [566, 50]]), "#9aa19f", `opacity=".75"`);
  p.line("M360 450h80M358 475h84M358 500h84M360 525h80", "#5d625f", 3, `stroke-dasharray="3 7" opacity=".7"`);
  p.path(turned(400, [[412, 96], [440, 150], [520, 186], [610, 164], [652, 132]]), p.glass("#d7e6e1"));
  p.path("M262 460q-44 60-20 130q-50-60 20-130Z", "#fff", `opacity=".75"`);
  solid(p, 400, [[396, 90], [404, 100], [416, 98]], "#c8d6d2");
  solid(p, 400, [[352, 22], [368, 26], [394, 14]], PALETTE.oak);
  return p;
}

export function pourOverSet(): Picture {
  const p = new Picture("stone", "standing");
  const white = PALETTE.white;
  p.ground(400, 650, 140);
  p.path(turned(400, [[580, 152], [600, 156], [640, 148], [650, 140]]), "#4a2d20", `opacity=".92"`);
  p.ellipse(400, 580, 152, 24, "#6b4431");
  p.path(turned(400, [[456, 104], [478, 100], [560, 146], [610, 158], [650, 140]]), p.glass("#dde6e6"));
  p.line("M548 540c90-10 84 96 4 90", "#c2cfcf", 18, `opacity=".9"`);
  p.ellipse(400, 456, 104, 17, "none", `stroke="#c2cfcf" stroke-width="6"`);
  solid(p, 400, [[440, 128], [450, 130], [464, 120]], white);
  p.line("M520 350c84-16 70 92-30 84", darker(white, 0.2), 22);
  vessel(p, 400, [[300, 168], [312, 166], [430, 70], [446, 66]], white);
  p.path(`M256 298l30-40q114-24 228 0l30 40q-60 22-144 22t-144-22Z`, "#d9c6a4");
  p.ellipse(400, 296, 132, 20, "#4b2f22");
  return p;
}

export function storageJar(): Picture {
  const p = new Picture("mist", "standing");
  const jars = [[250, 560, 84, 230, "#8a5a3a"], [545, 590, 96, 300, "#d9b36a"], [
    390,
    650,
    104,
    250,
    "#b9583c",
  ]] as const;
  for (const [cx, y, r, height, content] of jars) {
    const top = y - height;
    p.ground(cx, y, r - 8);
    p.path(turned(cx, [[top + height * 0.34, r - 8], [y - 14, r - 8], [y - 6, r - 14]]), p.round(content));
    p.ellipse(cx, top + height * 0.34, r - 8, (r - 8) * TILT, lighter(content, 0.2));
    p.path(turned(cx, [[top, r - 12], [top + 16, r], [top + 30, r], [y - 16, r], [y, r - 8]]), p.glass("#dbe7e6"));
    p.path(panel(cx - r + 16, top + 44, 12, height - 80, 6), "#fff", `opacity=".7"`);
    solid(p, cx, [[top - 40, r - 8], [top - 36, r - 6], [top + 4, r - 16]], "#c99f6e");
  }
  return p;
}
