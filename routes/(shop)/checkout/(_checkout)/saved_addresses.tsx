import type { AddressPart } from "../../../../components/address_parts.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";

/** The field that says which address of the book was chosen. */
export const SAVED_ADDRESS = "saved_address";

/** The address book: each address is a button that puts it into the form. */
export function SavedAddresses({ addresses }: { addresses: readonly SavedAddress[] }) {
  if (addresses.length === 0) return null;
  return (
    <fieldset class="col-span-2">
      <legend class="mb-1.5 text-sm font-semibold">From your address book</legend>
      <div class="flex flex-wrap gap-2">
        {addresses.map(({ id, name, line1, city }) => (
          <button
            key={id}
            type="submit"
            name={SAVED_ADDRESS}
            value={id}
            formNoValidate
            class="min-h-11 max-w-full rounded-field border border-field-edge bg-field px-4 py-2 text-left text-sm wrap-anywhere hover:border-accent"
          >
            <span class="font-semibold">{name}</span>, {line1}, {city}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** A saved address as the parts of a form. */
export function partsOf(address: SavedAddress): Record<AddressPart, string> {
  const { countryCode: country_code, region, name, line1, line2, postalCode: postal_code, city } = address;
  return { country_code, region, name, line1, line2, postal_code, city };
}
