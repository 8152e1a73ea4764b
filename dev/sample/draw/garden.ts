import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, leaf, numbers, panel, TILT, turned, vessel } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

const GREENS = ["#6f8f55", "#88a668", "#587a48"];

/** Leaves that spring from one place. */
function foliage(p: Picture, x: number, y: number, leaves: [angle: number, length: number][], width: number): void {
  for (const [i, [angle, length]] of leaves.entries()) {
    p.path(leaf(x + angle * 0.4, y, angle, length, width), p.flat(GREENS[i % 3]!));
    const turn = angle * Math.PI / 180;
    const [dx, dy] = [Math.sin(turn) * length * 0.8, -Math.cos(turn) * length * 0.8];
    p.line(`M${x + angle * 0.4} ${y}l${dx} ${dy}`, lighter(GREENS[i % 3]!, 0.35), 2.5, `opacity=".7"`);
  }
}

export function terracottaPot(): Picture {
  const clay = PALETTE.terracotta;
  const p = new Picture("sage", "standing");
  for (const [cx, base, scale] of [[250, 600, 0.62], [560, 610, 0.78], [400, 652, 1]] as const) {
    const tone = mix(clay, "#e0a27e", (1 - scale) * 0.8);
    const at = (y: number) => base - y * scale;
    const wide = (r: number) => r * scale;
    p.ground(cx, base, wide(92));
    vessel(p, cx, [[at(250), wide(140)], [at(250), wide(140)], [at(4), wide(92)], [at(0), wide(90)]], tone, "#6b4a38");
    p.path(
      turned(cx, [[at(250), wide(146)], [at(250), wide(146)], [at(200), wide(142)], [at(200), wide(142)]]),
      p.round(tone),
    );
    p.ellipse(cx, at(250), wide(146), wide(146) * TILT, lighter(tone, 0.25));
    p.ellipse(cx, at(248), wide(130), wide(130) * TILT, "#4c3a2e");
    p.path(
      `M${cx - wide(110)} ${at(180)}q${wide(10)} ${wide(80)} ${wide(24)} ${wide(150)}`,
      "none",
      `stroke="#f4dfcf" stroke-width="${14 * scale}" opacity=".35" stroke-linecap="round"`,
    );
  }
  foliage(p, 400, 404, [[-50, 120], [44, 126], [-18, 150], [14, 160]], 30);
  return p;
}

export function glazedPlanter(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 122);
  foliage(p, 400, 440, [[-76, 190], [74, 190], [-50, 230], [48, 236], [-26, 262], [24, 266], [0, 280]], 34);
  p.path(turned(400, [[420, 150], [430, 150], [520, 152], [610, 138], [650, 122]]), p.round(colour));
  p.path("M250 420a150 25.500 0 0 0 300 0l-1 26a149 25.300 0 0 1-298 0Z", p.round(lighter(colour, 0.12)));
  p.path("M264 470q-4 70 16 120q-30-50-16-120Z", "#fff", `opacity=".5"`);
  return p;
}

export function hangingPlanter(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  p.line("M400 0V90", "#c9b48d", 7);
  p.ellipse(400, 112, 24, 24, "none", `stroke="${PALETTE.oak}" stroke-width="11"`);
  p.line("M394 134L262 440M406 134L538 440M400 136V400", "#d6c39d", 6);
  foliage(p, 400, 450, [[-64, 150], [60, 154], [-30, 170], [28, 176], [0, 150]], 30);
  p.path(turned(400, [[440, 144], [450, 146], [520, 130], [580, 84], [604, 20]]), p.round(colour));
  for (const [x, side] of [[272, -1], [340, 0.4], [520, 1]] as const) {
    p.line(`M${x} 452q${side * 36} 60 ${side * 14} 170`, GREENS[2]!, 5);
    for (let i = 0; i < 4; i++) {
      p.path(leaf(x + side * (24 - i * 3), 500 + i * 38, i % 2 ? 110 : -110, 38, 14), GREENS[i % 2]!);
    }
  }
  p.path("M272 478q10 50 40 84q-40-30-40-84Z", "#fff", `opacity=".45"`);
  return p;
}

