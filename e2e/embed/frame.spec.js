import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { DEAF, PROXY, open, received, say, told, widget } from "./stage.js";

const DUTCH = `document.querySelector("#packaging").context = { language: "nl-NL" };`;

test("the frame has a name in the page's language, tells no more than the origin, and may use no device", async ({ page }) => {
  await open(page, { script: DUTCH });
  const frame = page.locator("#packaging iframe");
  await expect(frame).toHaveAttribute("title", "Fust");
  await expect(frame).toHaveAttribute("src", `${PROXY}/widget/demo/`);
  await expect(frame).toHaveAttribute("referrerpolicy", "strict-origin");
  await expect(frame).toHaveAttribute("loading", "eager");
  await expect(frame).not.toHaveAttribute("allow");
  await page.evaluate(() => (document.querySelector("#packaging").context = { language: "en-GB" }));
  await expect(frame).toHaveAttribute("title", "Returnable packaging");
});

test("the frame grows and shrinks with its content, within bounds", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  const frame = page.locator("#packaging iframe");
  for (const [height, shown] of [
    [612, "612px"],
    [300.2, "301px"],
    [3, "80px"],
    [50_000, "20000px"],
    [420, "420px"],
  ]) {
    await say(page, { type: "size", height });
    await expect(frame, `${height}`).toHaveCSS("height", shown);
  }
  for (const height of [0, -5, null, "tall", Number.NaN]) await say(page, { type: "size", height });
  await say(page, { type: "error", code: "last", message: "heard" });
  await expect.poll(() => told(page, "error")).toHaveLength(1);
  await expect(frame).toHaveCSS("height", "420px");
});

test("until its content has said how high it is, the frame has room for a page with a button", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  const frame = page.locator("#packaging iframe");
  await say(page, { type: "size", height: 90 });
  await expect(frame).toHaveCSS("height", "90px");
  const inner = page.frames().find((frame) => frame.url().startsWith(PROXY));
  await inner.evaluate(() => location.reload()).catch(() => {});
  await expect.poll(() => told(page, "ready")).toHaveLength(2);
  await expect(frame).toHaveCSS("height", "200px");
  await say(page, { type: "size", height: 90 });
  await expect(frame).toHaveCSS("height", "90px");
});

test("content beyond the highest frame can still be scrolled to", async ({ page }) => {
  await open(page);
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await expect(page.locator("#packaging iframe")).toHaveAttribute("scrolling", "no");
  await say(page, { type: "size", height: 25_000 });
  await expect(page.locator("#packaging iframe")).toHaveAttribute("scrolling", "auto");
});

test("a change of height takes a moment, but not for people who asked for less motion", async ({ page }) => {
  await open(page);
  const duration = () =>
    page.locator("#packaging iframe").evaluate((frame) => getComputedStyle(frame).transitionDuration);
  expect(await duration()).toBe("0.12s");
  await page.emulateMedia({ reducedMotion: "reduce" });
  expect(await duration()).toBe("0s");
});

for (const [language, sentence, button] of [
  ["nl", "Het fustoverzicht reageert niet. De order zelf heeft daar geen last van.", "Opnieuw proberen"],
  ["sv", "The packaging overview does not answer. The order itself is not affected.", "Try again"],
]) {
  test(`after fifteen silent seconds a sentence stands in its place (${language})`, async ({ page }) => {
    await page.clock.install();
    let answer = DEAF;
    await open(page, {
      widget: () => answer,
      script: `document.querySelector("#packaging").context = { language: "${language}" };`,
    });
    const fallback = page.getByRole("alert");
    await page.clock.runFor(9_000);
    await expect(fallback).toBeHidden();
    await page.clock.runFor(6_100);
    await expect(fallback).toContainText(sentence);
    await expect(page.locator("#packaging iframe")).toBeHidden();
    const [error] = await told(page, "error");
    expect(error).toMatchObject({ code: "widget-silent" });
    expect(error.message).toContain("http://proxy.test/widget/demo/ did not answer within 15 s");

    // Trying again helps as soon as the proxy is back.
    answer = widget();
    await page.getByRole("button", { name: button }).click();
    await expect.poll(() => told(page, "ready")).toHaveLength(1);
    await expect(fallback).toBeHidden();
    await expect(page.locator("#packaging iframe")).toBeVisible();
    await expect.poll(() => received(page, "context")).toEqual([{ type: "context", context: { language } }]);
    await page.clock.runFor(60_000);
    expect(await told(page, "error")).toHaveLength(1);
  });
}

test("a widget that speaks up late replaces the sentence", async ({ page }) => {
  await page.clock.install();
  await open(page, { widget: DEAF });
  await page.clock.runFor(15_100);
  await expect(page.getByRole("alert")).toBeVisible();
  const frame = page.frames().find((frame) => frame.url().startsWith(PROXY));
  await frame.evaluate(() => {
    addEventListener("message", ({ ports }) => ports[0].postMessage({ type: "ready", protocol: 1, version: "9.9.9" }));
    parent.postMessage({ fustlink: "hello", protocol: 1, version: "9.9.9", capabilities: [] }, "*");
  });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await expect(page.getByRole("alert")).toBeHidden();
});

test("an element that is taken out while waiting does not complain later", async ({ page }) => {
  await page.clock.install();
  await open(page, { widget: DEAF });
  await page.evaluate(() => document.querySelector("#packaging").remove());
  await page.clock.runFor(20_000);
  expect(await told(page)).toEqual([]);
});

test("the sentence and its button are accessible", async ({ page }) => {
  await page.clock.install();
  await open(page, { widget: DEAF });
  await page.clock.runFor(15_100);
  await expect(page.getByRole("alert")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
});

for (const [attributes, code] of [
  [``, "tenant-missing"],
  [`tenant="  "`, "tenant-missing"],
  [`tenant="demo" origin="proxy.test"`, "origin-invalid"],
  [`tenant="demo" origin="javascript:alert(1)"`, "origin-invalid"],
]) {
  test(`<fustlink-packaging ${attributes}> says ${code} and loads nothing`, async ({ page }) => {
    await open(page, { body: `<fustlink-packaging id="packaging" ${attributes}></fustlink-packaging>` });
    await expect.poll(() => told(page, "error")).toHaveLength(1);
    expect((await told(page, "error"))[0].code).toBe(code);
    expect(await page.locator("#packaging iframe").count()).toBe(0);
    await page.evaluate((origin) => {
      const element = document.querySelector("#packaging");
      element.tenant = "demo";
      element.origin = origin;
    }, PROXY);
    await expect.poll(() => told(page, "ready")).toHaveLength(1);
  });
}

test("a page with a strict content security policy needs nothing but the proxy for scripts and frames", async ({ page }) => {
  const console = [];
  page.on("console", (message) => console.push(message.text()));
  await open(page, {
    csp: `default-src 'none'; script-src 'self' ${PROXY}; frame-src ${PROXY}; style-src 'none'; connect-src 'none'`,
  });
  await expect.poll(() => told(page, "ready")).toHaveLength(1);
  await say(page, { type: "size", height: 512 });
  await expect(page.locator("#packaging iframe")).toHaveCSS("height", "512px");
  await expect(page.locator("#packaging iframe")).toHaveCSS("border-top-width", "0px");
  expect(console).toEqual([]);
});
