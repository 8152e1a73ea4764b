import { LiveForms } from "../../../islands/live_forms.tsx";
import { define } from "../../../utils.ts";
import { AccountMenu } from "./(_account)/menu.tsx";

/** The pages of an account, with the way from one to the other. No form of theirs is sent twice where there is script. */
export default define.layout(({ Component, url, state }) => (
  <div class="mt-4 grid items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
    <AccountMenu path={url.pathname} principal={state.session.principal} />
    <div>
      <LiveForms within="account" parts={["region"]} />
      <div id="account" class="grid gap-6">
        <Component />
      </div>
    </div>
  </div>
));
