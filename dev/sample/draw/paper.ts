import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { grain, leaf, numbers, panel, speckles, vessel } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

const PAPER = "#fbf7ee";

export function clothNotebook(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.group("rotate(-9 400 400)", () => {
    p.cast(panel(212, 130, 380, 540, 12), 18);
    p.path(panel(226, 140, 372, 530, 8), darker(PAPER, 0.1));
    p.line("M597 150v506M592 150v510", darker(PAPER, 0.3), 1.5);
    p.line("M470 640v72l-14-16-14 16v-60", mix(colour, PALETTE.mustard, 0.6), 14);
    p.path(panel(208, 130, 384, 540, 12), p.flat(colour));
    const next = numbers(5);
    const weave = Array.from(
      { length: 60 },
      () => `M${Math.round(256 + next() * 320)} ${Math.round(146 + next() * 500)}h${Math.round(8 + next() * 14)}`,
    );
    p.line(weave.join(""), lighter(colour, 0.5), 2, `opacity=".3"`);
    p.path("M208 142q0-12 12-12h34v540h-34q-12 0-12-12Z", darker(colour, 0.3), `opacity=".6"`);
    p.path(panel(320, 230, 176, 104, 4), PAPER);
    p.path(panel(330, 240, 156, 84, 2), "none", `stroke="${colour}" stroke-width="3"`);
    p.line("M356 270h104M372 294h72", darker(PAPER, 0.45), 4);
  });
  return p;
}

export function pocketNotebooks(): Picture {
  const p = new Picture("stone", "flat");
  const books = [["rotate(-16 400 400) translate(-90 6)", PALETTE.mustard], ["rotate(2 400 400)", PALETTE.sage], [
    "rotate(17 400 400) translate(96 4)",
    PALETTE.coral,
  ]] as const;
  for (const [i, [transform, colour]] of books.entries()) {
    p.group(transform, () => {
      const cover = panel(290, 190, 250, 410, 14);
      p.cast(cover, 13);
      p.path(cover, p.flat(colour));
      p.line("M304 230v40M304 300v40M304 370v40M304 440v40M304 510v40", lighter(colour, 0.6), 6);
      p.path(panel(350, 260, 140, 90, 6), PAPER, `opacity=".92"`);
      if (i === 0) p.path(leaf(420, 336, 0, 60, 20), colour);
      if (i === 1) p.line("M374 286h92M374 305h92M374 324h92", colour, 4);
      if (i === 2) p.line("M374 286h92M374 305h92M374 324h92M390 274v64M420 274v64M450 274v64", colour, 3);
    });
  }
  return p;
}

export function weeklyPlanner(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.group("rotate(7 400 400)", () => {
    p.cast(panel(196, 150, 420, 520, 14), 18);
    p.path(panel(204, 156, 416, 520, 12), PAPER);
    p.path(panel(196, 150, 420, 520, 14), p.flat(colour));
    p.path(panel(250, 210, 312, 400, 8), lighter(colour, 0.55));
    for (let day = 0; day < 7; day++) {
      const y = 240 + day * 52;
      p.ellipse(282, y + 12, 13, 13, day === 2 ? darker(colour, 0.35) : colour);
      p.line(`M314 ${y + 12}H${[520, 470, 540, 490, 450, 530, 480][day]}`, darker(colour, 0.25), 7, `opacity=".6"`);
    }
    const heights = Array.from({ length: 10 }, (_, ring) => 186 + ring * 50);
    const rings = heights.map((y) => `M222 ${y}c-50-16-60 12-26 12`).join("");
    p.line(heights.map((y) => `M222 ${y}h0`).join(""), darker(colour, 0.55), 16);
    p.line(rings, "#9f9d98", 6);
    p.line(rings, "#f3f1ec", 2);
  });
  return p;
}

