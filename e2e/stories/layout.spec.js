import { expect, test } from "./house.js";
import { expectInOrder } from "./look.js";
import { Widget } from "./widget.js";

// A customer with branches, one below zero, one with a restriction, one whose name is as long as TrackOnline allows, and
// an order that names a code nobody has linked.
const CUSTOMERS = ["10023", "10056", "10031", "10076", "10015"];

for (const [width, theme] of [
  [320, "light"],
  [360, "dark"],
  [768, "light"],
  [1280, "dark"],
]) {
  test(`at ${width} px, ${theme}, everything has its place and nothing bars anybody`, async ({ house, page }) => {
    test.setTimeout(90_000);
    await page.setViewportSize({ width, height: 900 });
    const orders = await house.orders();
    for (const customer of CUSTOMERS) {
      const order = orders.find((order) => order.customer.number === customer);
      await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en&theme=${theme}`);
      const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
      await expect(widget.balance).toBeVisible();
      await expectInOrder(page, `the balance of ${customer}`);

      await widget.confirmButton.or(widget.confirmAnother).click();
      await expect(widget.frame.getByRole("table", { name: "Returnable packaging" })).toBeVisible();
      await expect(widget.frame.getByRole("heading", { level: 2 })).toBeVisible();
      await expectInOrder(page, `the delivery to ${customer}`);
    }
  });
}

test("the frame grows to what it holds, also while it is out of sight", async ({ house, page }) => {
  await page.setViewportSize({ width: 360, height: 500 });
  const order = (await house.orders()).find((order) => order.customer.number === "10023");
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const frame = page.locator("fustlink-packaging iframe");
  await expect(new Widget(page.frameLocator("fustlink-packaging iframe")).balance).toBeAttached();
  await expect
    .poll(async () => {
      const handle = await frame.elementHandle();
      const content = await (await handle.contentFrame()).evaluate(() => document.body.scrollHeight);
      return content - (await handle.boundingBox()).height;
    })
    .toBeLessThanOrEqual(1);
});
