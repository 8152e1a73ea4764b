import { countryName } from "../../../../components/address_parts.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";

/** An address as it stands on a parcel. */
export function PostalAddress({ address }: { address: SavedAddress }) {
  const { name, line1, line2, postalCode, city, region, countryCode } = address;
  const town = [postalCode, city, region].filter(Boolean).join(" ");
  return (
    <address class="not-italic wrap-anywhere">
      {[name, line1, line2, town, countryName(countryCode)].filter(Boolean).map((line, index) => (
        <span key={index} class="block">{line}</span>
      ))}
    </address>
  );
}