export function fountainPen(): Picture {
  const p = new Picture("mist", "flat");
  const brass = PALETTE.brass;
  p.line("M130 620c60-70 110-60 90 0s60 50 100-10", PALETTE.ink, 6, `opacity=".75"`);
  p.group("rotate(-42 400 400)", () => {
    p.cast("M150 376h480q30 24 0 48H150q-26-24 0-48Z", 16);
    p.path("M170 378l-96 18q-14 4 0 8l96 18Z", p.down(lighter("#c9c9c6", 0.6), "#8f8f8c"));
    p.line("M84 400h66", "#5d5d5a", 3);
    p.ellipse(150, 400, 5, 5, "#5d5d5a");
    p.path("M166 372l60-6v68l-60-6Z", p.down(lighter(brass, 0.5), darker(brass, 0.4)));
    p.path("M224 364H620q34 8 34 36t-34 36H224Z", p.down(lighter(brass, 0.6), darker(brass, 0.35)));
    p.rect(420, 362, 10, 76, 0, darker(brass, 0.35));
    p.rect(228, 378, 390, 9, 4, "#fff", `opacity=".6"`);
    p.path("M440 352h180q12 0 12 9t-12 9H440q-12-9 0-18Z", p.down(lighter(brass, 0.7), darker(brass, 0.3)));
  });
  return p;
}

export function cedarPencils(): Picture {
  const p = new Picture("sand", "flat");
  const colours = [PALETTE.forest, PALETTE.mustard, PALETTE.coral, PALETTE.ink, PALETTE.sage, PALETTE.rust];
  p.group("rotate(8 400 400)", () => {
    p.cast(panel(190, 250, 420, 440, 10), 16);
    for (let i = 0; i < 12; i++) {
      const x = 203 + i * 33;
      const lift = [0, 14, -8, 20, 4, -14, 10, 0, 18, -6, 8, -2][i]!;
      const colour = colours[i % 6]!;
      p.path(`M${x + 16} ${120 - lift}l15 66h-30Z`, "#e6c79a");
      p.path(`M${x + 16} ${120 - lift}l5 22h-10Z`, "#45413f");
      p.path(`M${x + 1} ${184 - lift}q5-10 10 0q5-10 10 0q5-10 10 0V560H${x + 1}Z`, colour);
      p.rect(x + 5, 192 - lift, 7, 300, 0, lighter(colour, 0.45), `opacity=".7"`);
      p.rect(x + 23, 192 - lift, 8, 300, 0, darker(colour, 0.35), `opacity=".6"`);
    }
    p.path(panel(190, 330, 420, 360, 10), p.flat("#d9b98c"));
    p.path(panel(232, 430, 336, 150, 6), PAPER);
    p.path(leaf(400, 560, 0, 96, 26) + leaf(400, 556, 50, 70, 20) + leaf(400, 556, -50, 70, 20), PALETTE.forest);
    p.path("M360 330a40 34 0 0 0 80 0Z", darker("#d9b98c", 0.35));
  });
  return p;
}

export function rollerball(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  const pen = (dark: number) => {
    p.cast("M180 378h450v44H180Z", 14);
    p.path("M190 380l-70 14-26 3v6l26 3 70 14Z", p.down("#e9e8e4", "#8d8c89"));
    p.rect(186, 374, 470, 18, 0, lighter(colour, 0.3 - dark));
    p.rect(186, 390, 470, 20, 0, colour);
    p.rect(186, 409, 470, 17, 0, darker(colour, 0.25 + dark));
    p.path("M656 374h16q10 26 0 52h-16Z", p.down("#f1efea", "#9a9996"));
    p.path("M520 362h128q8 0 8 7t-8 7H520q-8-7 0-14Z", p.down("#f1efea", "#9a9996"));
  };
  p.group("rotate(-32 400 400) translate(20 -64)", () => pen(0));
  p.group("rotate(-32 400 400) translate(-30 66)", () => pen(0.06));
  return p;
}

