/** The site as passkeys know it. One made for a site is of no use at any other. */
export interface RelyingParty {
  /** Host name, such as "shop.example". */
  readonly id: string;
  /** Such as "https://shop.example". */
  readonly origin: string;
  /** What authenticators show. */
  readonly name: string;
}

/** The relying party of a site. */
export function relyingPartyOf(publicOrigin: string, name = "ShopFlow"): RelyingParty {
  const { hostname, origin } = new URL(publicOrigin);
  return { id: hostname, origin, name };
}
