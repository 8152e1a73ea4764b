import { darker, lighter } from "./colour.ts";
import type { Picture } from "./picture.ts";

export type Point = [x: number, y: number];

/** How flat a circle looks that lies on the table. */
export const TILT = 0.17;

/** Numbers from 0 to 1 that are the same at every run. */
export function numbers(seed: number): () => number {
  let state = seed * 2654435761 >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A smooth line through the points; a point given twice is a corner. Begins with `M` unless it goes on from a path. */
export function smooth(points: Point[], goesOn = false): string {
  const parts = [`${goesOn ? "L" : "M"}${points[0]!.map(round).join(" ")}`];
  for (let i = 0; i + 1 < points.length; i++) {
    const [b, c] = [points[i]!, points[i + 1]!];
    const [a, d] = [points[i - 1] ?? b, points[i + 2] ?? c];
    if (b[0] === c[0] && b[1] === c[1]) continue;
    const reach = Math.hypot(c[0] - b[0], c[1] - b[1]) / 3;
    const [out, back] = [handle(a, c, reach), handle(d, b, reach)];
    const controls = [b[0] + out[0], b[1] + out[1], c[0] + back[0], c[1] + back[1]];
    parts.push(`C${[...controls, ...c].map(round).join(" ")}`);
  }
  return parts.join("");
}

/** A curve's handle in the direction from one point to another, at most so long that it does not overshoot. */
function handle(from: Point, to: Point, reach: number): Point {
  const [dx, dy] = [(to[0] - from[0]) / 6, (to[1] - from[1]) / 6];
  const scale = Math.min(1, reach / (Math.hypot(dx, dy) || 1));
  return [dx * scale, dy * scale];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The outline of a thing turned on a wheel or a lathe: its radius at each height, from the top down. */
export function turned(cx: number, profile: [y: number, radius: number][]): string {
  const left = profile.map(([y, r]): Point => [cx - r, y]);
  const right = profile.map(([y, r]): Point => [cx + r, y]).reverse();
  const [bottom, top] = [profile.at(-1)![1], profile[0]![1]];
  const foot = `A${bottom} ${round(bottom * TILT)} 0 0 0 ${right[0]!.map(round).join(" ")}`;
  const lip = `A${top} ${round(top * TILT)} 0 0 0 ${left[0]!.map(round).join(" ")}Z`;
  return smooth(left) + foot + smooth(right, true) + lip;
}

/** A turned vessel with an open mouth: its body, its inside and the light on its lip. */
export function vessel(p: Picture, cx: number, profile: [number, number][], colour: string, inside = colour): void {
  const [y, r] = profile[0]!;
  p.path(turned(cx, profile), p.round(colour));
  p.ellipse(cx, y, r, r * TILT, lighter(colour, 0.3));
  p.ellipse(cx, y + 2, r - 9, (r - 9) * TILT, p.hollow(inside));
}

/** A turned thing that is solid or closed. */
export function solid(p: Picture, cx: number, profile: [number, number][], colour: string, gloss?: number): void {
  const [y, r] = profile[0]!;
  p.path(turned(cx, profile), p.round(colour, gloss));
  if (r > 0) p.ellipse(cx, y, r, r * TILT, p.flat(lighter(colour, 0.18)));
}

/** Fine dots within a box, as iron leaves in a glaze. */
export function speckles(
  p: Picture,
  box: [x: number, y: number, w: number, h: number],
  colour: string,
  count = 34,
): void {
  const next = numbers(box[0] + box[3]);
  const [x, y, w, h] = box;
  const dots = Array.from({ length: count }, () => `M${Math.round(x + next() * w)} ${Math.round(y + next() * h)}h0`);
  p.line(dots.join(""), darker(colour, 0.45), 4, `opacity=".38"`);
}

/** A pointed leaf that grows from (x, y) at an angle in degrees; 0 points up. */
export function leaf(x: number, y: number, angle: number, length: number, width: number): string {
  const turn = (dx: number, dy: number) => {
    const a = angle * Math.PI / 180;
    return `${round(x + dx * Math.cos(a) - dy * Math.sin(a))} ${round(y + dx * Math.sin(a) + dy * Math.cos(a))}`;
  };
  const side = (w: number) => `C${turn(w, -length * 0.3)} ${turn(w, -length * 0.75)} `;
  return `M${turn(0, 0)}${side(width)}${turn(0, -length)}C${turn(-width, -length * 0.75)} ${
    turn(-width, -length * 0.3)
  } ${turn(0, 0)}Z`;
}

/** The outline of a rectangle with round corners. */
export function panel(x: number, y: number, w: number, h: number, r: number): string {
  return `M${x + r} ${y}h${w - 2 * r}q${r} 0 ${r} ${r}v${h - 2 * r}q0 ${r} ${-r} ${r}h${
    2 * r - w
  }q${-r} 0 ${-r} ${-r}v${2 * r - h}q0 ${-r} ${r} ${-r}Z`;
}

/** Wavy lines of wood grain across a box. */
export function grain(p: Picture, box: [x: number, y: number, w: number, h: number], colour: string, count = 6): void {
  const next = numbers(box[2] + box[3]);
  const [x, y, w, h] = box;
  const lines = Array.from({ length: count }, (_, i) => {
    const at = Math.round(y + h * (i + 0.3 + next() * 0.5) / count);
    const [a, b] = [Math.round(next() * 16 - 8), Math.round(next() * 16 - 8)];
    return `M${x} ${at}q${Math.round(w / 4)} ${a} ${Math.round(w / 2)} 0t${Math.round(w / 2)} ${b}`;
  });
  p.line(lines.join(""), darker(colour, 0.3), 2.5, `opacity=".35"`);
}