export function botanicalCards(): Picture {
  const p = new Picture("sage", "flat");
  const card = (transform: string, draw: () => void) => {
    p.group(transform, () => {
      const sheet = panel(270, 180, 260, 370, 6);
      p.cast(sheet, 12);
      p.path(sheet, PAPER);
      draw();
    });
  };
  p.group("rotate(-28 400 400) translate(-30 50)", () => {
    p.cast(panel(200, 330, 400, 270, 6), 12);
    p.path(panel(200, 330, 400, 270, 6), p.flat("#d8c4a2"));
    p.line("M204 334l196 150 196-150", darker("#d8c4a2", 0.25), 4);
  });
  card("rotate(-14 400 400) translate(-86 -50)", () => {
    p.line("M400 510C396 420 404 340 400 250", "#6d8f4a", 5);
    for (const [y, a] of [[480, 60], [440, -60], [400, 60], [360, -60]] as const) {
      p.path(leaf(400, y, a, 76, 20), "#7d9d52");
    }
    for (let i = 0; i < 8; i++) p.path(leaf(400, 250, i * 45, 46, 16), "#d9a441");
    p.ellipse(400, 250, 15, 15, "#8a5a2b");
  });
  card("rotate(10 400 400) translate(110 0)", () => {
    for (const [x, y, a] of [[400, 250, 0], [350, 300, -16], [452, 310, 18]] as const) {
      p.line(`M400 510Q${x} 400 ${x} ${y}`, "#5d7f43", 5);
      p.path(
        leaf(x, y + 20, a - 26, 62, 20) + leaf(x, y + 20, a + 26, 62, 20) + leaf(x, y + 20, a, 70, 22),
        a ? "#c9586a" : "#a9455f",
      );
    }
    p.path(leaf(392, 480, -50, 80, 18) + leaf(408, 470, 52, 80, 18), "#7d9d52");
  });
  return p;
}

export function letterpressCards(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  p.group("rotate(-10 400 400)", () => {
    p.cast(panel(170, 260, 440, 310, 6), 14);
    for (const [dx, dy] of [[24, -22], [12, -11]] as const) {
      p.path(panel(170 + dx, 260 + dy, 440, 310, 6), darker(PAPER, 0.06 + dx / 400));
    }
    p.path(panel(170, 260, 440, 310, 6), p.flat(PAPER));
    p.path(panel(196, 286, 388, 258, 4), "none", `stroke="${darker(colour, 0.12)}" stroke-width="4"`);
    for (let i = 0; i < 6; i++) p.path(leaf(390, 400, i * 60, 62, 24), i % 2 ? colour : darker(colour, 0.16));
    p.ellipse(390, 400, 13, 13, PALETTE.mustard);
    p.line("M318 494h144M346 514h88", darker(colour, 0.3), 5);
    p.band("M500 226v350", darker(colour, 0.1), 24);
    p.line("M500 300c-70-70-100 20 0 4c100 16 70-74 0-4l-30 70M500 304l38 66", darker(colour, 0.22), 12);
  });
  return p;
}

export function giftWrap(pattern: "leaves" | "terrazzo" | "stripe", colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "flat");
  const paper = pattern === "stripe" ? PAPER : lighter(colour, pattern === "leaves" ? 0.1 : 0.75);
  p.group("translate(0 -44) rotate(-24 400 400)", () => {
    const sheet = "M190 330H610V700q-60-20-140 0t-140 0t-140 0Z";
    p.cast(sheet, 14);
    p.path(sheet, p.flat(paper));
    const next = numbers(11);
    if (pattern === "stripe") { for (let x = 212; x < 610; x += 56) p.band(`M${x} 330v356`, colour, 24); }
    for (let i = 0; i < 18 && pattern !== "stripe"; i++) {
      const [x, y, turn] = [
        222 + (i % 5) * 90 + (Math.floor(i / 5) % 2) * 30,
        410 + Math.floor(i / 5) * 76,
        Math.round(next() * 360),
      ];
      if (x > 580) continue;
      if (pattern === "leaves") p.path(leaf(x, y, turn, 54, 16) + leaf(x, y, turn + 70, 42, 13), PAPER);
      else {p.path(
          `M${x} ${y}l${Math.round(14 + next() * 20)} -18l16 20l-10 ${Math.round(12 + next() * 16)}l-22-2Z`,
          [colour, PALETTE.mustard, PALETTE.sky, PALETTE.forest][i % 4]!,
        );}
    }
    p.cast("M176 250H624v90H176Z", 10);
    p.rect(176, 240, 448, 108, 8, p.down(lighter(paper, 0.3), darker(paper, 0.2)));
    if (pattern === "stripe") {
      for (let x = 212; x < 610; x += 56) p.band(`M${x} 240v108`, colour, 24, `opacity=".85"`);
    }
    p.rect(340, 236, 110, 116, 2, p.down("#e2cda6", "#b99a6c"));
    p.ellipse(624, 294, 16, 54, darker(paper, 0.25));
    p.ellipse(626, 294, 8, 30, "#7a6a58");
  });
  return p;
}

