import { expect, test } from "@playwright/test";
import { DEAF, PROXY, SCREEN, STRANGER, inside, open, received, say, told, widget } from "./stage.js";

const READY = { what: "ready", id: "packaging", protocol: 1, version: "9.9.9" };

for (const [order, when] of [
  ["the widget speaks before its page has loaded", "at-once"],
  ["the widget only listens", "never"],
  ["the widget starts long after its page has loaded", 700],
]) {
  test(`they connect when ${order}`, async ({ page }) => {
    await open(page, {
      widget: widget({ when }),
      script: `document.querySelector("#packaging").context = { customer: { number: "1001" } };`,
    });
    await expect.poll(() => told(page, "ready")).toEqual([READY]);
    await expect.poll(() => received(page)).toEqual([{ type: "context", context: { customer: { number: "1001" } } }]);
  });
}

test("they connect when the module arrives after the page has set everything", async ({ page }) => {
  let arrive;
  await open(page, {
    moduleAfter: new Promise((resolve) => (arrive = resolve)),
    script: `
      const early = document.querySelector("#packaging");
      early.context = { language: "nl", customer: { number: "1001" } };
      early.getToken = async ({ customer }) => "token for " + customer;`,
  });
  await page.waitForTimeout(300);
  expect(await page.locator("#packaging iframe").count()).toBe(0);
  arrive();
  await expect.poll(() => told(page, "ready")).toEqual([READY]);
  await expect.poll(() => received(page, "context")).toHaveLength(1);
  await say(page, { type: "token-wanted", request: 1, customer: "1001" });
  await expect
    .poll(() => received(page, "token"))
    .toEqual([{ type: "token", request: 1, token: "token for 1001" }]);
});

test("a hello from another frame of the proxy is nobody's business", async ({ page }) => {
  await open(page, {
    widget: DEAF,
    body:
      `<iframe id="other" src="${PROXY}/widget/other/"></iframe>` +
      `<fustlink-packaging id="packaging" tenant="demo"></fustlink-packaging>`,
  });
  const other = await (await page.locator("#other").elementHandle()).contentFrame();
  await other.evaluate(() => {
    window.heard = [];
    addEventListener("message", ({ data }) => window.heard.push(data));
    parent.postMessage({ fustlink: "hello", protocol: 1, version: "1", capabilities: [] }, "*");
  });
  await page.waitForTimeout(300);
  expect(await other.evaluate(() => window.heard)).toEqual([]);
  expect(await told(page)).toEqual([]);
});

test("a hello from a page of another origin in the element's own frame is not answered", async ({ page }) => {
  await page.route(`${STRANGER}/**`, (route) => {
    return route.fulfill({ contentType: "text/html", body: widget({ when: 100, hellos: 3 }) });
  });
  await open(page, { widget: `<!doctype html><script>location.replace("${STRANGER}/")</script>` });
  const frame = await inside(page);
  await frame.waitForURL(`${STRANGER}/`);
  await page.waitForTimeout(500);
  expect(await frame.evaluate(() => window.offers)).toEqual([]);
  expect(await told(page, "ready")).toEqual([]);
});

test("the offer is meant for the proxy's origin alone and comes from the page's", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  const frame = await inside(page);
  expect(await frame.evaluate(() => window.offers)).toEqual([
    { fustlink: "connect", protocol: 1, capabilities: [], origin: SCREEN, ports: 1 },
  ]);
});

test("a widget of another protocol is named once, with both numbers, and learns ours", async ({ page }) => {
  await open(page, { widget: widget({ protocol: 2, when: 100, hellos: 4 }) });
  await expect.poll(() => told(page)).toHaveLength(1);
  const [error] = await told(page);
  expect(error).toMatchObject({ what: "error", code: "protocol-mismatch" });
  expect(error.message).toContain("fustlink.js speaks protocol 1, the widget at http://proxy.test speaks 2");
  const frame = await inside(page);
  await expect
    .poll(() => frame.evaluate(() => window.offers.filter((offer) => offer.ports === 0)))
    .toContainEqual({ fustlink: "connect", protocol: 1, capabilities: [], origin: SCREEN, ports: 0 });
  await page.waitForTimeout(200);
  expect(await told(page)).toHaveLength(1);
});

