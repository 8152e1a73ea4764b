/** Of a path and a query. Longer ones come from nobody's links. */
const MAX_LENGTH = 2_000;

/**
 * A place of this site that a request names, as in `?next=/account/orders`; otherwise undefined. It never leads elsewhere, whatever
 * browsers make of slashes, backslashes, blanks and control characters.
 */
export function ownPath(place: unknown): string | undefined {
  // A second slash, or a backslash, which browsers take for one, begins another site's name. They leave out tabs and line breaks.
  if (typeof place !== "string" || place.length > MAX_LENGTH || !/^\/(?![/\\])[!-~]*$/.test(place)) return undefined;
  const base = "https://own.invalid";
  if (!URL.canParse(place, base)) return undefined;
  const { origin, pathname, search } = new URL(place, base);
  // "/./" and "/..//" are resolved by then, so that what is left begins with one slash or is refused.
  return origin === base && !/^\/[/\\]/.test(pathname) ? pathname + search : undefined;
}
