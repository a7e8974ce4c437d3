// The numbers behind a plot, as a table to read and as text to copy.
import { h } from "../parts/dom";
import { copyButton } from "../parts/copy";
import { scroller } from "../parts/scroller";

/** Rows that are shown; all of them are copied. */
const maxRows = 200;

export interface DataTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

const quote = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const csv = (data: DataTable): string => [data.columns, ...data.rows].map((row) => row.map(quote).join(",")).join("\n") + "\n";

/** Numbers as a machine reads them, for a table that is copied. */
export const exact = (value: number | null | undefined): string => (value === null || value === undefined ? "" : String(value));

/** A closed "Data" that makes its table when it is opened. */
export function disclosure(make: () => DataTable): HTMLDetailsElement {
  const details = h("details", { class: "data" }, h("summary", {}, "Data"));
  details.addEventListener("toggle", () => {
    details.querySelector(".data-body")?.remove();
    if (details.open) details.append(body(make()));
  });
  return details;
}

function body(data: DataTable): HTMLElement {
  const every = Math.max(1, Math.ceil(data.rows.length / maxRows));
  const rows = data.rows.filter((_, i) => i % every === 0 || i === data.rows.length - 1);
  return h("div", { class: "data-body" },
    scroller("Data",
      h("table", { class: "numbers" },
        h("thead", {}, h("tr", {}, ...data.columns.map((c) => h("th", { scope: "col" }, c)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, cell))))))),
    h("p", { class: "data-foot" }, every > 1 ? `Every ${every}th of ${data.rows.length} rows. ` : "", copyButton("Copy as CSV", () => csv(data))));
}
