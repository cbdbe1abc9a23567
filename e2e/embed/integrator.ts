/** What an integrator writes, as the types must take it; `npm run types` compiles it, nothing runs it. */
import type { PackagingContext } from "../../embed/fustlink.d.ts";

const packaging = document.querySelector("fustlink-packaging");
if (packaging) {
  packaging.tenant = "demo";
  packaging.getToken = async ({ customer }) => {
    const answer = await fetch(`/packaging-token?customer=${encodeURIComponent(customer)}`);
    return answer.text();
  };
  const context: PackagingContext = { customer: { number: 1001 }, order: { reference: "240311", lines: [] } };
  packaging.context = context;
  packaging.context = null;
  packaging.addEventListener("fustlink-confirmation", ({ detail }) => {
    const state: "stored" | "saved" | "attention" | "withdrawn" = detail.state;
    console.log(detail.id, detail.order?.length, state);
  });
  packaging.addEventListener("fustlink-error", ({ detail }) => {
    if (detail.code === "token-refused") console.log(detail.message);
  });

  // @ts-expect-error A count is a number.
  packaging.context = { order: { reference: "1", lines: [{ packaging: "560", count: "12" }] } };
  // @ts-expect-error Only these two themes exist.
  packaging.context = { theme: "auto" };
  // @ts-expect-error A token is text.
  packaging.getToken = async () => 7;
  // @ts-expect-error There is no such event detail.
  packaging.addEventListener("fustlink-ready", ({ detail }) => detail.state);
}
