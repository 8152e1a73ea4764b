import { PICTURES } from "./pictures.ts";

/** Draws the sample catalogue's pictures anew: `deno run --allow-write=static dev/sample/draw/draw.ts`. */
const folder = new URL("../../../static/images/catalogue/", import.meta.url);
for (const [name, draw] of PICTURES) {
  await Deno.writeTextFile(new URL(`${name}.svg`, folder), draw().toString());
}
