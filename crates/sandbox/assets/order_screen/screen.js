// @ts-check
/**
 * The order screen in the browser. Pages come whole from the server; this module swaps their regions in, so that the
 * packaging widget keeps running while people walk through the orders, and saves what they change.
 *
 * What an integrator of Fustlink needs is the first part.
 */

// --- Fustlink -------------------------------------------------------------------------------------------------

/** @import { FustlinkPackaging } from "../../../../embed/fustlink.d.ts" */

const packaging = /** @type {FustlinkPackaging} */ (document.querySelector("fustlink-packaging"));
const news = /** @type {HTMLElement} */ (document.querySelector("#news"));

/** Tokens come from our own server: it knows who sits here and what they may see. */
packaging.getToken = async ({ customer }) => {
  const query = new URLSearchParams({ customer });
  for (const name of ["as", "token"]) {
    const value = new URLSearchParams(location.search).get(name);
    if (value) query.set(name, value);
  }
  const answer = await fetch(`/packaging-token?${query}`);
  const { token, detail } = await answer.json();
  if (!answer.ok) throw new Error(detail);
  return token;
};

/** Tells the widget what is on the screen: after every page, and while somebody types a count. */
function showPackaging() {
  const { lang, dataset } = document.documentElement;
  const order = opened();
  packaging.context = {
    language: lang,
    theme: dataset.theme === "light" || dataset.theme === "dark" ? dataset.theme : undefined,
    customer: order && { number: order.customer, name: order.customerName },
    order: order && {
      reference: order.reference,
      departureDate: order.departure,
      lines: counts().map((input) => ({ packaging: String(input.dataset.packaging), count: pieces(input) })),
    },
  };
}

packaging.addEventListener("fustlink-confirmation", ({ detail: { order, state } }) => {
  if (order && order !== opened()?.reference) return;
  tell(state === "attention" ? "bad" : "good", {
    stored: "newsStored",
    saved: "newsSaved",
    attention: "newsAttention",
    withdrawn: "newsWithdrawn",
  }[state]);
});

packaging.addEventListener("fustlink-error", ({ detail: { code } }) => {
  if (code === "token-refused") tell("bad", "newsToken");
});

/**
 * @param {"good" | "bad" | ""} tone
 * @param {string} [text] a name in the body's data
 */
function tell(tone, text) {
  news.dataset.tone = tone;
  news.textContent = text ? (document.body.dataset[text] ?? "") : "";
}

// --- The order ------------------------------------------------------------------------------------------------

/** What is on the open order, or nothing. */
function opened() {
  const article = document.querySelector("#opened");
  if (!(article instanceof HTMLElement)) return undefined;
  const { reference = "", departure, customer = "", customerName } = article.dataset;
  return { reference, departure, customer, customerName };
}

/** The fields for packaging counts. */
function counts() {
  return /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("#opened input.count")]);
}

/**
 * The count in a field; what was saved last while the field holds none.
 *
 * @param {HTMLInputElement} input
 */
function pieces(input) {
  return input.validity.valid ? input.valueAsNumber : Number(input.defaultValue);
}

function showTotal() {
  const total = document.querySelector("#pieces");
  if (!total) return;
  const sum = counts().reduce((sum, input) => sum + pieces(input), 0);
  total.textContent = String(sum).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Changes are saved one after the other; another page waits for them. */
let saving = Promise.resolve();

/**
 * @param {object} patch
 * @param {() => unknown} done
 */
function save(patch, done) {
  const { reference } = opened() ?? {};
  saving = saving.then(async () => {
    try {
      const answer = await fetch(`/api/orders/${encodeURIComponent(reference ?? "")}`, {
        method: "PATCH",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(patch),
      });
      if (!answer.ok) throw new Error((await answer.json()).detail);
      await done();
      say("good", document.body.dataset.saved);
    } catch (error) {
      say("bad", `${document.body.dataset.notSaved}: ${error instanceof Error ? error.message : error}`);
    }
  });
}

/**
 * @param {"good" | "bad"} tone
 * @param {string} [text]
 */
function say(tone, text = "") {
  const saved = document.querySelector("#saved");
  if (!(saved instanceof HTMLElement)) return;
  saved.dataset.tone = tone;
  saved.textContent = text;
}

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  if (target.id === "search") return filter();
  if (!target.matches(".count")) return;
  target.toggleAttribute("aria-invalid", !target.validity.valid);
  showTotal();
  showPackaging();
});

