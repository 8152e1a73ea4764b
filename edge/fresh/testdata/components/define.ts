import { createDefine } from "fresh";

export interface State {
  requestId?: string;
  trail?: string[];
}

export const define = createDefine<State>();
