import { readFileSync } from "node:fs";

/** An order screen with the real embed module in it, and a widget that does as it is told. No server runs. */

export const SCREEN = "http://screen.test";
export const PROXY = "http://proxy.test";
export const STRANGER = "http://stranger.test";

/** The embed module, as the proxy would serve it. */
export const module = readFileSync(new URL("../../embed/fustlink.js", import.meta.url), "utf8");

/** The host's side: keeps every event of the elements, with the element's id. */
const RECORDER = `
  window.told = [];
  for (const what of ["ready", "confirmation", "error"]) {
    document.addEventListener("fustlink-" + what, (event) => {
      window.told.push({ what, id: event.target.id, ...event.detail });
    });
  }
`;

/**
 * The widget's side of the handshake.
 *
 * `when` says when it says hello: "at-once" while its page is still being read, a number of milliseconds after
 * that, or "never"; it starts to listen at the same moment ("never": at once).
 */
export function widget({ when = "at-once", protocol = 1, hellos = 1 } = {}) {
  return `<!doctype html><title>Fake widget</title><body style="margin:0"><script>
    window.born = performance.timeOrigin + Math.random();
    window.offers = [];
    window.received = [];
    window.say = (message) => window.port.postMessage(message);
    function listen() {
      addEventListener("message", ({ data, source, origin, ports }) => {
        if (source !== parent || data?.fustlink !== "connect") return;
        offers.push({ ...data, origin, ports: ports.length });
        if (data.protocol !== ${protocol} || !ports.length) return;
        window.port = ports[0];
        port.onmessage = (event) => received.push(event.data);
        say({ type: "ready", protocol: ${protocol}, version: "9.9.9" });
      });
    }
    function greet() {
      for (let i = 0; i < ${hellos}; i++) {
        parent.postMessage({ fustlink: "hello", protocol: ${protocol}, version: "9.9.9", capabilities: [] }, "*");
      }
    }
    const when = ${JSON.stringify(when)};
    if (when === "never") listen();
    else if (when === "at-once") { listen(); greet(); }
    else setTimeout(() => { listen(); greet(); }, when);
  </script>`;
}

/** A widget's page on which no script ever runs. */
export const DEAF = "<!doctype html><title>Deaf</title>";

/**
 * Opens an order screen.
 *
 * @param {import("@playwright/test").Page} page
 * @param {{ body?: string, script?: string, widget?: string | (() => string), csp?: string, moduleAfter?: Promise<void> }} stage
 *   `body`: the page's HTML; `script`: the page's own module, run before the embed module arrives;
 *   `moduleAfter`: holds the embed module back.
 */
export async function open(page, stage = {}) {
  const {
    body = `<fustlink-packaging id="packaging" tenant="demo"></fustlink-packaging>`,
    script = "",
    csp,
    moduleAfter,
  } = stage;
  const answer = stage.widget ?? widget();
  await page.route(`${SCREEN}/**`, (route) => {
    if (route.request().url().endsWith("/screen.js")) {
      return route.fulfill({ contentType: "text/javascript", body: RECORDER + script });
    }
    return route.fulfill({
      contentType: "text/html",
      headers: csp ? { "content-security-policy": csp } : {},
      body:
        `<!doctype html><html lang="en"><title>Order screen</title><main><h1>Order</h1>${body}</main>` +
        `<script src="/screen.js"></script><script type="module" src="${PROXY}/embed/fustlink.js"></script></html>`,
    });
  });
  await page.route(`${PROXY}/embed/fustlink.js`, async (route) => {
    await moduleAfter;
    await route.fulfill({
      contentType: "text/javascript",
      headers: { "access-control-allow-origin": "*" },
      body: module,
    });
  });
  await page.route(`${PROXY}/widget/**`, (route) => {
    return route.fulfill({ contentType: "text/html", body: typeof answer === "string" ? answer : answer() });
  });
  await page.goto(`${SCREEN}/order`, { waitUntil: moduleAfter ? "commit" : "load" });
}

/** What the elements have told the page, of one kind if `what` is given. */
export function told(page, what) {
  return page.evaluate((what) => window.told.filter((event) => !what || event.what === what), what);
}

/** The frame in the element with this id, ready to be asked. */
export async function inside(page, id = "packaging") {
  const handle = await page.locator(`#${id} iframe`).elementHandle();
  return handle.contentFrame();
}

/** What the widget in the element has received through its port, of one type if `type` is given. */
export async function received(page, type, id = "packaging") {
  const frame = await inside(page, id);
  return frame.evaluate((type) => window.received.filter((message) => !type || message.type === type), type);
}

/** Lets the widget in the element say something through its port. */
export async function say(page, message, id = "packaging") {
  const frame = await inside(page, id);
  await frame.evaluate((message) => window.say(message), message);
}
