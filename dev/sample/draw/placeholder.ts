import { BACKDROPS, Picture } from "./picture.ts";
import { darker, lighter } from "./colour.ts";
import { leaf, turned } from "./form.ts";

/** Shown for a product without a picture: a still life in the tones of the wall. */
export function placeholder(): Picture {
  const p = new Picture("stone", "standing");
  const tone = BACKDROPS.stone;
  const [far, near] = [p.down(darker(tone, 0.06), darker(tone, 0.14)), p.down(lighter(tone, 0.4), darker(tone, 0.06))];
  p.ground(320, 640, 92);
  const branch = leaf(320, 356, -34, 130, 30) + leaf(320, 356, 34, 130, 30) + leaf(320, 356, 0, 160, 30);
  p.path(branch, far);
  p.path(turned(320, [[350, 42], [368, 38], [420, 40], [490, 96], [560, 118], [622, 98], [640, 92]]), far);
  p.ground(500, 656, 76);
  p.path(turned(500, [[520, 136], [560, 132], [630, 92], [656, 76]]), near);
  return p;
}
