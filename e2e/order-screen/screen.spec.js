import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { ask, born, context, test } from "./screen.js";

test.use({ locale: "nl-NL" });

/** What the order in the API is to the widget. */
const asContext = ({ customer, reference, departureDate, lines }, rest = { language: "nl" }) => ({
  ...rest,
  customer: { number: customer.number, name: customer.name },
  order: {
    reference,
    departureDate,
    lines: lines.filter((line) => line.packaging).map(({ packaging: { code, count } }) => ({ packaging: code, count })),
  },
});

const row = (page, order) => page.locator(`#row-${order.reference}`);

test("an order's address shows the order and tells the widget about it", async ({ page, orderScreen }) => {
  const [order] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${order.reference}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Order ${order.reference}`);
  await expect(row(page, order)).toHaveAttribute("aria-current", "page");
  await expect.poll(() => context(page)).toEqual(asContext(order));
});

test("another order is shown without a reload, and Back leads to the one before", async ({ page, orderScreen }) => {
  const [first, second] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${first.reference}`);
  await expect.poll(() => context(page)).toEqual(asContext(first));
  const before = await born(page);
  await row(page, second).click();
  await expect.poll(() => context(page)).toEqual(asContext(second));
  expect(new URL(page.url()).pathname).toBe(`/orders/${second.reference}`);
  await expect(page).toHaveTitle(`Order ${second.reference} · Duinhof`);
  await page.goBack();
  await expect.poll(() => context(page)).toEqual(asContext(first));
  await page.getByRole("link", { name: "Duinhof" }).click();
  await expect.poll(() => context(page)).toEqual({ language: "nl" });
  expect(await born(page)).toBe(before);
});

test("the arrow keys walk through the list that the search has left", async ({ page, orderScreen }) => {
  await page.goto(orderScreen.address);
  const city = orderScreen.orders[2].deliverTo.city;
  const found = orderScreen.orders.filter((order) => `${order.customer.name} ${order.deliverTo.city}`.includes(city));
  const search = page.getByRole("searchbox", { name: "Zoek een order" });
  await search.fill(city);
  await expect(page.locator("#list a.row:visible")).toHaveCount(found.length);
  await search.press("ArrowDown");
  await expect(row(page, found[0])).toBeFocused();
  await expect.poll(() => context(page)).toEqual(asContext(found[0]));
  await expect(search).toHaveValue(city);
  await expect(row(page, found[0])).toBeFocused();
  await row(page, found[0]).press("ArrowUp");
  await expect(search).toBeFocused();
  await search.fill("bestaat niet");
  await expect(page.getByText("Geen order gevonden.")).toBeVisible();
});

test("a count reaches the widget while it is typed, and is saved when the field is left", async ({ page, orderScreen }) => {
  const order = orderScreen.orders.find((order) => order.lines[0].packaging);
  const url = `${orderScreen.address}/orders/${order.reference}`;
  await page.goto(url);
  await expect.poll(() => context(page)).toEqual(asContext(order));
  const field = page.getByRole("spinbutton").first();
  await field.fill("123");
  const changed = structuredClone(order);
  changed.lines[0].packaging.count = 123;
  await expect.poll(() => context(page)).toEqual(asContext(changed));
  const others = order.lines.slice(1).reduce((sum, { packaging }) => sum + (packaging?.count ?? 0), 0);
  await expect(page.locator("#pieces")).toHaveText(String(123 + others));
  await field.press("Tab");
  await expect(page.locator("#saved")).toHaveText("Opgeslagen");
  await page.reload();
  await expect(field).toHaveValue("123");
  await expect.poll(() => context(page)).toEqual(asContext(changed));

  // A slip of the finger reaches neither the widget nor the order.
  await field.fill("-4");
  await field.press("Tab");
  await expect(page.locator("#saved")).toHaveText("Vul een heel getal in, van 0 tot 99999.");
  expect(await context(page)).toEqual(asContext(changed));
  const stored = await (await fetch(`${orderScreen.address}/api/orders/${order.reference}`)).json();
  expect(stored.lines[0].packaging.count).toBe(123);
});

test("another customer and another status are saved and shown without a reload", async ({ page, orderScreen }) => {
  const order = orderScreen.orders.find((order) => order.customer.number !== "10061" && order.status !== "loaded");
  await page.goto(`${orderScreen.address}/orders/${order.reference}`);
  await expect.poll(() => context(page)).toEqual(asContext(order));
  const before = await born(page);
  await page.getByLabel("Klant", { exact: true }).selectOption("10061");
  const customer = { number: "10061", name: "Bloemisterij Van Loon sinds 1931" };
  await expect.poll(() => context(page)).toEqual(asContext({ ...order, customer }));
  await expect(row(page, order)).toContainText("Bloemisterij Van Loon sinds 1931");
  await expect(page.getByText("Langestraat 140, 3811 AK Amersfoort")).toBeVisible();
  await page.getByLabel("Status").selectOption("loaded");
  await expect(row(page, order)).toContainText("Geladen");
  await expect(page.locator("#saved")).toHaveText("Opgeslagen");
  expect(await born(page)).toBe(before);
});

