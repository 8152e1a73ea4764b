import { darker, lighter, mix } from "./colour.ts";

/** Walls and table tops that things are shown against. */
export const BACKDROPS = {
  butter: "#f3e6c8",
  lilac: "#e6dfe8",
  mist: "#dae4e8",
  rose: "#f2ded5",
  sage: "#dee5d8",
  sand: "#efe5d8",
  stone: "#e6e2dc",
} as const;

export type Backdrop = keyof typeof BACKDROPS;
/** Things are drawn a little small and then brought near. */
const FRAMING = {
  standing: "translate(-76 -130) scale(1.19)",
  hanging: "translate(-40 -40) scale(1.1)",
  flat: "translate(-40 -40) scale(1.1)",
};

type Setting = keyof typeof FRAMING;
type Stops = [offset: number, colour: string, opacity?: number][];

/** A square picture of 800 by 800. Light falls from the upper left. Everything is drawn in the order of the calls. */
export class Picture {
  readonly #definitions = new Map<string, string>();
  readonly #body: string[] = [];

  /** @param setting Whether the thing stands on a table before a wall, hangs on a wall, or lies flat, seen from above. */
  constructor(backdrop: Backdrop, setting: Setting) {
    const base = BACKDROPS[backdrop];
    const wall = this.#linear([[0, lighter(base, 0.35)], [1, mix(base, "#a08a76", 0.12)]], "down");
    this.rect(0, 0, 800, 800, 0, wall);
    if (setting === "standing") {
      const table = this.#linear([[0, mix(base, "#b79f88", 0.3)], [1, lighter(base, 0.3)]], "down");
      this.rect(0, 590, 800, 210, 0, table);
    }
    this.ellipse(250, 220, 460, 420, this.#radial([[0, "#ffffff", 0.6], [1, "#ffffff", 0]], ".5 .5 .5"));
    this.add(`<g stroke-linecap="round" stroke-linejoin="round" transform="${FRAMING[setting]}">`);
  }

  /** Adds ready markup. */
  add(markup: string): void {
    this.#body.push(markup);
  }

  path(d: string, fill: string, attributes = ""): void {
    this.add(`<path d="${d}" fill="${fill}"${attributes && " " + attributes}/>`);
  }

  /** A line without a fill. */
  line(d: string, colour: string, width: number, attributes = ""): void {
    this.path(d, "none", `stroke="${colour}" stroke-width="${width}"${attributes && " " + attributes}`);
  }

  /** A line that ends bluntly, such as a stripe. */
  band(d: string, colour: string, width: number, attributes = ""): void {
    this.line(d, colour, width, `stroke-linecap="butt"${attributes && " " + attributes}`);
  }

  rect(x: number, y: number, width: number, height: number, radius: number, fill: string, attributes = ""): void {
    const box = `x="${x}" y="${y}" width="${width}" height="${height}"${radius ? ` rx="${radius}"` : ""}`;
    this.add(`<rect ${box} fill="${fill}"${attributes && " " + attributes}/>`);
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, attributes = ""): void {
    const shape = `cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}"`;
    this.add(`<ellipse ${shape} fill="${fill}"${attributes && " " + attributes}/>`);
  }

  /** What is drawn by `draw`, moved, turned or scaled as one. */
  group(transform: string, draw: () => void): void {
    this.add(`<g transform="${transform}">`);
    draw();
    this.add("</g>");
  }

  /** The shadow of a thing whose foot has this centre, radius and share of depth, longer to the right. */
  ground(cx: number, cy: number, radius: number, depth = 0.19): void {
    const [wide, near] = [this.#blur(16), this.#blur(6)];
    this.ellipse(
      cx + radius * 0.3,
      cy + 8,
      radius * 1.3,
      radius * (depth + 0.05),
      "#4a3226",
      `opacity=".3" filter="${wide}"`,
    );
    this.ellipse(cx + radius * 0.05, cy + 5, radius, radius * depth, "#3a261d", `opacity=".45" filter="${near}"`);
  }

  /** The shadow of a flat thing of this outline. */
  cast(d: string, distance = 14): void {
    const blur = this.#blur(Math.round(distance * 0.9));
    this.path(d, "#4a3226", `opacity=".34" transform="translate(${distance} ${distance * 1.4})" filter="${blur}"`);
  }

  /** The fill of a round body, lit from the left: a cylinder, a cone, a vase. */
  round(colour: string, gloss = 0.3): string {
    return this.#linear([
      [0, darker(colour, 0.1)],
      [0.24, lighter(colour, gloss)],
      [0.5, colour],
      [0.86, darker(colour, 0.26)],
      [1, darker(colour, 0.16)],
    ], "across");
  }

