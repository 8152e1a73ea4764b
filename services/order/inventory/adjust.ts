import type { Query } from "../../kit/database.ts";
import type { Violation } from "../../kit/errors.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { levelColumns, type StockLevelRow } from "./stock_level.ts";
import { changeOf, type StockChange, unitsFault } from "./stock_change.ts";

/** Most units of a variant at a location, so that sums over the locations stay whole numbers of the database. */
const MOST = 10_000_000;
/** The rest is only counted: an error travels in headers, which have their limits. */
const MAX_TOLD = 50;

/** A part of a change that cannot be accepted. */
interface Fault {
  index: number;
  part: "sku" | "location" | "units";
  description: string;
}

/** Where a change takes place, as far as its SKU and its location exist. */
interface Place {
  variantId: string | null;
  hasLocation: boolean;
}

interface Locked {
  variantId: string;
  location: string;
  onHand: number;
  reserved: number;
}

/** A change that can be carried out. */
interface Planned extends StockChange {
  variantId: string;
  change: number;
}

/**
 * Makes changes of what is on hand, all of them or none, and writes them in the ledger.
 *
 * @param fieldOf how the request names a part of a change
 * @returns what is there afterwards, in the order of the changes
 * @throws {ShopError} INVALID_ARGUMENT that names every part at fault
 */
export async function adjust(
  tx: Query,
  changes: readonly StockChange[],
  actor: string,
  fieldOf: (index: number, part: Fault["part"]) => string,
): Promise<StockLevelRow[]> {
  const places = await findPlaces(tx, changes);
  const locked = await lockPlaces(tx, places, changes);
  const faults = [...repeats(changes), ...unknown(places)];
  const planned = changes.flatMap((change, index): Planned[] => {
    const place = locked.get(placeKey(places[index]!.variantId ?? "", change.location));
    const units = place && changeOf(change, place.onHand);
    const description = unitsFault(change) ?? (place && limitFault(place, units!));
    if (description !== undefined) faults.push({ index, part: "units", description });
    return place ? [{ ...change, variantId: place.variantId, change: units! }] : [];
  });
  if (faults.length > 0) {
    throw faultsError(
      faults.toSorted((a, b) => a.index - b.index).map(({ index, part, description }) => ({
        field: fieldOf(index, part),
        description,
      })),
    );
  }
  return await write(tx, planned, actor);
}

function repeats(changes: readonly StockChange[]): Fault[] {
  const seen = new Set<string>();
  return changes.flatMap(({ sku, location }, index): Fault[] => {
    const key = placeKey(sku, location);
    if (!seen.has(key)) return seen.add(key) && [];
    return [{ index, part: "sku", description: "Must be changed once at a location" }];
  });
}

function unknown(places: readonly Place[]): Fault[] {
  return places.flatMap(({ variantId, hasLocation }, index): Fault[] => [
    ...(variantId === null ? [{ index, part: "sku" as const, description: "Must be a variant of the shop" }] : []),
    ...(hasLocation ? [] : [{ index, part: "location" as const, description: "Must be a location of the shop" }]),
  ]);
}

function limitFault({ onHand, reserved }: Locked, change: number): string | undefined {
  if (onHand + change < reserved) return `Must leave at least the ${reserved} that are reserved of the ${onHand} there`;
  if (change > 0 && onHand + change > MOST) return `Must make at most ${MOST}, with the ${onHand} there`;
}

/** Finds what the changes name, and gives each variant a place at its location. */
async function findPlaces(tx: Query, changes: readonly StockChange[]): Promise<Place[]> {
  return await tx<Place[]>`
    with item as (
      select id, code, index from unnest(${changes.map(({ sku }) => sku)}::text[], ${
    changes.map(({ location }) => location)
  }::text[]) with ordinality as change (sku, location, index)
      left join variants using (sku) left join locations on code = location
    ), added as (
      insert into stock (variant_id, location, on_hand)
      select id, code, 0 from item where id is not null and code is not null order by id, code
      on conflict do nothing
    )
    select id::text as "variantId", code is not null as "hasLocation" from item order by index`;
}

/** Locks the stock rows, in the order of their keys. */
async function lockPlaces(
  tx: Query,
  places: readonly Place[],
  changes: readonly StockChange[],
): Promise<Map<string, Locked>> {
  const rows = await tx<Locked[]>`
    select variant_id::text as "variantId", location, on_hand as "onHand", reserved
    from unnest(${places.map(({ variantId }) => variantId)}::bigint[], ${
    changes.map(({ location }) => location)
  }::text[]) as place (variant_id, location)
    join stock using (variant_id, location)
    order by variant_id, location for no key update of stock`;
  return new Map(rows.map((row) => [placeKey(row.variantId, row.location), row]));
}

async function write(tx: Query, planned: readonly Planned[], actor: string): Promise<StockLevelRow[]> {
  const items = tx.json(planned.map(({ variantId, location, change, reason, note }, index) => (
    { index, variant_id: variantId, location, change, reason, note }
  )));
  return await tx<StockLevelRow[]>`
    with item as materialized (
      select * from jsonb_to_recordset(${items}) as item (index int, variant_id bigint, location text, change int, reason text,
        note text)
    ), stock as (
      update stock set on_hand = on_hand + change from item
      where stock.variant_id = item.variant_id and stock.location = item.location
      returning stock.*, index
    ), moved as (
      insert into stock_movements (variant_id, location, change, reason, actor, note)
      select variant_id, location, change, reason, ${actor}, note from item where change <> 0 order by index
    )
    select ${
    levelColumns(tx)
  } from stock join variants on variants.id = variant_id join products on products.id = product_id
    order by index`;
}

function placeKey(variant: string, location: string): string {
  return `${location} ${variant}`; // a location's code holds no blank
}

function faultsError(faults: Violation[]): ShopError {
  const violations = [...new Map(faults.map((fault) => [fault.field, fault])).values()];
  const count = violations.length;
  return new ShopError(
    ErrorCode.INVALID_ARGUMENT,
    `Cannot change stock: ${count === 1 ? `"${violations[0]!.field}" breaks a rule` : `${count} fields break a rule`}`,
    { details: { violations: violations.slice(0, MAX_TOLD) } },
  );
}
