import { countryName } from "./address_parts.ts";

/** What there is to say of a place, as orders and address books have it. */
export interface PostalAddressProps {
  name: string;
  line1: string;
  line2: string;
  postalCode: string;
  city: string;
  region: string;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
}

/** An address as it stands on a parcel. */
export function PostalAddress({ address }: { address: PostalAddressProps }) {
  const { name, line1, line2, postalCode, city, region, countryCode } = address;
  const town = [postalCode, city, region].filter(Boolean).join(" ");
  return (
    <address class="not-italic wrap-anywhere">
      {[name, line1, line2, town, countryCode && countryName(countryCode)].filter(Boolean).map((line, index) => (
        <span key={index} class="block">{line}</span>
      ))}
    </address>
  );
}