test("a change that the server refuses is said to be unsaved", async ({ page, orderScreen }) => {
  const [order] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${order.reference}`);
  await page.route("**/api/orders/**", (route) => route.fulfill({ status: 500, json: { detail: "the disk is full" } }));
  await page.getByLabel("Status").selectOption("invoiced");
  await expect(page.locator("#saved")).toHaveText("Niet opgeslagen: the disk is full");
});

test("language and theme change on the screen and in the widget, and stay", async ({ page, orderScreen }) => {
  const [order] = orderScreen.orders;
  const url = `${orderScreen.address}/orders/${order.reference}`;
  await page.goto(url);
  await expect.poll(() => context(page)).toEqual(asContext(order));
  const before = await born(page);
  await page.getByRole("link", { name: "EN", exact: true }).click();
  await expect.poll(() => context(page)).toEqual(asContext(order, { language: "en" }));
  await expect(page.getByLabel("Customer", { exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await page.getByRole("link", { name: "Dark" }).click();
  await expect.poll(() => context(page)).toEqual(asContext(order, { language: "en", theme: "dark" }));
  await expect(page.locator("html")).toHaveCSS("color-scheme", "dark");
  expect(page.url()).toBe(url);
  expect(await born(page)).toBe(before);
  await page.reload();
  await expect.poll(() => context(page)).toEqual(asContext(order, { language: "en", theme: "dark" }));
});

test("tokens come from the screen's own server, for whoever sits there", async ({ page, orderScreen }) => {
  const [order] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${order.reference}?as=p.devries`);
  await expect.poll(() => context(page)).toEqual(asContext(order));
  const { number } = order.customer;
  const tokens = await ask(page, { type: "token-wanted", request: 3, customer: number }, "token");
  await expect.poll(tokens).toHaveLength(1);
  const [{ request, token }] = await tokens();
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  expect(request).toBe(3);
  expect(claims).toMatchObject({ iss: orderScreen.address, sub: "p.devries", roles: ["sales"], customers: [number] });
  const refused = await ask(page, { type: "token-wanted", request: 4, customer: "99999" }, "token-refused");
  await expect
    .poll(refused)
    .toEqual([{ type: "token-refused", request: 4, reason: "there is no customer 99999" }]);
  await expect(page.locator("#news")).toHaveText("Geen toegang tot fust");
});

test("the test aid says so on the page and outlives a walk through the orders", async ({ page, orderScreen }) => {
  const [first, second] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${first.reference}?token=other-tenant`);
  await row(page, second).click();
  await expect.poll(() => context(page)).toEqual(asContext(second));
  await expect(page.getByRole("note")).toContainText("dit scherm geeft tokens uit van een andere tenant");
  const tokens = await ask(page, { type: "token-wanted", request: 1, customer: "10012" }, "token");
  await expect.poll(tokens).toHaveLength(1);
  const [{ token }] = await tokens();
  expect(JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()).tenant).toBe("demo-other");
  await page.getByRole("link", { name: "Uitzetten" }).click();
  await expect(page.getByRole("note")).toHaveCount(0);
});

test("what becomes of a delivery stands above the widget until another order is shown", async ({ page, orderScreen }) => {
  const [first, second] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${first.reference}`);
  await expect.poll(() => context(page)).toEqual(asContext(first));
  const news = page.locator("#news");
  await ask(page, { type: "confirmation", id: "1", order: first.reference, state: "stored" });
  await expect(news).toHaveText("Levering bevestigd");
  await ask(page, { type: "confirmation", id: "1", order: first.reference, state: "saved" });
  await expect(news).toHaveText("Levering staat in TrackOnline");
  await ask(page, { type: "confirmation", id: "2", order: second.reference, state: "attention" });
  await row(page, second).click();
  await expect.poll(() => context(page)).toEqual(asContext(second));
  await expect(news).toHaveText("");
});

test("on a telephone the list and the order take turns", async ({ page, orderScreen }) => {
  const [order] = orderScreen.orders;
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(orderScreen.address);
  await expect(page.locator("fustlink-packaging")).toBeHidden();
  await row(page, order).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Order ${order.reference}`);
  await expect(row(page, order)).toBeHidden();
  await expect(page.locator("fustlink-packaging iframe")).toBeVisible();
  await page.getByRole("link", { name: "Alle orders" }).click();
  await expect(row(page, order)).toBeVisible();
});

for (const width of [360, 768, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`nothing is cut off or inaccessible at ${width} px, ${colorScheme}`, async ({ page, orderScreen }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const path of ["/", ...orderScreen.orders.slice(0, 3).map((order) => `/orders/${order.reference}`)]) {
        await page.goto(`${orderScreen.address}${path}?token=expired`);
        await expect(page.locator("fustlink-packaging iframe")).toBeAttached();
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, path).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes[0].html]), path).toEqual([]);
      }
    });
  }
}

test("the screen breaks no rule of its own content security policy", async ({ page, orderScreen }) => {
  const complaints = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  const [first, second] = orderScreen.orders;
  await page.goto(`${orderScreen.address}/orders/${first.reference}`);
  await row(page, second).click();
  await expect.poll(() => context(page)).toEqual(asContext(second));
  await page.getByLabel("Status").selectOption("delivered");
  await expect(page.locator("#saved")).toHaveText("Opgeslagen");
  expect(complaints).toEqual([]);
});
