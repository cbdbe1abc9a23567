import { expect, test } from "./house.js";
import { BUCKET, planned, undeliveredOrders } from "./orders.js";
import { Widget } from "./widget.js";

test("a delivery is confirmed with a difference, becomes saved, and changes the balance", async ({ house, page }) => {
  const [order] = await undeliveredOrders(house, 1);
  const buckets = planned(order);

  await page.goto(`${house.orderScreen}/?lang=en`);
  await page.locator(`#row-${order.reference}`).click();
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.customer).toHaveText(order.customer.name);

  // What the customer holds, what this order adds, what it will be.
  await expect(widget.row(BUCKET)).toBeVisible();
  const before = await widget.holds(BUCKET);
  expect(await widget.adds(BUCKET)).toBe(buckets);
  expect(await widget.after(BUCKET)).toBe(before + buckets);

  // One bucket fewer than planned, and two come back.
  await widget.confirmButton.click();
  await expect(widget.delivered(".*560")).toHaveValue(String(buckets));
  await widget.delivered(".*560").fill(String(buckets - 1));
  await expect(widget.frame.getByText("1 fewer than planned")).toBeVisible();
  await widget.reason(".*560").selectOption("Not loaded");
  await widget.returned(".*560").fill("2");
  await widget.confirmButton.click();

  // Line by line, until TrackOnline has saved it.
  await expect(widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 15_000 });

  // The balance has changed, and the order adds nothing any more.
  await expect.poll(() => widget.holds(BUCKET)).toBe(before + buckets - 1 - 2);
  expect(await widget.after(BUCKET)).toBe(before + buckets - 3);

  // TrackOnline's own record agrees.
  const record = await house.record(order.reference);
  expect(record).toHaveLength(2);
  const pieces = record.map((transaction) => ({
    type: transaction.typeCode,
    buckets: transaction.items.find((line) => line.item === "FC560").quantity,
  }));
  expect(pieces).toEqual(expect.arrayContaining([{ type: 60, buckets: buckets - 1 }, { type: 65, buckets: 2 }]));
});

test("another order's customer takes the place of the first without a reload", async ({ house, page }) => {
  const [first, second] = (await house.orders()).filter(
    (order, index, orders) =>
      order.reference.slice(-2) < "90" && orders.findIndex((other) => other.customer.number === order.customer.number) === index,
  );
  await page.goto(`${house.orderScreen}/orders/${first.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.customer).toHaveText(first.customer.name);
  await expect(widget.balance).toBeVisible();
  const born = await (await page.locator("fustlink-packaging iframe").elementHandle())
    .contentFrame()
    .then((frame) => frame.evaluate(() => performance.timeOrigin));

  await page.locator(`#row-${second.reference}`).click();
  await expect(widget.customer).toHaveText(second.customer.name);
  await expect(widget.balance).toBeVisible();
  const still = await (await page.locator("fustlink-packaging iframe").elementHandle())
    .contentFrame()
    .then((frame) => frame.evaluate(() => performance.timeOrigin));
  expect(still).toBe(born);
});

test("an unmapped packaging code and an unlinked customer are named with what to do", async ({ house, page }) => {
  const orders = await house.orders();
  const unmapped = orders.find((order) => order.reference.endsWith("-91"));
  const unlinked = orders.find((order) => order.reference.endsWith("-92"));
  await page.goto(`${house.orderScreen}/orders/${unmapped.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.frame.getByText("not linked to TrackOnline")).toBeVisible();
  await expect(widget.frame.getByText("722")).toBeVisible();
  await page.locator(`#row-${unlinked.reference}`).click();
  await expect(widget.frame.getByRole("alert")).toBeVisible();
  await expect(widget.frame.getByText(/linked to (a location in )?TrackOnline/).first()).toBeVisible();
});

test("a delivery that TrackOnline has planned already is told before it is confirmed", async ({ house, page }) => {
  const PLANNED = 5;
  const orders = await house.orders();
  let planned;
  for (const order of orders) {
    const record = await house.record(order.reference);
    if (record.length && record.every((transaction) => transaction.statusCode === PLANNED)) planned ??= order;
  }
  await page.goto(`${house.orderScreen}/orders/${planned.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.balance.getByText("already planned").first()).toBeVisible();
  await widget.confirmButton.click();
  await expect(widget.frame.getByText("TrackOnline has a delivery planned under this order.")).toBeVisible();
});
