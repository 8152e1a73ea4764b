import { createDefine } from "fresh";
import type { State } from "./edge/state.ts";

/** Types the shop's handlers, pages, layouts and middlewares. */
export const define = createDefine<State>();
