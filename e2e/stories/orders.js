// Which of the order screen's orders a story is about.

/** The bucket that most orders carry. */
export const BUCKET = "560";

const WITH_BRANCHES = ["10023", "10064", "10105", "10205", "10304"];
const SPECIAL = ["91", "92", "93", "94", "95", "96"];

/** How many buckets an order plans. */
export function planned(order) {
  return order.lines
    .filter((line) => line.packaging?.code === BUCKET)
    .reduce((sum, line) => sum + line.packaging.count, 0);
}

/** Orders still to be delivered, each to another customer with one location, of which TrackOnline knows nothing yet. */
export async function undeliveredOrders(house, count) {
  const found = [];
  for (const order of await house.orders()) {
    const isPlain = !SPECIAL.includes(order.reference.slice(-2)) && !WITH_BRANCHES.includes(order.customer.number);
    const isOpen = ["open", "confirmed", "picking", "loaded"].includes(order.status);
    const isNew = !found.some((other) => other.customer.number === order.customer.number);
    const isKnown = (await house.record(order.reference)).length > 0;
    if (isPlain && isOpen && isNew && !isKnown && planned(order) > 2) found.push(order);
    if (found.length === count) return found;
  }
  throw new Error(`the world has only ${found.length} plain orders left`);
}
