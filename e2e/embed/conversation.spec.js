import { expect, test } from "@playwright/test";
import { inside, open, received, say, told } from "./stage.js";

/** Sets the context of the element on the page. */
const show = (page, context) =>
  page.evaluate((context) => (document.querySelector("#packaging").context = context), context);

test("a customer switch reaches the running widget", async ({ page }) => {
  await open(page, { script: `document.querySelector("#packaging").context = { customer: { number: "1001" } };` });
  await expect.poll(() => received(page, "context")).toHaveLength(1);
  const born = await (await inside(page)).evaluate(() => window.born);
  await show(page, {
    language: "nl",
    theme: "dark",
    customer: { number: "1002", name: "Bloemenhuis Vermeer" },
    order: { reference: "240312", departureDate: "2026-11-20", lines: [{ packaging: "560", count: 12 }] },
  });
  await expect.poll(() => received(page, "context")).toHaveLength(2);
  expect((await received(page, "context"))[1].context).toEqual({
    language: "nl",
    theme: "dark",
    customer: { number: "1002", name: "Bloemenhuis Vermeer" },
    order: { reference: "240312", departureDate: "2026-11-20", lines: [{ packaging: "560", count: 12 }] },
  });
  expect(await (await inside(page)).evaluate(() => window.born)).toBe(born);
});

test("an empty screen is an empty context", async ({ page }) => {
  await open(page, { script: `document.querySelector("#packaging").context = { customer: { number: "1001" } };` });
  await expect.poll(() => received(page, "context")).toHaveLength(1);
  await show(page, null);
  await expect.poll(() => received(page, "context")).toHaveLength(2);
  expect((await received(page, "context"))[1]).toEqual({ type: "context", context: {} });
});

test("the same context again is not sent again", async ({ page }) => {
  await open(page, { script: `document.querySelector("#packaging").context = { customer: { number: "1001" } };` });
  await expect.poll(() => received(page, "context")).toHaveLength(1);
  await show(page, { customer: { number: "1001" } });
  await show(page, { customer: { number: "1002" } });
  await expect.poll(() => received(page, "context")).toHaveLength(2);
  expect((await received(page, "context"))[1].context.customer.number).toBe("1002");
});

test("what a framework hands over arrives as plain data, numbers as text, and nothing else leaves the page", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => {
    const reactive = (value) => new Proxy(value, {});
    const lines = reactive([reactive({ packaging: 560, count: 12, margin: 0.4 })]);
    const order = reactive({ reference: 240312, lines, salesperson: "secret", save() {} });
    const element = document.querySelector("#packaging");
    element.context = reactive({ theme: "auto", customer: { number: 1001, creditLimit: 5000 }, order });
    order.reference = "changed afterwards";
  });
  await expect.poll(() => received(page, "context")).toHaveLength(2);
  expect((await received(page, "context"))[1].context).toEqual({
    customer: { number: "1001" },
    order: { reference: "240312", lines: [{ packaging: "560", count: 12 }] },
  });
});

test("one wrong field takes nothing else with it", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => {
    const lines = [
      { packaging: "560", count: NaN },
      { packaging: null, count: "" },
      { packaging: 577, count: 1.5 },
      { packaging: "577", count: 8n },
      undefined,
    ];
    const customer = { number: 1002, name: 7 };
    document.querySelector("#packaging").context = { language: 5, customer, order: { departureDate: 20261120, lines } };
  });
  await expect.poll(() => received(page, "context")).toHaveLength(2);
  expect((await received(page, "context"))[1].context).toEqual({
    language: "5",
    customer: { number: "1002", name: "7" },
    order: {
      reference: "",
      departureDate: "20261120",
      lines: [
        { packaging: "560", count: null },
        { packaging: "", count: "" },
        { packaging: "577", count: 1.5 },
        { packaging: "577", count: "8" },
        { packaging: "" },
      ],
    },
  });
});

