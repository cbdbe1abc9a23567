import { expect, test } from "./house.js";
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

test("while TrackOnline is down a confirmation is kept, survives a crash of the proxy, and is saved once", async ({ house, page }) => {
  const order = await anOrder(house);
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.balance).toBeVisible();
  await house.stopProgram("trackonline");
  await widget.confirmButton.click();
  await widget.frame.getByRole("textbox", { name: /^Returned: .*560/ }).fill("3");
  await widget.confirmButton.click();
  await expect(widget.confirmed).toContainText("safely stored, waiting for TrackOnline");

  await house.stopProgram("proxy", "SIGKILL");
  await house.startTrackOnline();
  await house.startProxy();
  await expect(widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 25_000 });
  const record = await house.record(order.reference);
  const ours = record.map((row) => row.number).filter((number) => number.startsWith("FL-"));
  expect(ours.map((number) => number.slice(-2)).sort()).toEqual(["-D", "-R"]);
});

test("with TrackOnline down from the start the widget says what is wrong and what can still be done", async ({ house, page }) => {
  await house.stopProgram("trackonline");
  const order = await anOrder(house);
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await expect(widget.frame.getByRole("alert").first()).toContainText("TrackOnline does not answer.");
  await expect(widget.frame.getByRole("button", { name: "Try again" }).first()).toBeVisible();
});
