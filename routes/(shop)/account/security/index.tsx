import { page } from "fresh";
import type { Access } from "../../../../edge/access.ts";
import type { Account, SecurityEvent } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { define } from "../../../../utils.ts";
import { AccountPage, Section, TextLink } from "../(_account)/account_page.tsx";
import { SecurityEvents } from "../(_account)/security_events.tsx";

export const access: Access = "account";

const EVENTS = 10;

interface Data {
  account: Account;
  events: SecurityEvent[];
}

/** How an account is kept safe, and what happened lately. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const { clients } = ctx.state;
    const [{ account }, { events }] = await Promise.all([
      clients.account.getAccount({}),
      clients.account.listSecurityEvents({ pageSize: EVENTS }),
    ]);
    return page({ account: account!, events });
  },
});

export default define.page<typeof handler>(({ data: { account, events }, url }) => {
  const { hasPassword, totp, passkeys, recoveryCodesLeft } = account;
  const isSecured = totp || passkeys.length > 0;
  return (
    <AccountPage title="Security" url={url}>
      <Section id="password" title="Password">
        <p class="text-ink-soft">
          {hasPassword ? "You sign in with a password." : "You have none: you sign in another way."}
        </p>
        <TextLink href="/account/security/password">{hasPassword ? "Change it" : "Choose one"}</TextLink>
      </Section>
      <Section id="second-factor" title="Second factor">
        <p class="text-ink-soft">
          {isSecured
            ? "A stolen password alone opens nothing here."
            : "With a second factor, a stolen password alone opens nothing."}
        </p>
        <dl class="grid w-full max-w-xl divide-y divide-line">
          <Factor name="Authenticator app" state={totp ? "On" : "Off"} href="/account/security/authenticator" />
          <Factor
            name="Passkeys"
            state={passkeys.length > 0 ? `${passkeys.length}` : "None"}
            href="/account/security/passkeys"
          />
          {isSecured && (
            <Factor name="Recovery codes" state={`${recoveryCodesLeft} left`} href="/account/security/codes" />
          )}
        </dl>
      </Section>
      <Section id="devices" title="Devices">
        <p class="text-ink-soft">See where you are signed in, and end what is not yours.</p>
        <TextLink href="/account/security/devices">Your devices</TextLink>
      </Section>
      <Section id="events" title="What happened lately">
        <SecurityEvents events={events} />
      </Section>
    </AccountPage>
  );
});

function Factor({ name, state, href }: { name: string; state: string; href: string }) {
  return (
    <div class="relative flex min-h-12 items-center justify-between gap-4">
      <dt class="font-medium">
        <a href={href} class="underline underline-offset-4 after:absolute after:inset-0 hover:text-accent">{name}</a>
      </dt>
      <dd class="text-ink-soft">{state}</dd>
    </div>
  );
}
