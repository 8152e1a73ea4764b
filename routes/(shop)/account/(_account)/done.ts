const DONE = {
  profile: "Your profile is saved.",
  "email-asked": "We sent a link to the new address. It takes the place of the present one once you open the link.",
  resent: "We sent the link again. Look into your mailbox.",
  claimed: "The orders are yours now.",
  address: "The address is saved.",
  "address-deleted": "The address is deleted.",
  password: "Your password is changed, and you are signed out everywhere else.",
  "totp-added": "Your authenticator counts from now on.",
  "totp-removed": "Your authenticator counts no more.",
  "passkey-added": "Your passkey counts from now on.",
  "passkey-renamed": "The passkey is renamed.",
  "passkey-deleted": "The passkey is deleted.",
  "device-ended": "It is signed out.",
  "devices-ended": "All other devices are signed out.",
  "export-asked": "We collect your data. Load this page again in a moment.",
} as const;

/** Something that was just done, as addresses name it. */
export type Done = keyof typeof DONE;

/** The address of a page that says what was done. */
export function donePath(path: string, done: Done): string {
  return `${path}?done=${done}`;
}

/** What an address says was done, for people; undefined when it says nothing, or what nobody knows. */
export function doneText({ searchParams }: URL): string | undefined {
  const done = searchParams.get("done") ?? "";
  return Object.hasOwn(DONE, done) ? DONE[done as Done] : undefined;
}
