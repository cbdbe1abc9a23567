import { expect, test } from "./house.js";
import { planned, undeliveredOrders } from "./orders.js";
import { Widget } from "./widget.js";

/** An order of a customer with one location. */
async function anOrder(house) {
  const orders = await house.orders();
  return orders.find((order) => order.customer.number === "10213" || order.customer.number === "10101");
}

for (const [misbehaviour, sentence] of [
  ["wrong-signature", "proof of who you are is not valid"],
  ["expired", "Your access has run out"],
  ["other-tenant", "meant for another party"],
]) {
  test(`a token that is ${misbehaviour} shows nothing of the customer and says what to do`, async ({ house, page }) => {
    const order = await anOrder(house);
    const answers = [];
    page.on("response", (response) => {
      if (response.url().includes("/api/v1/")) answers.push(response.status());
    });
    await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en&token=${misbehaviour}`);
    const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
    const alert = widget.frame.getByRole("alert").first();
    await expect(alert).toBeVisible();
    await expect(alert).toContainText(sentence);
    await expect(widget.frame.getByRole("button", { name: "Try again" })).toBeVisible();
    await expect(widget.balance).toBeHidden();
    expect(answers).not.toEqual([]);
    expect(answers.filter((status) => status !== 401 && status !== 403)).toEqual([]);
  });
}

test("while TrackOnline allows no more calls the widget says so, and shows the balance once it may ask", async ({ house, page }) => {
  await house.exhaustQuota(4);
  const order = await anOrder(house);
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.frame.getByRole("alert").first()).toContainText("TrackOnline has reached its call limit.");
  const again = widget.frame.getByRole("button", { name: "Try again" }).first();
  await expect(async () => {
    if (await again.isVisible()) await again.click({ timeout: 1_000 });
    await expect(widget.balance).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
});

test("while TrackOnline is down three deliveries are kept, survive a crash of the proxy, and are each saved once", async ({ house, page }) => {
  test.setTimeout(90_000);
  const orders = await undeliveredOrders(house, 3);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  const show = async (order) => {
    await page.locator(`#row-${order.reference}`).click();
    await expect(widget.customer).toHaveText(order.customer.name);
    await expect(widget.balance).toBeVisible();
  };
  await page.goto(`${house.orderScreen}/?lang=en`);
  for (const order of orders) await show(order);

  await house.stopProgram("trackonline");
  for (const [index, order] of orders.entries()) {
    await show(order);
    await widget.confirmButton.click();
    await widget.delivered(".*560").fill(String(planned(order)));
    await widget.returned(".*560").fill(String(index + 1));
    await widget.confirmButton.click();
    await expect(widget.confirmed).toContainText("safely stored, waiting for TrackOnline");
  }
  await expect(widget.elsewhere.getByText("safely stored, waiting for TrackOnline")).toHaveCount(2);

  await house.stopProgram("proxy", "SIGKILL");
  await house.startTrackOnline();
  await house.startProxy();
  await expect(widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 40_000 });
  await expect(widget.elsewhere.getByText("saved in TrackOnline", { exact: true })).toHaveCount(2, { timeout: 40_000 });

  for (const [index, order] of orders.entries()) {
    const record = await house.record(order.reference);
    const moved = record.map(({ number, typeCode, items }) => [
      number.slice(-2),
      typeCode,
      items.find((line) => line.item === "FC560").quantity,
    ]);
    expect(moved.sort()).toEqual([["-D", 60, planned(order)], ["-R", 65, index + 1]]);
  }
});

test("with TrackOnline down from the start the widget says what is wrong and what can still be done", async ({ house, page }) => {
  await house.stopProgram("trackonline");
  const order = await anOrder(house);
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.frame.getByRole("alert").first()).toContainText("TrackOnline does not answer.");
  await expect(widget.frame.getByRole("button", { name: "Try again" }).first()).toBeVisible();
});
