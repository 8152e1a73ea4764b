/** Where an order goes, as far as the shop's rules ask. */
export interface Place {
  countryCode: string;
  postalCode: string;
  region?: string;
}

const BRITAIN: Place = { countryCode: "GB", postalCode: "SW1Y 4JH" };

/** By the names of the order file. */
const PLACES: Readonly<Record<string, Place>> = {
  "Australia": { countryCode: "AU", postalCode: "2000" },
  "Austria": { countryCode: "AT", postalCode: "1010" },
  "Belgium": { countryCode: "BE", postalCode: "1000" },
  "Canada": { countryCode: "CA", postalCode: "K1A 0B1", region: "ON" },
  "Cyprus": { countryCode: "CY", postalCode: "1010" },
  "Czech Republic": { countryCode: "CZ", postalCode: "110 00" },
  "Denmark": { countryCode: "DK", postalCode: "1050" },
  "EIRE": { countryCode: "IE", postalCode: "D02 AF30" },
  "Finland": { countryCode: "FI", postalCode: "00100" },
  "France": { countryCode: "FR", postalCode: "75001" },
  "Germany": { countryCode: "DE", postalCode: "10115" },
  "Greece": { countryCode: "GR", postalCode: "105 57" },
  "Italy": { countryCode: "IT", postalCode: "00118" },
  "Japan": { countryCode: "JP", postalCode: "100-0001" },
  "Lithuania": { countryCode: "LT", postalCode: "LT-01001" },
  "Malta": { countryCode: "MT", postalCode: "VLT 1010" },
  "Netherlands": { countryCode: "NL", postalCode: "1012 JS" },
  "Norway": { countryCode: "NO", postalCode: "0150" },
  "Poland": { countryCode: "PL", postalCode: "00-001" },
  "Portugal": { countryCode: "PT", postalCode: "1100-148" },
  "Spain": { countryCode: "ES", postalCode: "28001" },
  "Sweden": { countryCode: "SE", postalCode: "111 20" },
  "Switzerland": { countryCode: "CH", postalCode: "8001" },
  "USA": { countryCode: "US", postalCode: "10001", region: "NY" },
};

/** Where orders from a country go; to Britain from those that the shop does not send to. */
export function placeOf(country: string): Place {
  return PLACES[country] ?? BRITAIN;
}