  /** The fill of the inside of a round body: dark on the lit side. */
  hollow(colour: string): string {
    return this.#linear(
      [[0, darker(colour, 0.36)], [0.7, darker(colour, 0.14)], [1, lighter(colour, 0.08)]],
      "across",
    );
  }

  /** The fill of a flat, matt face. */
  flat(colour: string): string {
    return this.#linear([[0, lighter(colour, 0.16)], [0.55, colour], [1, darker(colour, 0.12)]], "diagonal");
  }

  /** A fill that goes from one colour at the top to another at the bottom. */
  down(top: string, bottom: string): string {
    return this.#linear([[0, top], [1, bottom]], "down");
  }

  /** The fill of a ball. */
  ball(colour: string): string {
    return this.#radial([[0, lighter(colour, 0.5)], [0.45, colour], [1, darker(colour, 0.32)]], ".36 .3 .75");
  }

  /** A glow that fades to nothing. */
  glow(colour: string, opacity: number): string {
    return this.#radial([[0, colour, opacity], [1, colour, 0]], ".5 .5 .5");
  }

  /** Clear glass of this tint. */
  glass(tint: string): string {
    return this.#linear([
      [0, darker(tint, 0.12), 0.55],
      [0.18, "#ffffff", 0.62],
      [0.34, tint, 0.26],
      [0.8, tint, 0.34],
      [1, darker(tint, 0.2), 0.6],
    ], "across");
  }

  toString(): string {
    const definitions = [...this.#definitions].map(([content, id]) => content.replace("ID", id)).join("");
    const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800">`;
    const svg = `${head}<defs>${definitions}</defs>${this.#body.join("")}</g></svg>\n`;
    return svg.replace(/-?\d+\.\d+/g, shorten);
  }

  #linear(stops: Stops, direction: "across" | "down" | "diagonal"): string {
    const way = { across: "", down: ` x2="0" y2="1"`, diagonal: ` y2="1"` }[direction];
    return this.#define(`<linearGradient id="ID"${way}>${markStops(stops)}</linearGradient>`);
  }

  #radial(stops: Stops, circle: string): string {
    const [cx, cy, r] = circle.split(" ");
    return this.#define(`<radialGradient id="ID" cx="${cx}" cy="${cy}" r="${r}">${markStops(stops)}</radialGradient>`);
  }

  #blur(deviation: number): string {
    const area = `x="-50%" y="-50%" width="200%" height="200%"`;
    return this.#define(`<filter id="ID" ${area}><feGaussianBlur stdDeviation="${deviation}"/></filter>`);
  }

  #define(content: string): string {
    const id = this.#definitions.get(content) ?? `g${this.#definitions.size}`;
    this.#definitions.set(content, id);
    return `url(#${id})`;
  }
}

/** Places are rounded to what can be seen at this size; shares, such as an opacity, more finely. */
function shorten(number: string): string {
  const value = Number(number);
  const scale = Math.abs(value) < 2 ? 100 : Math.abs(value) < 30 ? 10 : 1;
  return String(Math.round(value * scale) / scale).replace("0.", ".");
}

function markStops(stops: Stops): string {
  return stops.map(([offset, colour, opacity = 1]) => {
    const veil = opacity === 1 ? "" : ` stop-opacity="${opacity}"`;
    return `<stop${offset ? ` offset="${offset}"` : ""} stop-color="${colour}"${veil}/>`;
  }).join("");
}
