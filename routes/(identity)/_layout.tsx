import { SiteFrame } from "../../components/site_frame.tsx";
import { define } from "../../utils.ts";

/** Pages by which people come in and go out. They need the user service alone. */
export default define.layout(({ Component }) => (
  <SiteFrame categories={[]} words="">
    <Component />
  </SiteFrame>
));
