// Tables; columns of numbers are set flush right.
import { h, prose } from "../parts/dom";
import { scroller } from "../parts/scroller";

export interface TableData {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  marked?: number;
}

/** A cell with more letters may break anywhere: it may hold a path or a setting's whole name. */
const longCell = 40;

const isNumber = (cell: string): boolean => /^[+\-−±]?[\d.,\u202f ]*\d(\.\d+)?([eE×][-+−⁻\d⁰¹²³⁴⁵⁶⁷⁸⁹]+|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?\s*(%|×|ms|µs|s|MB|KB)?$/.test(cell.trim());

export function table(block: TableData, description: string | undefined): HTMLElement {
  const isNumeric = block.columns.map((_, c) => {
    const cells = block.rows.map((r) => r[c] ?? "").filter((cell) => cell !== "" && cell !== "–");
    return cells.length > 0 && cells.every(isNumber);
  });
  const kind = (c: number) => (isNumeric[c] ? "number" : null);
  return scroller(description ?? "Table",
    h("table", {},
      h("thead", {}, h("tr", {}, ...block.columns.map((name, c) => h("th", { scope: "col", class: kind(c) }, prose(name))))),
      h("tbody", {}, ...block.rows.map((row, r) => h("tr", { class: r === block.marked ? "marked" : null }, ...row.map((cell, c) => h("td", { class: cell.length > longCell ? "long" : kind(c) }, prose(cell))))))));
}