export function wateringCan(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(440, 650, 156);
  p.path("M310 590L150 366l20-14L318 500Z", p.round(darker(colour, 0.08)));
  p.path("M122 344l62-40 14 22-58 48Z", p.down(lighter(PALETTE.brass, 0.4), darker(PALETTE.brass, 0.2)));
  p.ellipse(153, 324, 44, 13, p.flat(lighter(PALETTE.brass, 0.1)), `transform="rotate(-33 153 324)"`);
  p.line("M132 336h0M146 330h0M160 320h0M174 310h0M150 320h0M164 312h0", darker(PALETTE.brass, 0.5), 5);
  p.line("M590 430c110-40 110 170-2 160", darker(colour, 0.2), 24);
  p.line("M590 425c94-34 96 146 0 150", lighter(colour, 0.3), 8);
  p.line("M330 420C330 250 560 250 560 400", darker(colour, 0.12), 20);
  p.line("M330 416C334 254 552 252 556 396", lighter(colour, 0.4), 6);
  vessel(p, 440, [[410, 144], [412, 146], [636, 160], [650, 156]], colour, darker(colour, 0.25));
  p.path("M297 420a144 24.500 0 0 1 200-18v26h-200Z", p.round(colour));
  p.line("M288 590a156 26.500 0 0 0 308 0M292 470a150 25.500 0 0 0 298 0", darker(colour, 0.25), 5, `opacity=".5"`);
  p.path("M322 470l-8 140 20 6 4-146Z", "#fff", `opacity=".35"`);
  return p;
}

export function handTool(kind: "trowel" | "fork"): Picture {
  const p = new Picture(kind === "fork" ? "butter" : "sage", "flat");
  const ash = "#dcbd8e";
  p.group("rotate(40 400 400)", () => {
    const handle = "M372 420q28-16 56 0q14 130 6 220q-4 60-34 60t-34-60q-8-90 6-220Z";
    p.cast(handle, 14);
    const head = kind === "trowel"
      ? "M400 70c60 50 84 130 70 200q-14 50-52 60v100h-36V330q-38-10-52-60c-14-70 10-150 70-200Z"
      : "M388 330q-70-6-72-70l-6-150q8-24 18 0l14 130q4 20 26 22V110q10-26 20 0v152h24V110q10-26 20 0v152q22-2 26-22l14-130q10-24 18 0l-6 150q-2 64-72 70v100h-24Z";
    p.cast(head, 14);
    p.path(head, p.down("#eceeee", "#8c9194"));
    if (kind === "trowel") {
      p.path("M400 96c36 50 50 110 40 170q-14 30-40 36Z", darker("#aab0b2", 0.2), `opacity=".5"`);
      p.line("M360 200q6-50 30-86", "#fff", 7, `opacity=".8"`);
    }
    p.path(handle, p.round(ash));
    p.group("rotate(90 400 560)", () => grain(p, [290, 540, 240, 40], ash, 3));
    p.path("M370 424q30-16 60 0v34q-30 12-60 0Z", p.round("#a3a8aa"));
    p.line("M400 676c-40 60 40 70 10 6", PALETTE.walnut, 9);
  });
  return p;
}

