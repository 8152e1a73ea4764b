import { define } from "../../components/define.ts";

export default define.layout(({ Component }) => (
  <div id="shop">
    <Component />
  </div>
));
