/**
 * Types of Fustlink's embed module. The whole public face of `<fustlink-packaging>`; see docs/embedding.md.
 */

/** The order on your screen. Everything is optional: a screen may have no order open. */
export interface PackagingContext {
  /** BCP 47 language, such as `nl` or `en-GB`. The device's where it is absent; English where it is not spoken. */
  language?: string | null;
  /** Your screen's colours; where absent, the device's preference. */
  theme?: "light" | "dark" | null;
  /** The customer in the order. */
  customer?: Customer | null;
  /** The order itself. */
  order?: Order | null;
}

/** A customer as your system numbers and names it. */
export interface Customer {
  /** The number that your tokens name in `customers`. */
  number: string | number;
  /** Shown until TrackOnline's name is known. */
  name?: string | null;
}

/** An order as your system names it. */
export interface Order {
  /** What people call it. It becomes the reference of the transactions in TrackOnline. */
  reference: string | number;
  /** The day it leaves, `YYYY-MM-DD`. */
  departureDate?: string | null;
  /** The packaging on it. Several lines with the same code are added up. */
  lines?: readonly OrderLine[] | null;
}

/** Packaging on one order line. */
export interface OrderLine {
  /** Your packaging code. */
  packaging: string | number;
  /** Pieces of it, a whole number. */
  count: number;
}

/** What the widget needs a token for. */
export interface TokenRequest {
  /** The token has to name this customer. */
  customer: string;
}

/**
 * Fetches a freshly signed token from your server. Called whenever the widget has something to ask and no token for
 * that customer that lasts another 20 seconds; also for a customer whose confirmed delivery it still follows. Throw (or reject) with a sentence if there is none.
 */
export type GetToken = (request: TokenRequest) => Promise<string> | string;

/** The widget runs and has received the context. Comes again after the frame was reloaded. */
export interface ReadyDetail {
  /** The protocol that both sides speak. */
  protocol: number;
  /** The widget's release. */
  version: string;
}

/** How far a confirmed delivery is. */
export interface ConfirmationDetail {
  /** The confirmation's identifier (UUID). */
  id: string;
  /** The order's reference, or `null` when no order was open. */
  order: string | null;
  /** Safely stored by the proxy; saved in TrackOnline; in need of a person; or withdrawn by one, and never sent. */
  state: "stored" | "saved" | "attention" | "withdrawn";
}

/** Codes that the module gives itself. The widget adds its own, which are strings as well. */
export type ErrorCode =
  | "tenant-missing"
  | "origin-invalid"
  | "widget-silent"
  | "protocol-mismatch"
  | "token-refused"
  | (string & {});

/** Something that you, the integrator, should know of. Call `preventDefault()` to keep it out of the console. */
export interface ErrorDetail {
  /** Stable; docs/embedding.md says what to do about each. */
  code: ErrorCode;
  /** A sentence in English for a log. */
  message: string;
}

/** The events of the element. They bubble. */
export interface FustlinkEventMap {
  "fustlink-ready": CustomEvent<ReadyDetail>;
  "fustlink-confirmation": CustomEvent<ConfirmationDetail>;
  "fustlink-error": CustomEvent<ErrorDetail>;
}

/** `<fustlink-packaging tenant="…">` */
export class FustlinkPackaging extends HTMLElement {
  /** Your tenant at the proxy. Attribute `tenant`; a change loads the widget anew. */
  tenant: string;
  /** The proxy's origin. Attribute `origin`; by default where the module was loaded from. */
  origin: string;
  /** Where tokens come from. */
  getToken: GetToken | null;
  /**
   * The order on screen. Assign a whole new value at every change: the widget follows without a reload.
   * What is read back is a plain copy.
   */
  get context(): PackagingContext;
  set context(context: PackagingContext | null | undefined);
}

declare global {
  interface HTMLElementTagNameMap {
    "fustlink-packaging": FustlinkPackaging;
  }
  interface HTMLElementEventMap extends FustlinkEventMap {}
}