export function deskTray(): Picture {
  const oak = PALETTE.oak;
  const p = new Picture("rose", "flat");
  p.group("rotate(-8 400 400)", () => {
    p.cast(panel(120, 210, 560, 380, 30), 16);
    p.path(panel(120, 210, 560, 380, 30), p.flat(oak));
    grain(p, [140, 216, 520, 366], oak, 10);
    for (const [x, y, w, h] of [[150, 240, 500, 120], [150, 390, 236, 170], [414, 390, 236, 170]] as const) {
      p.path(panel(x, y, w, h, 24), p.down(darker(oak, 0.4), darker(oak, 0.12)));
      p.path(panel(x + 4, y + 12, w - 6, h - 12, 20), p.flat(darker(oak, 0.1)));
    }
    p.rect(196, 286, 400, 22, 11, p.down(lighter(PALETTE.forest, 0.3), PALETTE.forest));
    p.path("M596 286l44 11-44 11Z", "#e6c79a");
    p.ellipse(230, 470, 30, 30, "none", `stroke="${PALETTE.brass}" stroke-width="9"`);
    p.line("M256 486l80 44m-14-8l-8 16m-14-26l-8 14", PALETTE.brass, 10);
    for (const [x, y] of [[500, 470], [556, 500], [520, 520]] as const) {
      p.line(`M${x} ${y}v-34q0-12 12-12t12 12v40q0 16-18 16t-18-16v-30`, "#b9b5ae", 5);
    }
  });
  return p;
}

export function penPot(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "standing");
  p.ground(400, 650, 112);
  const tools = [[330, -14, PALETTE.mustard], [372, -4, PALETTE.forest], [430, 6, PALETTE.coral], [
    466,
    16,
    PALETTE.ink,
  ]] as const;
  for (const [x, angle, tone] of tools) {
    p.group(`rotate(${angle} ${x} 420)`, () => {
      p.path(`M${x} 190l15 50h-30Z`, "#e6c79a");
      p.path(`M${x} 190l5 17h-10Z`, "#45413f");
      p.rect(x - 15, 238, 30, 220, 0, p.round(tone));
    });
  }
  vessel(p, 400, [[420, 122], [424, 122], [630, 118], [650, 112]], colour);
  p.path("M278 420a122 20.700 0 0 0 244 0l-1 34a121 20.500 0 0 1-242 0Z", p.round(colour));
  p.path(
    "M280 556a120 20.400 0 0 0 240 0l-2 74q-1 16-6 20a112 19 0 0 1-224 0q-5-4-6-20Z",
    p.round(mix(PALETTE.natural, PALETTE.clay, 0.25)),
  );
  speckles(p, [300, 470, 200, 80], colour, 24);
  p.path("M294 452q-4 60 0 100q-14-50 0-100Z", "#fff", `opacity=".5"`);
  return p;
}

export function deskScissors(): Picture {
  const p = new Picture("butter", "flat");
  p.group("rotate(28 400 400)", () => {
    for (const side of [-1, 1]) {
      p.group(`translate(400 400) scale(${side} 1) rotate(11)`, () => {
        const arm = "M-16-300q20-6 22 20l14 280q2 60 34 96l-26 18q-44-50-44-110Z";
        p.cast(arm, 10);
        p.path(arm, p.down("#e8e8e5", "#7f8184"));
        p.line("M-8-280l10 270", "#fff", 4, `opacity=".8"`);
        p.ellipse(74, 186, 62, 92, "none", `stroke="#2f3033" stroke-width="26" transform="rotate(-22 74 186)"`);
        p.ellipse(70, 180, 62, 92, "none", `stroke="#6d6f74" stroke-width="6" transform="rotate(-22 74 186)"`);
      });
    }
    p.ellipse(400, 400, 19, 19, p.ball(PALETTE.brass));
    p.line("M390 404l20-8", darker(PALETTE.brass, 0.4), 4);
  });
  return p;
}
