import assert from "node:assert/strict";
import { testShop } from "../testing/fixture.ts";
import { pruneEvents } from "./prune_events.ts";

Deno.test("pruneEvents() forgets what is older than ninety days, however much it is", async () => {
  await using shop = await testShop(2);
  await shop.database`
    insert into payment_events (provider, event_id, type, received_at)
    select 'test', 'evt_' || n, 'x', now() - case when n <= 2500 then interval '91 days' else interval '89 days' end
    from generate_series(1, 2510) n`;
  assert.equal(await pruneEvents(shop.database), 2500);
  assert.equal((await shop.database`select from payment_events`).length, 10);
  assert.equal(await pruneEvents(shop.database), 0);
});
