const TAG = /<(?!\/|!)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;
const ATTRIBUTE = /([\w:.-]+)(?:="([^"]*)")?/g;

/** An element of a page, without what is in it. */
export interface Tag {
  name: string;
  attributes: Record<string, string>;
}

const decode = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll(
    "&amp;",
    "&",
  );

/** Every element of a page that our own renderer wrote: attributes always in double quotes. */
export function tagsOf(html: string): Tag[] {
  return [...html.matchAll(TAG)].map(([, name, rest]) => ({
    name: name!,
    attributes: Object.fromEntries([...rest!.matchAll(ATTRIBUTE)].map(([, key, value]) => [key!, decode(value ?? "")])),
  }));
}

/** What the page's fields hold, by name. */
export function fieldsOf(html: string): Record<string, string> {
  const inputs = tagsOf(html).filter(({ name, attributes }) => name === "input" && attributes.name);
  return Object.fromEntries(inputs.map(({ attributes }) => [attributes.name!, attributes.value ?? ""]));
}

/** Fields of a page that neither a label of their own nor one around them names. */
export function unlabelled(html: string): string[] {
  const outside = html.replaceAll(/<label(?![^>]* for=)[^>]*>.*?<\/label>/gs, "");
  const tags = tagsOf(outside);
  const labelled = new Set(tags.filter(({ name }) => name === "label").map(({ attributes }) => attributes.for));
  return tags.filter(({ name, attributes }) =>
    (name === "input" || name === "select" || name === "textarea") && attributes.type !== "hidden" &&
    !labelled.has(attributes.id) && !attributes["aria-label"]
  ).map(({ attributes }) => attributes.name ?? "");
}