test("the same refusal of a token is said once, until there was a token", async ({ page }) => {
  await open(page, {
    script: `
      window.token = null;
      document.querySelector("#packaging").getToken = async () => {
        if (!window.token) throw new Error("you are logged out");
        return window.token;
      };`,
  });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  const ask = async (request) => {
    await say(page, { type: "token-wanted", request, customer: "1001" });
    await expect.poll(async () => (await received(page)).filter((message) => message.request === request)).toHaveLength(1);
  };
  await ask(1);
  await ask(2);
  await expect.poll(() => told(page, "error")).toHaveLength(1);
  await page.evaluate(() => (window.token = "good"));
  await ask(3);
  await page.evaluate(() => (window.token = null));
  await ask(4);
  await expect.poll(() => told(page, "error")).toHaveLength(2);
});

test("each question for a token gets its own answer, in whatever order they come", async ({ page }) => {
  await open(page, {
    script: `
      window.answer = {};
      document.querySelector("#packaging").getToken = ({ customer }) =>
        new Promise((resolve) => (window.answer[customer] = resolve));`,
  });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await say(page, { type: "token-wanted", request: 1, customer: "1001" });
  await say(page, { type: "token-wanted", request: 2, customer: "1002" });
  await expect.poll(() => page.evaluate(() => Object.keys(window.answer))).toEqual(["1001", "1002"]);
  await page.evaluate(() => window.answer["1002"]("second"));
  await expect.poll(() => received(page, "token")).toEqual([{ type: "token", request: 2, token: "second" }]);
  await page.evaluate(() => window.answer["1001"]("first"));
  await expect.poll(() => received(page, "token")).toHaveLength(2);
  expect((await received(page, "token"))[1]).toEqual({ type: "token", request: 1, token: "first" });
});

for (const [what, getToken, reason] of [
  ["rejects", `async () => { throw new Error("you are logged out"); }`, "you are logged out"],
  ["throws", `() => { throw "no right"; }`, "no right"],
  ["answers nothing", `async () => ""`, "getToken did not return a token"],
  ["answers something else", `async () => ({ token: "x" })`, "getToken did not return a token"],
  ["was never set", `null`, "the getToken property is not a function"],
]) {
  test(`the widget and the page are told when getToken ${what}`, async ({ page }) => {
    await open(page, { script: `document.querySelector("#packaging").getToken = ${getToken};` });
    await expect.poll(() => told(page, "ready")).toHaveLength(1);
    await say(page, { type: "token-wanted", request: 9, customer: "1001" });
    await expect.poll(() => received(page, "token-refused")).toEqual([{ type: "token-refused", request: 9, reason }]);
    // Said once, although the widget complains of it as well.
    await say(page, { type: "error", code: "token-refused", message: "The host page gave no token." });
    await say(page, { type: "error", code: "offline", message: "The proxy did not answer." });
    await expect
      .poll(() => told(page, "error"))
      .toEqual([
        { what: "error", id: "packaging", code: "token-refused", message: `No token for customer 1001: ${reason}` },
        { what: "error", id: "packaging", code: "offline", message: "The proxy did not answer." },
      ]);
  });
}

test("a confirmation reaches the page as an event", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await say(page, { type: "confirmation", id: "0199", order: "240312", state: "stored" });
  await say(page, { type: "confirmation", id: "0200", order: undefined, state: "saved" });
  await expect
    .poll(() => told(page, "confirmation"))
    .toEqual([
      { what: "confirmation", id: "packaging", order: "240312", state: "stored" },
      { what: "confirmation", id: "packaging", order: null, state: "saved" },
    ].map((event, index) => ({ ...event, id: ["0199", "0200"][index] })));
});

test("an error of the widget reaches the page and the console, unless the page deals with it", async ({ page }) => {
  const console = [];
  page.on("console", (message) => console.push(message.text()));
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await say(page, { type: "error", code: "packaging-unmapped", message: "Code 999 is not mapped." });
  await expect.poll(() => console).toEqual(["fustlink (packaging-unmapped): Code 999 is not mapped."]);
  await page.evaluate(() => document.addEventListener("fustlink-error", (event) => event.preventDefault()));
  await say(page, { type: "error", code: "packaging-unmapped", message: "Code 998 is not mapped." });
  await expect.poll(() => told(page, "error")).toHaveLength(2);
  expect(console).toHaveLength(1);
});

test("a message of a newer widget is left alone", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await say(page, { type: "weather", outlook: "rain" });
  await say(page, { type: "size", height: 333 });
  await expect(page.locator("#packaging iframe")).toHaveCSS("height", "333px");
  expect(await told(page)).toHaveLength(1);
});
