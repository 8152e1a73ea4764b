import { timestampDate } from "@bufbuild/protobuf/wkt";
import { page } from "fresh";
import { Button } from "../../../../components/button.tsx";
import { formatMoment } from "../../../../components/dates.ts";
import { Panel } from "../../../../components/panel.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { Session } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { SessionKind } from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { define } from "../../../../utils.ts";
import { found } from "../../../(_shared)/found.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { deviceName } from "../(_account)/device_name.ts";
import { donePath } from "../(_account)/done.ts";

export const access: Access = "account";

const PATH = "/account/security/devices";

/** Where the account is signed in. */
export const handler = define.handlers({
  async GET(ctx) {
    const { sessions } = await ctx.state.clients.account.listSessions({});
    return page({ sessions });
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const id = (await readForm(ctx.req)).get("id");
    if (typeof id !== "string") {
      await clients.account.endSessions({ which: { case: "others", value: true }, device });
      return ctx.redirect(donePath(PATH, "devices-ended"), 303);
    }
    await found(clients.account.endSessions({ which: { case: "id", value: id }, device }));
    return ctx.redirect(donePath(PATH, "device-ended"), 303);
  },
});

export default define.page<typeof handler>(({ data: { sessions }, url }) => (
  <AccountPage title="Your devices" url={url}>
    <Panel class="py-2! sm:py-3!">
      <ul class="divide-y divide-line">
        {sessions.map((session) => <Device key={session.id} session={session} />)}
      </ul>
    </Panel>
    {sessions.length > 1 && (
      <form method="post" action={PATH}>
        <Button look="quiet">Sign out all other devices</Button>
      </form>
    )}
  </AccountPage>
));

function Device({ session: { id, current, kind, device, createdAt, lastUsedAt } }: { session: Session }) {
  const name = kind === SessionKind.API ? "A program" : deviceName(device?.userAgent ?? "");
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div class="min-w-0 wrap-anywhere">
        <p class="font-semibold">
          {name}
          {current && <span class="font-normal text-accent">{` (this device)`}</span>}
        </p>
        <p class="text-sm text-ink-soft">
          {[
            lastUsedAt && `Last used ${formatMoment(timestampDate(lastUsedAt))}`,
            createdAt && `signed in ${formatMoment(timestampDate(createdAt))}`,
            device?.ip && `from ${device.ip}`,
          ].filter(Boolean).join(", ")}
        </p>
      </div>
      {!current && (
        <form method="post" action={PATH}>
          <Button name="id" value={id} look="quiet">
            Sign out<span class="sr-only">{`: ${name}`}</span>
          </Button>
        </form>
      )}
    </li>
  );
}
