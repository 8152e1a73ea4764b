/** A name and a value, of an option or an attribute. */
export interface NameValue {
  name: string;
  value: string;
}

/** A product as its table holds it, apart from what searches read. */
export interface ProductRecord {
  code: string;
  slug: string;
  title: string;
  description: string;
  /** A bigint as text. */
  category_id: string;
  image_url: string | null;
  options: { name: string; values: string[] }[];
  attributes: NameValue[];
  units_sold: number;
}

/** A variant as its table holds it, with its price. */
export interface VariantRecord {
  sku: string;
  /** Code of its product. */
  product: string;
  name: string;
  option_values: NameValue[];
  styled: boolean;
  image_url: string | null;
  units_sold: number;
  position: number;
  /** In minor units, in the default price list; null when it has none. */
  amount: number | null;
}
