import { SiteFrame } from "../../components/site_frame.tsx";
import { define } from "../../utils.ts";

/** Pages that need no service and no script. */
export default define.layout(({ Component }) => (
  <SiteFrame categories={[]} words="">
    <Component />
  </SiteFrame>
));
