// @ts-check
/**
 * Fustlink's embed module: `<fustlink-packaging>` shows a customer's returnable packaging beside an order.
 *
 * The class below is the public face: fustlink.d.ts types it, docs/embedding.md explains it.
 * Everything under "Inside" may change with any release.
 */

/** @import { ErrorCode, GetToken, Order, PackagingContext } from "./fustlink.d.ts" */
/** @import { FustlinkPackaging as PublicFace } from "./fustlink.d.ts" */

/** @implements {PublicFace} */
export class FustlinkPackaging extends HTMLElement {
  static observedAttributes = ["tenant", "origin"];

  /** @type {PackagingContext} */
  #context = {};
  /** @type {Frame | null} */
  #frame = null;
  #inPage = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [style()];
    // A page may have set these before the module arrived; then they hide the accessors of this class.
    /** @param {string} name */
    const early = (name) => {
      const value = Object.getOwnPropertyDescriptor(this, name)?.value;
      Reflect.deleteProperty(this, name);
      return value;
    };
    const context = early("context");
    /** @type {GetToken | null} */
    this.getToken = early("getToken") ?? null;
    if (context !== undefined) this.context = context;
  }

  get tenant() {
    return this.getAttribute("tenant") ?? "";
  }

  set tenant(tenant) {
    this.setAttribute("tenant", tenant);
  }

  get origin() {
    return this.getAttribute("origin") ?? new URL(import.meta.url).origin;
  }

  set origin(origin) {
    this.setAttribute("origin", origin);
  }

  get context() {
    return this.#context;
  }

  set context(context) {
    this.#context = plain(context);
    this.#frame?.show(this.#context);
  }

  connectedCallback() {
    this.#inPage = true;
    this.#open();
  }

  disconnectedCallback() {
    this.#inPage = false;
    this.#close();
  }

  /** With this, `moveBefore()` moves the element and leaves the running widget alone. */
  connectedMoveCallback() {}

  /**
   * @param {string} _name
   * @param {string | null} before
   * @param {string | null} after
   */
  attributeChangedCallback(_name, before, after) {
    if (this.#inPage && before !== after) this.#open();
  }

  #open() {
    this.#close();
    if (!this.tenant.trim()) {
      return fail(this, "tenant-missing", "<fustlink-packaging> has no tenant attribute");
    }
    const proxy = URL.canParse(this.origin) ? new URL(this.origin) : null;
    if (!proxy || !/^https?:$/.test(proxy.protocol)) {
      return fail(this, "origin-invalid", `"${this.origin}" is not the address of a Fustlink proxy`);
    }
    this.#frame = new Frame(this, proxy.origin, this.#context);
  }

  #close() {
    this.#frame?.close();
    this.#frame = null;
  }
}

// === Inside ===================================================================================================

/** Raised when an older module could not talk to a newer widget. */
const PROTOCOL = 1;
/** How long the widget may take to say hello, in milliseconds. */
const PATIENCE = 15_000;
/** Between these heights, in CSS pixels, the frame is as high as its content. Beyond, it scrolls. */
const LOWEST = 80;
const HIGHEST = 20_000;

const WORDS = {
  en: {
    title: "Returnable packaging",
    silent: "The packaging overview does not answer. The order itself is not affected.",
    retry: "Try again",
  },
  nl: {
    title: "Fust",
    silent: "Het fustoverzicht reageert niet. De order zelf heeft daar geen last van.",
    retry: "Opnieuw proberen",
  },
};

/** One frame in the page: its handshake, and what is said through the port. */
class Frame {
  #element;
  #origin;
  #context;
  #iframe = document.createElement("iframe");
  #fallback = document.createElement("div");
  /** @type {MessagePort | null} */
  #port = null;
  /** The context that the present port has carried last. */
  #sent = "";
  /** Whether the document in the frame has said hello: then its `load` needs no second offer. */
  #greeted = false;
  #mismatch = false;
  #patience = 0;
  /** The last refusal of a token per customer, until there is one again. @type {Map<string, string>} */
  #refusals = new Map();

