import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { test as base } from "@playwright/test";
import { PROXY, module, widget } from "../embed/stage.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Starts an order screen on a free port; FUSTLINK_SANDBOX_BIN names the program, else cargo builds it. */
async function start(state) {
  const args = ["order-screen", "--listen", "127.0.0.1:0", "--proxy", PROXY, "--state", state];
  const [program, ...before] = process.env.FUSTLINK_SANDBOX_BIN
    ? [process.env.FUSTLINK_SANDBOX_BIN]
    : ["cargo", "run", "--quiet", "--package", "sandbox", "--"];
  const server = spawn(program, [...before, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address) return { address, server };
  }
  throw new Error("the order screen said no address");
}

/** `orderScreen`: a running order screen of the test's own, with its orders; the proxy it names is played by the test. */
export const test = base.extend({
  orderScreen: async ({ page }, use) => {
    const state = await mkdtemp(join(tmpdir(), "order-screen-"));
    const { address, server } = await start(state);
    await page.route(`${PROXY}/embed/fustlink.js`, (route) => {
      return route.fulfill({
        contentType: "text/javascript",
        headers: { "access-control-allow-origin": "*" },
        body: module,
      });
    });
    await page.route(`${PROXY}/widget/demo/`, (route) => {
      return route.fulfill({ contentType: "text/html", body: widget() });
    });
    const orders = await (await fetch(`${address}/api/orders`)).json();
    await use({ address, orders });
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill();
    await ended;
    await rm(state, { recursive: true });
  },
});

/** The widget's frame on the page. */
async function frame(page) {
  const handle = await page.locator("fustlink-packaging iframe").elementHandle();
  return handle.contentFrame();
}

/** The context that the widget has received last. */
export async function context(page) {
  const widget = await frame(page);
  return widget.evaluate(() => window.received.findLast((message) => message.type === "context")?.context);
}

/** When the widget's document was born: it changes when the widget is reloaded. */
export async function born(page) {
  return (await frame(page)).evaluate(() => window.born);
}

/** Lets the widget say something, and gives what it has received of one type. */
export async function ask(page, message, type) {
  const widget = await frame(page);
  await widget.evaluate((message) => window.say(message), message);
  return async () => widget.evaluate((type) => window.received.filter((message) => message.type === type), type);
}
