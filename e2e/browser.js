/** How Chromium is started for tests: as root in a container, without a graphics card, and without calling home. */
export const browserArguments = [
  "--no-sandbox", // Chromium refuses its sandbox to root, and CI runs as root in a container
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
