import assert from "node:assert/strict";
import fc from "fast-check";
import { refundAmount } from "./refund_amount.ts";

/** The sizes of the parts in which `units` come back. */
const parts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 });

Deno.test("refundAmount() of a line that comes back in parts sums to what was paid for it", () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), parts, (paid, sizes) => {
    const bought = sizes.reduce((sum, size) => sum + size, 0);
    let before = 0;
    let given = 0n;
    for (const now of sizes) {
      const amount = refundAmount({ paid, bought, before, now });
      // Within one minor unit of the plain share, on either side
      const off = amount * BigInt(bought) - paid * BigInt(now);
      assert.ok(off > -BigInt(bought) && off < BigInt(bought), `${amount} for ${now} of ${bought} at ${paid}`);
      given += amount;
      before += now;
      assert.ok(amount >= 0n && given <= paid);
    }
    assert.equal(given, paid);
  }));
});

Deno.test("refundAmount() gives a third of 10.00 as 3.33, 3.33 and 3.34", () => {
  const amounts = [0, 1, 2].map((before) => refundAmount({ paid: 1000n, bought: 3, before, now: 1 }));
  assert.deepEqual(amounts, [333n, 333n, 334n]);
});
