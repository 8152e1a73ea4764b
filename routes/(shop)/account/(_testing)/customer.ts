import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { aPrincipal } from "../../../../edge/testing/people.ts";
import { OrderStatus } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { SavedAddressSchema } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { SessionKind } from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Principal } from "../../../../services/kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import type { FakeIdentity } from "../../../../edge/testing/fake_identity.ts";
import { sampleShop } from "../../../(_testing)/sample_shop.ts";
import { visit } from "../../../(_testing)/test_site.ts";
import { MENU } from "../(_account)/menu.tsx";

export const AT = timestampFromDate(new Date("2026-11-22T12:00:00Z"));
/** Ids of what is Ada's. */
export const [HOME, WORK, PASSKEY, EXPORT] = [1, 2, 3, 4].map((n) => `018f0000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
  string,
];
/** Of nothing of hers. */
export const FOREIGN = "018f0000-0000-7000-8000-0000000000ff";

/** Every page of an account. */
export const ACCOUNT_PAGES = [
  ...MENU.map(({ href }) => href),
  "/account/email",
  "/account/addresses/new",
  `/account/addresses/${HOME}`,
  "/account/security/password",
  "/account/security/authenticator",
  "/account/security/codes",
  "/account/security/passkeys",
  "/account/security/devices",
  "/account/reauthenticate",
  "/account/privacy/erase",
];

export const ADDRESSES: MessageInitShape<typeof SavedAddressSchema>[] = [
  {
    id: HOME,
    name: "Ada Lovelace",
    line1: "12 St James's Square",
    city: "London",
    postalCode: "SW1Y 4JH",
    countryCode: "GB",
    phone: "+442071234567",
    defaultShipping: true,
  },
  {
    id: WORK,
    name: "Ada at work",
    line1: "1 Main Street",
    city: "Albany",
    postalCode: "12207",
    countryCode: "US",
    region: "NY",
    defaultBilling: true,
  },
];

/** An authenticator that is being set up. */
export const TOTP_URI = "otpauth://totp/ShopFlow:ada%40example.com?issuer=ShopFlow&secret=JBSWY3DPEHPK3PXP";
export const CODES = ["7KQ2-M0XD-94TB", "0000-1111-2222"];

/** What services answer about Ada, whose account has something of everything. */
export function answersAbout(identity: FakeIdentity): void {
  Object.assign(identity.account, {
    phone: "+442071234567",
    bio: "Counts.",
    pendingEmail: "new@example.com",
    totp: true,
    recoveryCodesLeft: 7,
    passkeys: [{ id: PASSKEY, name: "Phone", createdAt: AT, synced: true }],
  });
  const own = (known: string, id: string) => {
    if (id !== known) throw new ShopError(ErrorCode.NOT_FOUND, "Cannot find it: it does not exist");
  };
  const device = {
    ip: "192.0.2.7",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  };
  const session = { kind: SessionKind.SITE, device, createdAt: AT, lastUsedAt: AT };
  Object.assign(
    identity.answers,
    {
      listAddresses: () => Promise.resolve({ addresses: ADDRESSES }),
      deleteAddress: async ({ id }) => (await own(HOME, id), {}),
      listSessions: () =>
        Promise.resolve({ sessions: [{ ...session, id: "s-1", current: true }, { ...session, id: "s-2" }] }),
      endSessions: async ({ which }) => (which.case === "id" && await own("s-2", which.value), {}),
      listSecurityEvents: () =>
        Promise.resolve({
          events: [
            { at: AT, action: "sign_in.done", outcome: "done", device },
            { at: AT, action: "password.changed", outcome: "SIGN_IN_REFUSED", device },
          ],
        }),
      beginTotp: () => Promise.resolve({ secret: "JBSWY3DPEHPK3PXP", uri: TOTP_URI }),
      confirmTotp: () => Promise.resolve({ recoveryCodes: CODES }),
      renewRecoveryCodes: () => Promise.resolve({ recoveryCodes: CODES }),
      beginPasskey: () => Promise.resolve({ optionsJson: '{"challenge":"make"}' }),
      beginReauthentication: () => Promise.resolve({ optionsJson: '{"challenge":"show"}' }),
      renamePasskey: async ({ id }) => (await own(PASSKEY, id), {}),
      deletePasskey: async ({ id }) => (await own(PASSKEY, id), {}),
      listExports: () => Promise.resolve({ exports: [{ id: EXPORT, requestedAt: AT, readyAt: AT }, { id: FOREIGN }] }),
      getExport: async ({ id }) => (await own(EXPORT, id), { content: new TextEncoder().encode('{"you":"Ada"}') }),
      listCustomerOrders: ({ cursor }) =>
        Promise.resolve(
          cursor === ""
            ? {
              orders: [{
                number: "SF-7",
                status: OrderStatus.SHIPPED,
                placedAt: AT,
                total: { currencyCode: "GBP", minorUnits: 1795n },
                lines: [{ sku: "MUG", title: "Stoneware Mug" }, { sku: "BOWL", title: "Everyday Bowl" }],
              }],
              nextCursor: "a+b/c",
            }
            : {},
        ),
      countClaimableOrders: () => Promise.resolve({ count: 2 }),
      claimOrders: () => Promise.resolve({ count: 2 }),
    } satisfies Partial<FakeIdentity["answers"]>,
  );
}

/** Ada, signed in, and what her pages ask services. @param traits of whom she is signed in as */
export async function customer(traits: Partial<Principal> = {}) {
  const shop = sampleShop();
  const { identity } = shop;
  answersAbout(identity);
  const visitor = await visit(shop, { principal: aPrincipal(traits) });
  return {
    shop,
    identity,
    visitor,
    /** The requests of a method, in their order. */
    asked: (method: string) =>
      identity.asked.filter(([name]) => name === method).map(([, request]) => request as Record<string, unknown>),
    /** The page at a path. */
    read: async (path: string) => await (await visitor.get(path)).text(),
    /** What a method fails with from now on. */
    fail(method: keyof FakeIdentity["answers"], code: ErrorCode, field?: string) {
      const details = field === undefined ? {} : { violations: [{ field, description: "Must be so" }] };
      const failing = () => Promise.reject(new ShopError(code, "Cannot do it", { details }));
      Object.assign(identity.answers, { [method]: failing });
    },
  };
}

/** Status and place of an answer that leads on. */
export const ledTo = (response: Response) => [response.status, response.headers.get("location")];
