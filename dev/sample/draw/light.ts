import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { solid, TILT, turned } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

const WARM = "#ffe2a3";

export function tableLamp(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ellipse(400, 330, 330, 300, p.glow(WARM, 0.75));
  p.ground(400, 650, 80);
  solid(p, 400, [[424, 16], [440, 16], [452, 30], [500, 104], [560, 122], [620, 100], [640, 76], [650, 80]], colour);
  p.path("M318 520q-22 40-6 84q-28-40 6-84Z", "#fff", `opacity=".45"`);
  const shade = "#f4e6c8";
  p.path(turned(400, [[190, 104], [190, 104], [420, 190], [428, 190]]), p.round(shade, 0.5));
  const pleats = Array.from({ length: 23 }, (_, i) => {
    const share = Math.sin((i - 11) / 11.5 * 1.5);
    return `M${400 + share * 104} ${190 + 17 * Math.sqrt(1 - share * share)}L${400 + share * 190} ${
      428 + 32 * Math.sqrt(1 - share * share)
    }`;
  });
  p.line(pleats.join(""), darker(shade, 0.3), 2.5, `opacity=".45"`);
  p.ellipse(400, 330, 150, 120, p.glow("#fff3cf", 0.85));
  p.ellipse(400, 190, 104, 104 * TILT, p.hollow("#fff0c4"));
  p.line(`M296 190a104 17.700 0 0 0 208 0M210 428a190 32 0 0 0 380 0`, lighter(colour, 0.1), 7);
  return p;
}

export function paperPendant(): Picture {
  const p = new Picture("lilac", "hanging");
  p.line("M400 0V180", "#5a4a42", 6);
  p.ellipse(400, 420, 350, 330, p.glow(WARM, 0.75));
  p.rect(374, 150, 52, 40, 8, PALETTE.oak);
  p.ellipse(400, 420, 250, 240, p.ball("#fbe9bd"));
  p.ellipse(400, 440, 190, 180, p.glow("#fffbe8", 0.9));
  const ribs = Array.from({ length: 13 }, (_, i) => {
    const y = 206 + i * 36;
    const r = 250 * Math.sqrt(Math.max(0, 1 - ((y - 420) / 240) ** 2));
    return `M${400 - r} ${y}a${r} ${r * 0.12} 0 0 0 ${2 * r} 0`;
  });
  p.line(ribs.join(""), "#c99f5f", 3, `opacity=".5"`);
  p.ellipse(400, 183, 62, 9, "#d9b67a");
  return p;
}

export function lantern(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ellipse(400, 440, 320, 300, p.glow(WARM, 0.8));
  p.ground(400, 650, 128);
  p.line("M292 340C270 130 530 130 508 340", darker(colour, 0.15), 14);
  p.line("M296 320C280 140 500 138 506 300", lighter(colour, 0.5), 4);
  p.ellipse(400, 470, 90, 120, p.glow("#fff6d8", 1));
  solid(p, 400, [[410, 22], [420, 26], [560, 30]], "#fff2c9");
  p.path(turned(400, [[350, 104], [360, 116], [570, 116], [582, 110]]), p.glass("#ffe9b8"));
  p.line("M290 366v214M346 380v216M454 380v216M510 366v214", darker(colour, 0.1), 9);
  solid(p, 400, [[300, 34], [310, 60], [340, 112], [356, 122], [374, 122]], colour, 0.5);
  solid(p, 400, [[570, 118], [584, 128], [640, 130], [650, 124]], colour, 0.5);
  p.ellipse(400, 628, 12, 9, lighter(colour, 0.5));
  p.path("M304 400q-6 90 2 150l12 4q-8-80 0-150Z", "#fff", `opacity=".75"`);
  return p;
}

export function nightLight(): Picture {
  const p = new Picture("mist", "standing");
  p.ellipse(400, 380, 340, 310, p.glow("#fff0bd", 0.95));
  p.ground(400, 650, 128);
  const moon = "M456 190a190 190 0 1 0 128 268a160 160 0 0 1-128-268Z";
  p.path(moon, p.ball("#fff0c8"));
  p.path(moon, p.glow("#fffdf2", 0.9));
  p.line("M446 200a180 180 0 0 0-160 270", "#fff", 8, `opacity=".8"`);
  solid(p, 400, [[560, 92], [572, 98], [630, 130], [650, 128]], mix(PALETTE.oak, "#e9cfa5", 0.4));
  for (const [x, y, r] of [[600, 200, 7], [650, 290, 5], [180, 240, 6], [220, 160, 4], [560, 130, 4]] as const) {
    p.path(
      `M${x} ${y - 3 * r}q${r * 0.4} ${r * 2.6} ${3 * r} ${3 * r}q${-r * 2.6} ${r * 0.4} ${-3 * r} ${3 * r}q${
        -r * 0.4
      } ${-r * 2.6} ${-3 * r} ${-3 * r}q${r * 2.6} ${-r * 0.4} ${3 * r} ${-3 * r}Z`,
      "#fff8df",
    );
  }
  return p;
}
