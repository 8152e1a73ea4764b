import { define } from "../../components/define.ts";

export const config = { skipAppWrapper: true, skipInheritedLayouts: true };

export default define.page(async () => {
  await Promise.resolve();
  return <h1>About</h1>;
});
