// The main job once, as a person would do it, against a system that runs already. Says what it saw.
import { chromium } from "@playwright/test";
import { browserArguments } from "./browser.js";

const { FUSTLINK_ORDER_SCREEN, FUSTLINK_TRACKONLINE, CHROMIUM } = process.env;

const say = (sentence) => console.log(`  ${sentence}`);

async function record(reference) {
  const query = new URLSearchParams({ reference });
  return (await fetch(`${FUSTLINK_TRACKONLINE}/_sandbox/transactions.json?${query}`)).json();
}

/** An order that is still to be delivered, plain enough to be confirmed as it stands. */
async function undelivered() {
  const orders = await (await fetch(`${FUSTLINK_ORDER_SCREEN}/api/orders`)).json();
  for (const order of orders) {
    const isPlain = order.reference.slice(-2) < "90" && order.status !== "delivered" && order.status !== "invoiced";
    if (isPlain && order.lines.some((line) => line.packaging) && (await record(order.reference)).length === 0) {
      return order;
    }
  }
  throw new Error("no order is left to be delivered");
}

async function mainJob(page) {
  const order = await undelivered();
  await page.goto(`${FUSTLINK_ORDER_SCREEN}/orders/${order.reference}?lang=en`);
  const widget = page.frameLocator("fustlink-packaging iframe");
  await widget.getByRole("table", { name: "Returnable packaging" }).waitFor();
  say(`Order ${order.reference} of ${await widget.getByRole("heading", { level: 1 }).innerText()}.`);
  say(await widget.locator(".summary").first().innerText());

  await widget.getByRole("button", { name: "Confirm delivery" }).click();
  const branch = widget.getByRole("combobox", { name: "Branch" });
  if (await branch.count()) await branch.selectOption({ index: 1 });
  const returned = widget.getByRole("textbox", { name: /^Returned: / }).first();
  await returned.fill("1");
  say("Confirmed what was planned, and one piece that came back.");
  await widget.getByRole("button", { name: "Confirm delivery" }).click();
  await widget.getByText("Everything is saved in TrackOnline.").waitFor({ timeout: 20_000 });
  say("The widget says: everything is saved in TrackOnline.");

  const saved = await record(order.reference);
  for (const { number, from, to, items } of saved) {
    const pieces = items.map((line) => `${line.quantity} × ${line.item}`).join(", ");
    say(`TrackOnline has ${number}, from ${from} to ${to}: ${pieces}.`);
  }
  if (saved.length !== 2) throw new Error(`TrackOnline has ${saved.length} transactions of this order; 2 were expected`);
}

const browser = await chromium.launch({ executablePath: CHROMIUM || undefined, args: browserArguments });
try {
  await mainJob(await browser.newPage({ locale: "en-GB", viewport: { width: 1280, height: 900 } }));
} catch (error) {
  console.error(`  It went wrong: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
