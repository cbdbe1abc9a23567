// What a person sees and does in the widget, by roles and names.

/** The widget's frame on the order screen, as a person uses it. */
export class Widget {
  constructor(frame) {
    this.frame = frame;
    this.customer = frame.getByRole("heading", { level: 1 });
    this.balance = frame.getByRole("table", { name: "Returnable packaging" });
    this.confirmButton = frame.getByRole("button", { name: "Confirm delivery" });
    this.confirmAnother = frame.getByRole("button", { name: "Confirm another delivery" });
    this.remark = frame.getByRole("textbox", { name: /^Remark/ });
    this.question = frame.getByRole("region", { name: "One question about this delivery" });
    this.dropped = frame.getByRole("region", { name: "Dropped confirmation" });
    this.elsewhere = frame.getByRole("region", { name: "Deliveries of other orders" });
    this.confirmed = frame.getByRole("region", { name: "Confirmed delivery" });
  }

  /** The balance's row of one kind of packaging. */
  row(kind) {
    return this.balance.getByRole("row").filter({ has: this.frame.getByRole("rowheader", { name: kind }) });
  }

  /** The number in a row's cell; words such as "holds 42" or "holds none" give theirs. */
  async number(kind, column) {
    const text = await this.row(kind).getByRole("cell").nth(column).innerText();
    const digits = /[+−-]?[\d,]+/.exec(text)?.[0] ?? "0";
    return Number(digits.replace(/,/g, "").replace("−", "-"));
  }

  holds(kind) {
    return this.number(kind, 0);
  }

  adds(kind) {
    return this.number(kind, 1);
  }

  after(kind) {
    return this.number(kind, 2);
  }

  delivered(kind) {
    return this.frame.getByRole("textbox", { name: new RegExp(`^Delivered: ${kind}`) });
  }

  /** The choice why what was delivered is not what was planned. */
  reason(kind) {
    return this.frame.getByRole("combobox", { name: new RegExp(`^Reason: ${kind}`) });
  }

  returned(kind) {
    return this.frame.getByRole("textbox", { name: new RegExp(`^Returned: ${kind}`) });
  }
}