  /**
   * @param {FustlinkPackaging} element
   * @param {string} origin
   * @param {PackagingContext} context
   */
  constructor(element, origin, context) {
    this.#element = element;
    this.#origin = origin;
    this.#context = context;
    const iframe = this.#iframe;
    iframe.part.add("frame");
    iframe.referrerPolicy = "strict-origin";
    iframe.loading = "eager";
    iframe.setAttribute("scrolling", "no");
    iframe.addEventListener("load", this.#onLoad);
    const sentence = document.createElement("p");
    const retry = document.createElement("button");
    retry.type = "button";
    retry.part.add("retry");
    retry.addEventListener("click", this.#onRetry);
    this.#fallback.part.add("fallback");
    this.#fallback.setAttribute("role", "alert");
    this.#fallback.hidden = true;
    this.#fallback.append(sentence, retry);
    this.#speak();
    addEventListener("message", this.#onMessage);
    this.#load();
    element.shadowRoot?.replaceChildren(iframe, this.#fallback);
  }

  /** @param {PackagingContext} context */
  show(context) {
    this.#context = context;
    this.#speak();
    const text = JSON.stringify(context);
    if (this.#sent && this.#sent !== text) this.#send(text);
  }

  close() {
    removeEventListener("message", this.#onMessage);
    clearTimeout(this.#patience);
    this.#hangUp();
    this.#element.shadowRoot?.replaceChildren();
  }

  #load() {
    this.#greeted = this.#mismatch = false;
    this.#hangUp();
    this.#iframe.src = `${this.#origin}/widget/${encodeURIComponent(this.#element.tenant.trim())}/`;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(this.#onSilence, PATIENCE);
  }

  #hangUp() {
    this.#port?.close();
    this.#port = null;
    this.#sent = "";
    this.#iframe.classList.remove("measured");
  }

  #onLoad = () => {
    if (!this.#greeted) this.#connect();
    this.#greeted = this.#mismatch = false;
  };

  /** @param {MessageEvent} event */
  #onMessage = ({ source, origin, data }) => {
    if (source !== this.#iframe.contentWindow || origin !== this.#origin || data?.fustlink !== "hello") return;
    this.#greeted = true;
    this.#answered();
    if (data.protocol === PROTOCOL) return this.#connect();
    // Without a port: enough for the widget to see the other version, too, and say so in the frame.
    this.#offer();
    if (this.#mismatch) return;
    this.#mismatch = true;
    fail(
      this.#element,
      "protocol-mismatch",
      `This page's fustlink.js speaks protocol ${PROTOCOL}, the widget at ${origin} speaks ${data.protocol}. ` +
        `Load fustlink.js from ${origin}/embed/fustlink.js and reload the page.`,
    );
  };

  #connect() {
    this.#hangUp();
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => this.#onPort(port1, data ?? {});
    this.#port = port1;
    this.#offer(port2);
  }

  /** @param {Transferable[]} port */
  #offer(...port) {
    const connect = { fustlink: "connect", protocol: PROTOCOL, capabilities: [] };
    this.#iframe.contentWindow?.postMessage(connect, this.#origin, port);
  }

  /**
   * Messages of a type that this release does not know belong to a newer widget and are left alone.
   *
   * @param {MessagePort} port
   * @param {any} message
   */
  #onPort(port, message) {
    switch (message.type) {
      case "ready":
        this.#answered();
        this.#send(JSON.stringify(this.#context));
        return tell(this.#element, "ready", { protocol: message.protocol, version: message.version });
      case "token-wanted":
        return this.#answerToken(port, message);
      case "size":
        return this.#grow(Number(message.height));
      case "confirmation":
        return tell(this.#element, "confirmation", {
          id: message.id,
          order: message.order ?? null,
          state: message.state,
        });
      case "error":
        // That there is no token was said when `getToken` failed; the widget only says that it lacks one.
        if (message.code !== "token-refused") fail(this.#element, message.code, message.message);
    }
  }

  /** @param {string} text */
  #send(text) {
    this.#sent = text;
    this.#port?.postMessage({ type: "context", context: JSON.parse(text) });
  }

  /**
   * Each question gets its own answer, however late: `request` tells the widget which one it was.
   *
   * @param {MessagePort} port
   * @param {{ request: number, customer: string }} question
   */
  async #answerToken(port, { request, customer }) {
    try {
      const { getToken } = this.#element;
      if (typeof getToken !== "function") throw new TypeError("the getToken property is not a function");
      const token = await getToken.call(this.#element, { customer });
      if (typeof token !== "string" || !token) throw new TypeError("getToken did not return a token");
      port.postMessage({ type: "token", request, token });
      this.#refusals.delete(customer);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      port.postMessage({ type: "token-refused", request, reason });
      // Asked again and again while a confirmation is followed, the same refusal is said once.
      if (port === this.#port && this.#refusals.get(customer) !== reason) {
        this.#refusals.set(customer, reason);
        fail(this.#element, "token-refused", `No token for customer ${customer}: ${reason}`);
      }
    }
  }

  /** @param {number} height */
  #grow(height) {
    if (!(height > 0)) return;
    this.#iframe.classList.add("measured");
    this.#iframe.setAttribute("scrolling", height > HIGHEST ? "auto" : "no");
    this.#iframe.style.height = `${Math.min(Math.max(Math.ceil(height), LOWEST), HIGHEST)}px`;
  }

  #answered() {
    clearTimeout(this.#patience);
    this.#iframe.hidden = false;
    this.#fallback.hidden = true;
  }

  #onSilence = () => {
    this.#iframe.hidden = true;
    this.#fallback.hidden = false;
    fail(
      this.#element,
      "widget-silent",
      `${this.#iframe.src} did not answer within ${PATIENCE / 1000} s. Either it cannot be reached, or the tenant ` +
        `does not exist, or ${location.origin} is not among the pages that may show it.`,
    );
  };

  #onRetry = () => {
    this.#iframe.hidden = false;
    this.#fallback.hidden = true;
    this.#load();
    this.#iframe.focus();
  };

  #speak() {
    const words = /^nl\b/i.test(this.#context.language ?? navigator.language) ? WORDS.nl : WORDS.en;
    this.#iframe.title = words.title;
    const [sentence, retry] = this.#fallback.children;
    sentence.textContent = words.silent;
    retry.textContent = words.retry;
  }
}

/**
 * Only what is documented leaves the page, as plain data: a framework's reactive proxies cannot be cloned.
 *
 * @param {PackagingContext | null | undefined} context
 * @returns {PackagingContext}
 */
function plain(context) {
  const { language, theme, customer, order } = context ?? {};
  return {
    language: text(language),
    theme: theme === "light" || theme === "dark" ? theme : undefined,
    customer: customer ? { number: text(customer.number) ?? "", name: text(customer.name) } : undefined,
    order: order ? plainOrder(order) : undefined,
  };
}

/**
 * @param {Order} order
 * @returns {Order}
 */
function plainOrder({ reference, departureDate, lines }) {
  return {
    reference: text(reference) ?? "",
    departureDate: text(departureDate),
    // A count that is none stays what it is: the widget names the line to the person who can correct it.
    lines: Array.from(lines ?? [], (line) => ({ packaging: text(line?.packaging) ?? "", count: plainCount(line?.count) })),
  };
}

/**
 * @param {unknown} value
 * @returns {string | undefined}
 */
function text(value) {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/**
 * @param {any} count
 * @returns {number}
 */
function plainCount(count) {
  return typeof count === "bigint" || typeof count === "object" ? count && String(count) : count;
}

/**
 * Returns whether nobody called `preventDefault()`.
 *
 * @param {FustlinkPackaging} element
 * @param {"ready" | "confirmation" | "error"} what
 * @param {object} detail
 */
function tell(element, what, detail) {
  const cancelable = what === "error";
  return element.dispatchEvent(
    new CustomEvent(`fustlink-${what}`, { detail, bubbles: true, composed: true, cancelable }),
  );
}

/**
 * @param {FustlinkPackaging} element
 * @param {ErrorCode} code
 * @param {string} message
 */
function fail(element, code, message) {
  // In a task of its own: a page that inserts the element first and listens afterwards hears it as well.
  setTimeout(() => {
    if (tell(element, "error", { code, message })) console.error(`fustlink (${code}): ${message}`);
  });
}

/** A constructed sheet, because a strict `style-src` forbids inline styles but not these. */
function style() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; }
    :host([hidden]), [hidden] { display: none !important; }
    iframe { display: block; width: 100%; height: 240px; border: 0; transition: height 120ms ease-out; }
    iframe:not(.measured) { min-height: 200px; /* room for a page that never says its height */ }
    p { margin: 0 0 0.75em; }
    button { font: inherit; padding: 0.4em 0.9em; cursor: pointer; }
    @media (prefers-reduced-motion: reduce) { iframe { transition: none; } }
  `);
  return sheet;
}

if (!customElements.get("fustlink-packaging")) customElements.define("fustlink-packaging", FustlinkPackaging);
