import { expect, test } from "./house.js";
import { expectInOrder } from "./look.js";
import { undeliveredOrders } from "./orders.js";
import { Widget } from "./widget.js";

const QUESTION = /Already confirmed by e\.jansen at \d{2}:\d{2}\. Is this the same delivery, or another one\?/;

/** The order on the screen of somebody, with the delivery form open. */
async function atTheDock(house, context, order, person) {
  const page = await context.newPage();
  await page.setViewportSize({ width: 360, height: 900 });
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en&as=${person}`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await widget.confirmButton.click();
  return { page, widget };
}

/** Two people have the same delivery before them; the first confirms it, then the second. */
async function confirmedTwice(house, browser) {
  const [order] = await undeliveredOrders(house, 1);
  const [first, second] = await Promise.all([browser.newContext(), browser.newContext()]);
  const els = await atTheDock(house, first, order, "e.jansen");
  const karim = await atTheDock(house, second, order, "k.bakker");
  await els.widget.confirmButton.click();
  await expect(els.widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 15_000 });
  await karim.widget.confirmButton.click();
  await expect(karim.widget.question).toContainText(QUESTION);
  await expect(karim.widget.frame.getByRole("heading", { name: "One question about this delivery" })).toBeFocused();
  return { order, context: second, ...karim };
}

const numbers = async (house, order) => (await house.record(order.reference)).map((transaction) => transaction.number);

test("what two people confirm is asked about, and the same delivery is counted once", async ({ house, browser }) => {
  const { order, page, widget } = await confirmedTwice(house, browser);
  expect(await numbers(house, order)).toHaveLength(1);
  await expectInOrder(page, "the question");
  await widget.question.getByRole("button", { name: "The same delivery" }).click();
  await expect(widget.dropped).toContainText("Nothing is counted twice.");
  await expectInOrder(page, "what was dropped");
  await widget.dropped.getByRole("button", { name: "Remove from view" }).click();
  await expect(widget.dropped).toBeHidden();
  expect(await numbers(house, order)).toHaveLength(1);
});

test("another delivery of the same order goes to TrackOnline as well, also after a reload", async ({ house, browser }) => {
  const { order, page, widget } = await confirmedTwice(house, browser);
  await page.reload();
  await expect(widget.question).toContainText(QUESTION);
  await widget.question.getByRole("button", { name: "Another delivery" }).click();
  await expect(widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 15_000 });
  const both = await numbers(house, order);
  expect(new Set(both).size).toBe(2);
});

test("who answers after somebody else is told so, and sees how it stands", async ({ house, browser }) => {
  const { order, context, page, widget } = await confirmedTwice(house, browser);
  const beside = await context.newPage();
  await beside.goto(page.url());
  const other = new Widget(beside.frameLocator("fustlink-packaging iframe"));
  await expect(other.question).toContainText(QUESTION);
  await other.question.getByRole("button", { name: "The same delivery" }).click();
  await expect(other.dropped).toBeVisible();
  await widget.question.getByRole("button", { name: "Another delivery" }).click();
  await expect(widget.dropped).toContainText("Somebody has answered this question already.");
  expect(await numbers(house, order)).toHaveLength(1);
});
