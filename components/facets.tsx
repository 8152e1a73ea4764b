import type { Facets as FacetCounts } from "../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { bandName } from "./band_name.ts";
import { Button, LinkButton } from "./button.tsx";

/** Values of an attribute that are shown at once; the rest unfolds. */
const SHOWN = 6;

/** A box to tick. */
interface Choice {
  value: string;
  label: string;
  count: number;
  checked: boolean;
}

interface Group {
  title: string;
  /** Field name in the form. */
  name: string;
  /** One of them, or any number. */
  type: "radio" | "checkbox";
  choices: Choice[];
}

export interface FacetsProps {
  facets: FacetCounts;
  currency: string;
  /** Fields of the form that are no facets, as they are now. */
  hidden: [name: string, value: string][];
  /** Names in the form, and what is chosen. */
  price: { name: string; chosen: string; write: (band: { min: bigint; max?: bigint }) => string };
  stock: { name: string; chosen: boolean };
  attribute: { name: (attribute: string) => string; chosen: Readonly<Record<string, readonly string[]>> };
  /** Categories to choose from, where the page does not name one. */
  category?: { name: string; chosen: string } | undefined;
  /** Where the form leads, and where to without any filter. */
  action: string;
  clearHref: string;
}

/** What a list can be narrowed down to, with how many products each choice would leave. */
export function Facets(props: FacetsProps) {
  return (
    <form action={props.action} class="flex flex-col gap-1">
      {props.hidden.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      <Check
        type="checkbox"
        name={props.stock.name}
        choice={{ value: "1", label: "In stock", count: props.facets.inStock, checked: props.stock.chosen }}
      />
      {groups(props).map((group) => <FacetGroup key={group.name} {...group} />)}
      <div class="sticky -bottom-5 -mx-5 -mb-5 flex gap-2 border-t border-line bg-glass-strong px-5 py-3 backdrop-blur-xl">
        <Button class="grow px-4">Show</Button>
        <LinkButton href={props.clearHref} look="quiet" rel="nofollow" class="px-4">Clear</LinkButton>
      </div>
    </form>
  );
}

function groups({ facets, currency, price, attribute, category }: FacetsProps): Group[] {
  const list: Group[] = [];
  if (category) {
    const top = facets.categories.filter(({ parentSlug }) => parentSlug === "");
    const choices = top.map(({ slug, name, productCount }) => ({ value: slug, label: name, count: productCount }));
    list.push({ title: "Category", name: category.name, type: "radio", choices: chosenOf(choices, category.chosen) });
  }
  const bands = facets.priceBands.map(({ min, max, count }) => {
    const band = max === undefined ? { min } : { min, max };
    return { value: price.write(band), label: bandName(band, currency), count };
  });
  list.push({ title: "Price", name: price.name, type: "radio", choices: chosenOf(bands, price.chosen) });
  for (const { name, values } of facets.attributes) {
    const chosen = attribute.chosen[name] ?? [];
    const choices = values.map(({ value, count }) => ({ value, label: value, count, checked: chosen.includes(value) }));
    if (choices.length > 1 || chosen.length > 0) {
      list.push({ title: name, name: attribute.name(name), type: "checkbox", choices });
    }
  }
  return list;
}

function chosenOf(choices: Omit<Choice, "checked">[], chosen: string): Choice[] {
  return choices.map((choice) => ({ ...choice, checked: choice.value === chosen }));
}

function FacetGroup({ title, name, type, choices }: Group) {
  const anyChosen = choices.some(({ checked }) => checked);
  const check = (choice: Choice) => <Check key={choice.value} type={type} name={name} choice={choice} />;
  return (
    <fieldset class="border-t border-line py-3">
      <legend class="float-left w-full pb-1 font-semibold">{title}</legend>
      <div class="clear-both">
        {type === "radio" && (
          <Check type="radio" name={name} choice={{ value: "", label: "Any", checked: !anyChosen }} />
        )}
        {choices.slice(0, SHOWN).map(check)}
        {choices.length > SHOWN && (
          <details open={choices.slice(SHOWN).some(({ checked }) => checked)}>
            <summary class="inline-flex min-h-11 items-center text-sm font-semibold text-accent underline underline-offset-4">
              {choices.length - SHOWN} more<span class="sr-only">{` of ${title}`}</span>
            </summary>
            {choices.slice(SHOWN).map(check)}
          </details>
        )}
      </div>
    </fieldset>
  );
}

interface CheckProps {
  type: "radio" | "checkbox";
  name: string;
  choice: Omit<Choice, "count"> & { count?: number };
}

function Check({ type, name, choice: { value, label, count, checked } }: CheckProps) {
  return (
    <label class="flex min-h-11 items-center gap-3 rounded-xl px-2 hover:bg-accent-soft has-checked:font-semibold pointer-fine:min-h-10">
      <input type={type} name={name} value={value} defaultChecked={checked} class="size-5 shrink-0 accent-accent" />
      <span class="min-w-0 grow wrap-anywhere">{label}</span>
      {count !== undefined && <span class="text-sm font-normal text-ink-soft tabular-nums">{count}</span>}
    </label>
  );
}
