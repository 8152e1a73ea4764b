import { darker, lighter, mix, PALETTE } from "./colour.ts";
import { leaf, numbers } from "./form.ts";
import { type Backdrop, Picture } from "./picture.ts";

export function eucalyptusWreath(): Picture {
  const p = new Picture("sand", "hanging");
  const next = numbers(21);
  p.line("M400 30V180", PALETTE.rust, 16);
  p.ellipse(400, 420, 216, 216, "none", `stroke="#8a6a4c" stroke-width="13"`);
  p.ellipse(406, 430, 216, 216, "none", `stroke="#4a3226" stroke-width="66" opacity=".12"`);
  const tones = ["#8fa58f", "#a9bba6", "#748d78", "#b9c8b2"];
  const byTone: string[] = ["", "", "", ""];
  for (let i = 0; i < 52; i++) {
    const angle = i * 360 / 52;
    const turn = angle * Math.PI / 180;
    const r = 200 + next() * 34;
    const [x, y] = [400 + r * Math.sin(turn), 420 - r * Math.cos(turn)];
    byTone[i % 4] += leaf(
      Math.round(x),
      Math.round(y),
      angle + 90 + (i % 2 ? 42 : -48),
      Math.round(60 + next() * 30),
      22,
    );
  }
  for (const [i, d] of byTone.entries()) p.path(d, p.flat(tones[i]!));
  for (let i = 0; i < 9; i++) {
    const turn = (i * 40 + 11) * Math.PI / 180;
    const r = 196 + (i % 3) * 22;
    p.ellipse(
      Math.round(400 + r * Math.sin(turn)),
      Math.round(420 - r * Math.cos(turn)),
      9 + i % 3 * 2,
      9 + i % 3 * 2,
      p.ball(i % 2 ? "#e9dcc0" : PALETTE.rust),
    );
  }
  p.path("M400 200c-90-60-110 50-10 20c110 30 90-80 10-20l-40 130 34-20 6 10 10-12 34 22Z", p.flat(PALETTE.rust));
  p.ellipse(398, 206, 17, 15, p.ball(darker(PALETTE.rust, 0.1)));
  return p;
}

export function orangeGarland(): Picture {
  const p = new Picture("stone", "hanging");
  for (const [row, top] of [180, 420].entries()) {
    p.line(`M40 ${top}Q400 ${top + 230} 760 ${top}`, "#b08a5a", 6);
    for (let i = 0; i < 5; i++) {
      const t = (i + 0.5) / 5;
      const [x, y] = [40 + 720 * t, top + 460 * t * (1 - t) + 34];
      p.group(`rotate(${Math.round((t - 0.5) * -36 + row * 8)} ${Math.round(x)} ${Math.round(y)})`, () => {
        if ((i + row) % 2) {
          p.path(leaf(x, y - 20, 150, 100, 24) + leaf(x, y - 20, 208, 100, 24), p.flat("#7f8f5c"));
          p.ellipse(x, y - 18, 9, 9, p.ball(PALETTE.walnut));
          return;
        }
        p.ellipse(x, y, 68, 68, p.ball("#cc7a2a"));
        p.ellipse(x, y, 59, 59, "#f3c679");
        let segments = "";
        for (let s = 0; s < 8; s++) segments += leaf(x, y, s * 45, 54, 18);
        p.path(segments, p.ball("#e2912f"));
      });
    }
  }
  return p;
}

export function glassBaubles(colour: string, backdrop: Backdrop): Picture {
  const p = new Picture(backdrop, "hanging");
  for (
    const [x, y, r, tone] of [[230, 330, 88, 0], [420, 250, 74, 0.3], [580, 380, 96, 0.1], [
      390,
      540,
      106,
      -0.14,
    ]] as const
  ) {
    const shade = tone < 0 ? darker(colour, -tone) : lighter(colour, tone);
    p.line(`M${x} 0V${y - r - 24}`, mix(colour, PALETTE.walnut, 0.4), 7);
    p.ellipse(x + 16, y + 22, r, r, "#4a3226", `opacity=".14"`);
    p.ellipse(x, y, r, r, p.ball(shade), `opacity=".94"`);
    const ridges = [-0.7, -0.36, 0, 0.36, 0.7].map((share) => `M${x} ${y - r}Q${x + r * share * 2} ${y} ${x} ${y + r}`);
    p.line(ridges.join(""), lighter(shade, 0.55), 3, `opacity=".4"`);
    p.path(
      `M${x - r * 0.62} ${y - r * 0.1}q0-${r * 0.4} ${r * 0.4}-${r * 0.56}q-${r * 0.2} ${r * 0.26} -${r * 0.2} ${
        r * 0.6
      }Z`,
      "#fff",
      `opacity=".75"`,
    );
    p.rect(x - 15, y - r - 20, 30, 24, 5, p.round(PALETTE.brass, 0.6));
    p.ellipse(x, y - r - 26, 9, 9, "none", `stroke="${PALETTE.brass}" stroke-width="4"`);
  }
  return p;
}

export function paperStar(): Picture {
  const p = new Picture("lilac", "hanging");
  const paper = "#fbeecb";
  p.line("M400 0V150", "#6a5a50", 5);
  p.ellipse(400, 420, 360, 350, p.glow("#ffe3a0", 0.85));
  const holes: string[] = [];
  for (let i = 0; i < 7; i++) {
    p.group(`rotate(${i * 360 / 7} 400 420)`, () => {
      p.path("M400 130L462 356L400 420Z", p.down(lighter(paper, 0.3), "#edc983"));
      p.path("M400 130L338 356L400 420Z", p.down("#f1d9a2", "#d9a962"));
    });
    const turn = i * 2 * Math.PI / 7;
    for (
      const [along, side] of [[120, 20], [160, 22], [200, 14], [120, -20], [160, -22], [200, -14], [236, 0]] as const
    ) {
      holes.push(
        `M${Math.round(400 + Math.sin(turn) * along + Math.cos(turn) * side)} ${
          Math.round(420 - Math.cos(turn) * along + Math.sin(turn) * side)
        }h0`,
      );
    }
  }
  p.line(holes.join(""), "#fffbe9", 11);
  p.ellipse(400, 420, 120, 120, p.glow("#fffbe6", 0.85));
  return p;
}

export function woodenForest(): Picture {
  const p = new Picture("sage", "standing");
  const birch = "#e6cda2";
  tree(p, 250, 596, 0.72, PALETTE.walnut);
  tree(p, 520, 600, 0.9, birch);
  tree(p, 390, 616, 1.16, PALETTE.oak);
  tree(p, 610, 646, 0.62, PALETTE.walnut);
  tree(p, 206, 650, 0.5, birch);
  return p;
}

function tree(p: Picture, x: number, base: number, scale: number, wood: string): void {
  p.ground(x, base, 50 * scale);
  p.group(`translate(${x} ${base}) scale(${scale})`, () => {
    p.path("M-14-70V-16L-46-4v8A46 8 0 0 0 46 4v-8L14-16V-70Z", p.round(darker(wood, 0.2)));
    p.path("M0-360Q34-200 92-66A92 16 0 0 1-92-66Q-34-200 0-360Z", p.round(wood));
    const rings = "M-16-270a16 3 0 0 0 32 0M-34-200a34 7 0 0 0 68 0M-58-130a58 11 0 0 0 116 0";
    p.line(rings, darker(wood, 0.35), 3, `opacity=".45"`);
  });
}
