import AxeBuilder from "@axe-core/playwright";
import { expect } from "./house.js";

/** What sticks out of the widget to the side, or is squeezed until it cannot be read. */
async function spoiled(page) {
  const handle = await page.locator("fustlink-packaging iframe").elementHandle();
  const frame = await handle.contentFrame();
  return frame.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const squeezed = [...document.querySelectorAll("tbody th")].filter((name) => name.offsetWidth && name.offsetWidth < 90);
    return { wider: scrollWidth - clientWidth, squeezed: squeezed.map((name) => name.innerText) };
  });
}

/** Everything has its place, and nothing bars anybody. */
export async function expectInOrder(page, what) {
  expect(await spoiled(page), what).toEqual({ wider: 0, squeezed: [] });
  const { violations } = await new AxeBuilder({ page }).include(["fustlink-packaging", "iframe"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)]), what).toEqual([]);
}
