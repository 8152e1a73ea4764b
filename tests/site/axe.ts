import { AxeBuilder } from "npm:@axe-core/playwright@4.14.0";
import type { Page } from "../../dev/testing/browser.ts";

/** What axe finds wrong with the page as it is now: one line a rule, with the elements at fault. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, help, nodes }) =>
    `${id}: ${help} (${nodes.map(({ target }) => target.join(" ")).join(", ")})`
  );
}
