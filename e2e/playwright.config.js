import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { browserArguments } from "./browser.js";

// CHROMIUM names the browser; else the distribution's package, else Playwright's own download.
const executablePath =
  process.env.CHROMIUM || ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));

export default defineConfig({
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  workers: 2,
  timeout: 30_000,
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  use: {
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args: browserArguments,
    },
  },
  projects: [
    // The embed module against a widget that does as it is told; nothing has to run.
    { name: "embed", testDir: "embed" },
    // FreshPortal's order screen with its own server, and the same obedient widget in it.
    { name: "order-screen", testDir: "order-screen" },
    // The whole system, each story in a house of its own.
    { name: "stories", testDir: "stories" },
  ],
});