document.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement) {
    save({ [target.name]: target.value }, () => show(location.href));
  } else if (target instanceof HTMLInputElement && target.matches(".count")) {
    if (!target.validity.valid) return say("bad", document.body.dataset.badCount);
    const { valueAsNumber: count } = target;
    save({ counts: [{ line: Number(target.dataset.line), count }] }, () => (target.defaultValue = String(count)));
  }
});

// --- Walking through the orders -------------------------------------------------------------------------------

let walk = new AbortController();

/**
 * Shows another page of the screen without leaving this one; only the latest wish counts.
 *
 * @param {string} href
 */
async function show(href) {
  walk.abort();
  walk = new AbortController();
  const { signal } = walk;
  const answer = await fetch(href, { signal, headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (signal.aborted) return;
  const before = opened()?.reference;
  const search = searchField().value;
  const scrolled = document.querySelector("#groups")?.scrollTop ?? 0;
  const focused = document.activeElement?.id;
  document.documentElement.lang = page.documentElement.lang;
  Object.assign(document.documentElement.dataset, page.documentElement.dataset);
  Object.assign(document.body.dataset, page.body.dataset);
  document.title = page.title;
  for (const region of document.querySelectorAll("[data-region]")) {
    const other = page.getElementById(region.id);
    if (other) region.replaceChildren(...other.childNodes);
  }
  searchField().value = search;
  filter();
  document.querySelector("#groups")?.scrollTo(0, scrolled);
  if (focused) focusAgain(focused);
  if (opened()?.reference !== before) tell("");
  showPackaging();
}

/** @param {string} id */
function focusAgain(id) {
  const target = document.getElementById(id);
  const visible = target?.checkVisibility() ? target : document.querySelector("#order");
  if (visible instanceof HTMLElement) visible.focus({ preventScroll: visible === target });
}

/**
 * @param {string} href
 * @param {"push" | "replace"} how
 */
async function go(href, how) {
  await saving;
  try {
    await show(href);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return;
    location.assign(href);
    return;
  }
  const address = new URL(href, location.href);
  for (const preference of ["lang", "theme"]) address.searchParams.delete(preference);
  history[how === "push" ? "pushState" : "replaceState"](null, "", address);
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  for (const menu of document.querySelectorAll("details[open]")) {
    if (!menu.contains(target)) menu.removeAttribute("open");
  }
  const link = target.closest("a[data-visit], a[data-preference]");
  if (!(link instanceof HTMLAnchorElement)) return;
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const elsewhere = link.matches("[data-visit]") && link.href !== location.href;
  go(link.href, elsewhere ? "push" : "replace");
});

addEventListener("popstate", () => {
  saving.then(() => show(location.href)).catch(() => location.reload());
});

/** With the arrow keys the order under the cursor opens once the cursor rests. */
let resting = 0;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelector("details[open]")?.removeAttribute("open");
  const { target } = event;
  if (!(target instanceof HTMLElement) || !target.closest("#list")) return;
  const rows = [...document.querySelectorAll("#list li:not([hidden]) > a.row")];
  if (target === searchField() && event.key === "Enter") {
    if (rows[0] instanceof HTMLElement) rows[0].click();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = rows[rows.indexOf(target) + step] ?? (step < 0 ? searchField() : undefined);
  if (!(next instanceof HTMLElement)) return;
  next.focus();
  clearTimeout(resting);
  if (next instanceof HTMLAnchorElement) resting = setTimeout(() => go(next.href, "replace"), 150);
});

function searchField() {
  return /** @type {HTMLInputElement} */ (document.querySelector("#search"));
}

function filter() {
  const words = searchField().value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of document.querySelectorAll("#list a.row")) {
    const text = row.getAttribute("data-found-by") ?? "";
    const hit = words.every((word) => text.includes(word));
    row.parentElement?.toggleAttribute("hidden", !hit);
    if (hit) found += 1;
  }
  for (const group of document.querySelectorAll("#list .group")) {
    group.toggleAttribute("hidden", !group.querySelector("li:not([hidden])"));
  }
  const none = document.querySelector("#none");
  if (none) none.textContent = found ? "" : none.getAttribute("data-text");
}

document.querySelector("#list a[aria-current]")?.scrollIntoView({ block: "nearest" });
showPackaging();
