import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base } from "@playwright/test";

const ROOT = process.env.FUSTLINK_ROOT ?? fileURLToPath(new URL("../..", import.meta.url));
const FUSTLINK = process.env.FUSTLINK_BIN ?? join(ROOT, "target/debug/fustlink");
const SANDBOX = process.env.FUSTLINK_SANDBOX_BIN ?? join(ROOT, "target/debug/sandbox");
const KEY = "story.trackonline.key";

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One running program; what it says is kept for when it fails. */
class Program {
  constructor(name, file, args) {
    this.name = name;
    this.said = "";
    this.process = spawn(file, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (chunk) => (this.said += chunk));
    }
  }

  async stop(signal = "SIGTERM") {
    this.process.kill(signal);
    await this.ended;
  }
}

/** The whole system: TrackOnline's stand-in, the proxy and the order screen, on ports and in a folder of their own. */
export class House {
  static async open() {
    const house = new House();
    house.folder = await mkdtemp(join(tmpdir(), "fustlink-story-"));
    [house.orderScreen, house.proxy, house.trackonline] = (
      await Promise.all([freePort(), freePort(), freePort()])
    ).map((port) => `http://127.0.0.1:${port}`);
    house.programs = {};
    await house.configure();
    await house.startTrackOnline();
    await house.startProxy();
    await house.startOrderScreen();
    return house;
  }

  async configure() {
    await writeFile(join(this.folder, "key"), KEY);
    await writeFile(
      join(this.folder, "fustlink.toml"),
      `
listen = "${new URL(this.proxy).host}"
database_url = "sqlite://${join(this.folder, "fustlink.db")}?mode=rwc"
widget_dir = "${join(ROOT, "dist")}"
embed_dir = "${join(ROOT, "embed")}"
lease_seconds = 1
[tenants.demo]
name = "Story"
host_origins = ["${this.orderScreen}"]
own_location = "0001"
mapping_file = "${join(ROOT, "crates/sandbox/assets/mapping.toml")}"
[tenants.demo.trackonline]
base_url = "${this.trackonline}"
api_key_file = "key"
licence = "enterprise"
[tenants.demo.token]
algorithm = "EdDSA"
issuer = "${this.orderScreen}"
audience = "fustlink"
key_set = "${this.orderScreen}/.well-known/jwks.json"
`,
    );
  }

  startTrackOnline() {
    const state = join(this.folder, "trackonline");
    const listen = new URL(this.trackonline).host;
    return this.start("trackonline", SANDBOX, `${this.trackonline}/api/v1/status?apikey=${KEY}`, [
      "trackonline", "--listen", listen, "--state", state, "--key", KEY, "--licence", "enterprise",
    ]);
  }

  startProxy() {
    return this.start("proxy", FUSTLINK, `${this.proxy}/health/ready`, [
      "serve", "--config", join(this.folder, "fustlink.toml"),
    ]);
  }

  startOrderScreen() {
    const state = join(this.folder, "order-screen");
    const listen = new URL(this.orderScreen).host;
    return this.start("orderScreen", SANDBOX, `${this.orderScreen}/health`, [
      "order-screen", "--listen", listen, "--proxy", this.proxy, "--tenant", "demo", "--state", state,
    ]);
  }

  async start(name, file, health, args) {
    const program = new Program(name, file, args);
    this.programs[name] = program;
    for (let tries = 0; tries < 200; tries += 1) {
      const answer = await fetch(health).catch(() => undefined);
      if (answer?.ok) return;
      if (program.process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${name} does not start:\n${program.said}`);
  }

  async stopProgram(name, signal) {
    await this.programs[name]?.stop(signal);
    delete this.programs[name];
  }

  async close() {
    await Promise.all(Object.keys(this.programs).map((name) => this.stopProgram(name)));
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The order screen's orders. */
  async orders() {
    return (await fetch(`${this.orderScreen}/api/orders`)).json();
  }

  /** What the stand-in itself holds under an order's reference. */
  async record(reference) {
    const query = new URLSearchParams({ reference });
    return (await fetch(`${this.trackonline}/_sandbox/transactions.json?${query}`)).json();
  }

  /** TrackOnline's own balance of a location, by item number. */
  async balance(location) {
    const query = new URLSearchParams({ locations: location });
    const answer = await fetch(`${this.trackonline}/api/v1/balance?${query}`, { headers: { "X-ApiKey": KEY } });
    if (answer.status === 204) return {};
    return Object.fromEntries((await answer.json()).map((row) => [row.itemDefinition.number, row.quantity]));
  }

  /** Another integration of the same administration spends the quota for a while. */
  async exhaustQuota(seconds) {
    await fetch(`${this.trackonline}/_sandbox/quota/exhaust?seconds=${seconds}`, { method: "POST" });
  }

  /** The proxy's log so far. */
  log() {
    return this.programs.proxy?.said ?? "";
  }

  async key() {
    return readFile(join(this.folder, "key"), "utf8");
  }
}

/** `house`: a whole system of the test's own. `widget`: the frame inside the order screen. */
export const test = base.extend({
  locale: "en-GB",
  house: async ({}, use, testInfo) => {
    const house = await House.open();
    await use(house);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("proxy.log", { body: house.log(), contentType: "text/plain" });
    }
    await house.close();
  },
  widget: async ({ page }, use) => {
    await use(page.frameLocator("fustlink-packaging iframe"));
  },
});
export { expect } from "@playwright/test";
