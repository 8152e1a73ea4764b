import { publicNumber } from "../public_number.ts";

/** A random order number, such as "SF-7K3QX9M2". */
export function orderNumber(): string {
  return publicNumber("SF");
}
