/** A name and a value, of an option or an attribute. */
export interface NameValue {
  name: string;
  value: string;
}

/** What spreadsheets take for a formula, perhaps after apostrophes, by which they tell text from formulas. */
const FORMULA = /^'*[=+\-@\t\n]/;
const NEEDS_QUOTES = /[",\n]|^\s|\s$/;

/** Writes a text so that no spreadsheet runs it: an apostrophe goes before what would be a formula. */
export function guardText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Takes the apostrophe off again. */
export function unguardText(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** Writes pairs as in "Colour=Sage;Size=Large". */
export function writePairs(pairs: NameValue[]): string {
  return pairs.map(({ name, value }) => `${name}=${value}`).join(";");
}

/** Reads pairs; undefined when the text does not hold pairs. */
export function readPairs(text: string): NameValue[] | undefined {
  const pairs: NameValue[] = [];
  for (const part of text.split(";").filter((part) => part.trim() !== "")) {
    const middle = part.indexOf("=");
    const [name, value] = [part.slice(0, middle).trim(), part.slice(middle + 1).trim()];
    if (middle < 0 || name === "" || value === "") return undefined;
    pairs.push({ name, value });
  }
  return pairs;
}

/** One line of a CSV file, with its end. */
export function csvLine(cells: string[]): string {
  return cells.map((cell) => NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell).join(",") + "\n";
}