test("a frame that reloads itself is connected again and receives the context again", async ({ page }) => {
  await open(page, { script: `document.querySelector("#packaging").context = { order: { reference: "A1" } };` });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  const frame = await inside(page);
  const born = await frame.evaluate(() => window.born);
  await Promise.all([page.waitForEvent("framenavigated"), frame.evaluate(() => location.reload()).catch(() => {})]);
  await expect.poll(() => told(page, "ready")).toHaveLength(2);
  expect(await frame.evaluate(() => window.born)).not.toBe(born);
  await expect.poll(() => received(page)).toEqual([{ type: "context", context: { order: { reference: "A1", lines: [] } } }]);
});

test("an element that is moved in the page connects again", async ({ page }) => {
  await open(page, {
    body: `<div id="here"><fustlink-packaging id="packaging" tenant="demo"></fustlink-packaging></div><div id="there"></div>`,
    script: `document.querySelector("#packaging").context = { customer: { number: "1001" } };`,
  });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => document.querySelector("#there").append(document.querySelector("#packaging")));
  await expect.poll(() => told(page, "ready")).toHaveLength(2);
  await expect.poll(() => received(page, "context")).toHaveLength(1);
  expect(await page.locator("#packaging iframe").count()).toBe(1);
});

test("an element that is taken out leaves nothing behind and works when it comes back", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => {
    window.kept = document.querySelector("#packaging");
    window.kept.remove();
    window.kept.context = { customer: { number: "1002" } };
  });
  expect(await page.evaluate(() => window.kept.shadowRoot.childElementCount)).toBe(0);
  await page.evaluate(() => document.querySelector("main").append(window.kept));
  await expect.poll(() => told(page, "ready")).toHaveLength(2);
  await expect.poll(() => received(page)).toEqual([{ type: "context", context: { customer: { number: "1002" } } }]);
});

test("two elements on one page keep to themselves", async ({ page }) => {
  await open(page, {
    body:
      `<fustlink-packaging id="left" tenant="demo"></fustlink-packaging>` +
      `<fustlink-packaging id="right" tenant="demo"></fustlink-packaging>`,
    script: `
      for (const [id, number] of [["left", "1001"], ["right", "1002"]]) {
        const element = document.getElementById(id);
        element.context = { customer: { number } };
        element.getToken = async ({ customer }) => id + " " + customer;
      }`,
  });
  await expect.poll(async () => (await told(page, "ready")).map(({ id }) => id).sort()).toEqual(["left", "right"]);
  for (const [id, customer] of [
    ["left", "1001"],
    ["right", "1002"],
  ]) {
    await expect.poll(() => received(page, "context", id)).toEqual([{ type: "context", context: { customer: { number: customer } } }]);
    await say(page, { type: "token-wanted", request: 5, customer }, id);
    await expect.poll(() => received(page, "token", id)).toEqual([{ type: "token", request: 5, token: `${id} ${customer}` }]);
  }
  await say(page, { type: "size", height: 500 }, "left");
  await expect(page.locator("#left iframe")).toHaveCSS("height", "500px");
  await expect(page.locator("#right iframe")).toHaveCSS("height", "240px");
});

test("a change of tenant or proxy loads the other widget", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await page.evaluate(() => (document.querySelector("#packaging").tenant = "other tenant"));
  await expect(page.locator("#packaging iframe")).toHaveAttribute("src", `${PROXY}/widget/other%20tenant/`);
  await expect.poll(() => told(page, "ready")).toHaveLength(2);
  await page.route(`${STRANGER}/widget/**`, (route) => route.fulfill({ contentType: "text/html", body: widget() }));
  await page.evaluate((origin) => (document.querySelector("#packaging").origin = origin), STRANGER);
  await expect.poll(() => told(page, "ready")).toHaveLength(3);
});