export function gardeningGloves(): Picture {
  const p = new Picture("mist", "flat");
  const hide = "#d9b98a";
  for (
    const [transform, tone] of [["translate(-30 -10) rotate(-16 400 400) translate(-80 0)", darker(hide, 0.1)], [
      "translate(30 10) rotate(14 400 400) translate(100 10) ",
      hide,
    ]] as const
  ) {
    p.group(transform, () => {
      const glove =
        "M316 500q-30-70-64-110q-22-34 8-48q30-8 64 40l8-170q2-36 28-36t28 36l4-50q2-34 28-34t28 34l2 54q4-28 28-26t24 36l-4 60q6-18 24-14t18 36q-4 110-26 200Z";
      p.cast(glove, 13);
      p.path(glove, p.flat(tone));
      p.line("M388 220l4 130M446 216l-2 130M496 280l-8 80", darker(tone, 0.35), 4, `opacity=".6"`);
      p.line("M340 470q80 20 160-6", darker(tone, 0.3), 4, `stroke-dasharray="9 7"`);
      p.path("M310 494q100 24 206 8l8 140q-110 30-220 0Z", p.flat(PALETTE.moss));
      p.line("M308 520q104 22 210 6M306 620q110 24 216 0", lighter(PALETTE.moss, 0.4), 5);
    });
  }
  return p;
}

export function seedTin(): Picture {
  const p = new Picture("rose", "standing");
  const tin = PALETTE.cream;
  p.ground(400, 640, 150);
  p.path(turned(400, [[410, 152], [410, 152], [636, 152], [646, 148]]), p.round(tin));
  const next = numbers(3);
  const petals = ["#d9a441", "#c9586a", "#7c8fc4", "#e5836d", "#f1e6d0"];
  for (let i = 0; i < 9; i++) {
    const [x, y] = [290 + i * 28, 500 + Math.round(next() * 40)];
    p.line(`M${x} 632Q${x + 8} 580 ${x} ${y}`, GREENS[i % 3]!, 4);
    p.line(`M${x - 9} ${y}h18M${x} ${y - 9}v18M${x - 6} ${y - 6}l12 12M${x + 6} ${y - 6}l-12 12`, petals[i % 5]!, 8);
    p.ellipse(x, y, 5, 5, "#8a5a2b");
  }
  p.path("M248 444a152 26 0 0 0 304 0v24a152 26 0 0 1-304 0Z", p.round(PALETTE.forest));
  p.path(turned(400, [[368, 150], [376, 158], [416, 158], [420, 156]]), p.round(PALETTE.forest, 0.45));
  p.ellipse(400, 368, 150, 150 * TILT, p.flat(lighter(PALETTE.forest, 0.18)));
  p.ellipse(400, 368, 120, 120 * TILT, "none", `stroke="${lighter(PALETTE.forest, 0.4)}" stroke-width="3"`);
  return p;
}

export function birdHouse(): Picture {
  const cedar = "#c08a5c";
  const p = new Picture("mist", "hanging");
  p.path("M90 120q170 20 300-40q150-60 330-36v-30q-190-10-340 44q-140 52-290 36Z", darker(PALETTE.walnut, 0.1));
  for (const [x, y, a] of [[210, 116, 140], [300, 96, 200], [560, 50, 160], [650, 40, 210], [470, 60, 190]] as const) {
    p.path(leaf(x, y, a, 66, 22), GREENS[x % 3]!);
  }
  p.line("M400 74V230", "#8a6b4c", 7);
  const front = "M260 340L400 210L540 340V640H260Z";
  p.cast(front, 16);
  p.path(front, p.flat(cedar));
  p.path(
    "M306 300v340M352 258v382M400 214v426M448 258v382M494 300v340",
    "none",
    `stroke="${darker(cedar, 0.3)}" stroke-width="3" opacity=".55"`,
  );
  p.ellipse(400, 420, 50, 50, darker(cedar, 0.12));
  p.ellipse(400, 420, 42, 42, "#2f221b");
  p.path("M358 420a42 42 0 0 1 84 0q-42-30-84 0Z", "#1d1512");
  p.ellipse(400, 520, 11, 11, p.ball(cedar));
  p.path(
    "M222 360L400 176L578 360l-26 26L400 232L248 386Z",
    p.down(lighter(PALETTE.walnut, 0.2), darker(PALETTE.walnut, 0.2)),
  );
  p.path(panel(244, 632, 312, 26, 6), p.down(lighter(cedar, 0.1), darker(cedar, 0.3)));
  p.ellipse(524, 596, 9, 9, p.ball(PALETTE.brass));
  return p;
}
