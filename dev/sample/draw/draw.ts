import { PICTURES } from "./pictures.ts";
import { placeholder } from "./placeholder.ts";

/** Draws the shop's pictures anew: `deno run --allow-write=static dev/sample/draw/draw.ts`. */
const images = new URL("../../../static/images/", import.meta.url);
await Deno.writeTextFile(new URL("placeholder.svg", images), String(placeholder()));
for (const [name, draw] of PICTURES) {
  await Deno.writeTextFile(new URL(`catalogue/${name}.svg`, images), String(draw()));
}
