import { expect, test } from "./house.js";
import { expectInOrder } from "./look.js";
import { planned, undeliveredOrders } from "./orders.js";
import { Widget } from "./widget.js";

test("a difference from the plan is explained where it is counted, by keyboard, before it is sent", async ({ house, page }) => {
  const [order] = await undeliveredOrders(house, 1);
  const sent = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/confirmations")) sent.push(request.postDataJSON());
  });
  await page.setViewportSize({ width: 360, height: 900 });
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await widget.confirmButton.click();
  const reason = widget.reason(".*560");
  await expect(reason).toBeHidden();
  await widget.delivered(".*560").fill(String(planned(order) - 1));
  await expect(widget.frame.getByText("1 difference still needs a reason.")).toBeAttached();

  // Sent without one, the row says what is missing, and the keyboard stands there.
  await widget.confirmButton.click();
  await expect(reason).toBeFocused();
  await expect(reason).toHaveAccessibleDescription("Choose a reason.");
  await expectInOrder(page, "a reason that is missing");
  await page.keyboard.type("Something else");
  await expect(reason).toHaveValue("other");

  // A reason that says nothing by itself needs words.
  await widget.confirmButton.click();
  await expect(widget.remark).toBeFocused();
  await expectInOrder(page, "a remark that is missing");
  await page.keyboard.type("The lift was broken");
  expect(sent).toEqual([]);
  await widget.confirmButton.click();
  await expect(widget.confirmed).toContainText("Everything is saved in TrackOnline.", { timeout: 15_000 });

  const line = sent[0].lines.find((line) => line.planned === planned(order) && line.delivered === planned(order) - 1);
  expect(line.reason).toBe("other");
  const record = await house.record(order.reference);
  expect(record.map((transaction) => transaction.details.notes)).toEqual(["The lift was broken"]);
});

test("a reason goes as soon as it is needed no longer", async ({ house, page }) => {
  const [order] = await undeliveredOrders(house, 1);
  await page.goto(`${house.orderScreen}/orders/${order.reference}?lang=en`);
  const widget = new Widget(page.frameLocator("fustlink-packaging iframe"));
  await widget.confirmButton.click();
  const more = widget.frame.getByRole("button", { name: /^One more – Delivered: .*560/ });
  await more.click();
  await widget.reason(".*560").selectOption("More loaded");
  await widget.frame.getByRole("button", { name: /^One less – Delivered: .*560/ }).click();
  await expect(widget.reason(".*560")).toBeHidden();
  const posted = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/confirmations"));
  await widget.confirmButton.click();
  const { lines } = (await posted).postDataJSON();
  expect(lines.map((line) => line.reason)).toEqual(lines.map(() => undefined));
});
