import type { UserMailKind } from "./queue_mail.ts";

/** What a mail says. */
export interface Words {
  readonly subject: string;
  /** What an inbox shows behind the subject. */
  readonly preheader: string;
  readonly paragraphs: readonly string[];
  /** Where to go on. The token of the mail's link is put behind a path that ends in "=". */
  readonly button?: { readonly label: string; readonly path: string };
  /** Why the reader got this. */
  readonly reason: string;
  /**
   * Whether whoever reads it may be somebody who never had to do with us: then nothing in it is of the choosing of whoever had
   * it sent, a name neither, or strangers could be made to read anything in our name.
   */
  readonly forAnybody?: true;
}

const VERIFY = "/verify-email?token=";
const RESET = "/reset-password?token=";
const CONFIRM = "/confirm-email?token=";
const ASKED_FOR =
  "You get this because somebody gave us this address. If it was not you, do nothing: nothing comes of it.";
const OF_ACCOUNT = "You get this because it concerns the safety of your account.";
const NOT_YOU = "If it was not you, choose a new password at once, and look through where you are signed in.";
const SECURITY = { label: "See your account's security", path: "/account/security" };

/** Every mail to an account's owner, or to somebody who may become one. */
export const WORDS: Readonly<Record<UserMailKind, Words>> = {
  verify_email: {
    subject: "Confirm your address",
    preheader: "One click, and your account is ready.",
    paragraphs: [
      "Thank you for your registration. Please confirm that this is your address. The link works for a day, and once.",
      "Use it only if you registered yourself: whoever did chose the account's password.",
    ],
    button: { label: "Confirm address", path: VERIFY },
    reason: ASKED_FOR,
    forAnybody: true,
  },
  already_registered: {
    subject: "You have an account already",
    preheader: "You need no second one.",
    paragraphs: [
      "Somebody, probably you, wanted to register with this address. It has an account already: nothing was changed.",
      "Sign in as ever. If you do not know the password any more, choose a new one; the link works for 30 minutes, and once.",
    ],
    button: { label: "Choose a new password", path: RESET },
    reason: OF_ACCOUNT,
  },
  reset_password: {
    subject: "Choose a new password",
    preheader: "The link works for 30 minutes.",
    paragraphs: [
      "Somebody, probably you, asked for a new password. The link works for 30 minutes, and once.",
      "If it was not you, do nothing: your password stays as it is.",
    ],
    button: { label: "Choose a new password", path: RESET },
    reason: OF_ACCOUNT,
  },
  choose_password: {
    subject: "Choose your password",
    preheader: "Then your account is ready.",
    paragraphs: [
      "There is an account for this address that has no password. Choose one to use it: the link works for 30 minutes, and once.",
    ],
    button: { label: "Choose a password", path: RESET },
    reason: ASKED_FOR,
    forAnybody: true,
  },
  change_email: {
    subject: "Confirm your new address",
    preheader: "From then on you sign in with it.",
    paragraphs: [
      "Please confirm that this is your new address. From then on you sign in with it. The link works for an hour, and once.",
    ],
    button: { label: "Confirm address", path: CONFIRM },
    reason: ASKED_FOR,
    forAnybody: true,
  },
  email_changing: {
    subject: "Your address is about to change",
    preheader: "Somebody asked for your account to have another address.",
    paragraphs: [
      "Somebody, probably you, asked for your account to have another address. It changes once the link that we sent there is used.",
      NOT_YOU,
    ],
    button: SECURITY,
    reason: OF_ACCOUNT,
  },
  email_taken: {
    subject: "You have an account already",
    preheader: "Another account cannot have your address.",
    paragraphs: [
      "Somebody, probably you, wanted another account to have this address. It is yours already: nothing was changed.",
    ],
    button: { label: "Sign in", path: "/sign-in" },
    reason: OF_ACCOUNT,
  },
  password_changed: {
    subject: "Your password was changed",
    preheader: "Other devices were signed out.",
    paragraphs: ["The password of your account was changed, and other devices were signed out.", NOT_YOU],
    button: { label: "I did not do this", path: "/forgot-password" },
    reason: OF_ACCOUNT,
  },
  second_factor_added: {
    subject: "A second factor was added",
    preheader: "Your account is safer now.",
    paragraphs: ["An authenticator or a passkey was added to your account.", NOT_YOU],
    button: SECURITY,
    reason: OF_ACCOUNT,
  },
  second_factor_removed: {
    subject: "A second factor was removed",
    preheader: "Was it you?",
    paragraphs: ["An authenticator or a passkey was removed from your account.", NOT_YOU],
    button: SECURITY,
    reason: OF_ACCOUNT,
  },
  recovery_codes_low: {
    subject: "Few recovery codes are left",
    preheader: "Make new ones before you need them.",
    paragraphs: [
      "Few of your recovery codes are left. Make new ones, and keep them where you find them without your telephone.",
    ],
    button: SECURITY,
    reason: OF_ACCOUNT,
  },
  roles_changed: {
    subject: "What you may do was changed",
    preheader: "Sign in again to go on.",
    paragraphs: [
      "Somebody of our staff changed what your account may do, or whether it may sign in. You were signed out everywhere.",
      "If you do not know why, ask us.",
    ],
    reason: OF_ACCOUNT,
  },
  export_ready: {
    subject: "Your data is ready",
    preheader: "It is kept for a week.",
    paragraphs: ["All that we have about you is collected, as you asked. It is kept for you for a week.", NOT_YOU],
    button: { label: "Get your data", path: "/account/privacy" },
    reason: OF_ACCOUNT,
  },
  account_erased: {
    subject: "Your account is erased",
    preheader: "As you asked. This is our last mail about it.",
    paragraphs: [
      "Your account is erased, as you asked. Of your orders we keep what the law tells us to, without your name.",
      "This is our last mail about it.",
    ],
    reason: "You get this because an account with this address was erased.",
  },
};
