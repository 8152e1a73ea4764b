import { timestampDate } from "@bufbuild/protobuf/wkt";
import { page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { formatMoment } from "../../../../components/dates.ts";
import type { Access } from "../../../../edge/access.ts";
import type { Export } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { AccountPage, Section } from "../(_account)/account_page.tsx";
import { donePath } from "../(_account)/done.ts";

export const access: Access = "account";

const PATH = "/account/privacy";
const WORDS = { [ErrorCode.RATE_LIMITED]: "You asked for your data less than an hour ago. Try again later." };

interface Data {
  exports: Export[];
  problem?: FormProblem;
}

/** What people may ask of the shop about their data. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const { exports } = await ctx.state.clients.account.listExports({});
    return page({ exports });
  },
  async POST(ctx) {
    const { account } = ctx.state.clients;
    try {
      await account.requestExport({});
      return ctx.redirect(donePath(PATH, "export-asked"), 303);
    } catch (error) {
      const problem = formProblem(error, {}, WORDS);
      const { exports } = await account.listExports({});
      return page({ exports, problem }, { status: problem.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { exports, problem }, url }) => (
  <AccountPage title="Privacy" url={url} problem={problem}>
    <Section id="export" title="All your data in one file">
      <p class="text-ink-soft">
        Your profile, addresses, orders, and what happened to your account, as JSON. Each file is kept for a week.
      </p>
      <Exports exports={exports} />
      <form method="post" action={PATH}>
        <Button>Collect my data</Button>
      </form>
    </Section>
    <Section id="erase" title="Erase your account">
      <p class="text-ink-soft">
        We forget who you are. What the law wants kept of your orders stays, without your name.
      </p>
      <LinkButton href={`${PATH}/erase`} look="quiet">Erase my account</LinkButton>
    </Section>
  </AccountPage>
));

function Exports({ exports }: { exports: readonly Export[] }) {
  if (exports.length === 0) return null;
  return (
    <ul class="w-full divide-y divide-line">
      {exports.map(({ id, requestedAt, readyAt }) => {
        const asked = requestedAt && `Asked for ${formatMoment(timestampDate(requestedAt))}`;
        return (
          <li key={id} class="flex flex-wrap items-center justify-between gap-x-4 py-2">
            <span>{asked}</span>
            {readyAt
              ? (
                <a
                  href={`${PATH}/exports/${id}`}
                  class="inline-flex min-h-11 items-center font-medium underline underline-offset-4 hover:text-accent"
                >
                  Download<span class="sr-only">{`: ${asked}`}</span>
                </a>
              )
              : <span class="inline-flex min-h-11 items-center text-ink-soft">We are collecting it</span>}
          </li>
        );
      })}
    </ul>
  );
}
