// A matrix as a table whose cells are coloured: what is drawn is also what a screen reader reads.
import { h } from "../parts/dom";
import { scroller } from "../parts/scroller";
import { short } from "../parts/numbers";
import { css, onThemeChange, ramp, textOn, theme } from "../parts/theme";
import type { HeatBlock } from "../page/types";

/** With more columns than this, cells are too narrow for their numbers. */
const maxNumbers = 20;

export function heat(block: HeatBlock, description: string): { element: HTMLElement; destroy: () => void } {
  const all = block.values.flat().filter((v): v is number => v !== null);
  const [least, most] = [Math.min(...all, 0), Math.max(...all)];
  const isDiverging = least < 0 && most > 0;
  const size = Math.max(-least, most) || 1;
  const shareOf = (v: number) => (isDiverging ? (v / size + 1) / 2 : (v - least) / (most - least || 1));
  const showsNumbers = block.columns.length <= maxNumbers;
  const cells: { cell: HTMLElement; value: number }[] = [];
  const table = h("table", { class: showsNumbers ? "heat" : "heat dense", "aria-label": description },
    h("thead", {},
      h("tr", {}, h("td", {}), h("th", { class: "axis-label", colspan: block.columns.length, scope: "colgroup" }, block.column_label)),
      h("tr", {}, h("th", { class: "axis-label", scope: "col" }, block.row_label), ...block.columns.map((c) => h("th", { scope: "col" }, c)))),
    h("tbody", {}, ...block.values.map((row, r) => h("tr", {},
      h("th", { scope: "row" }, block.rows[r] ?? ""),
      ...row.map((value, c) => {
        const text = value === null ? "" : short(value, 3);
        const cell = h("td", { title: `${block.rows[r] ?? ""} · ${block.columns[c] ?? ""}: ${text || "none"}` }, showsNumbers ? text : h("span", { class: "aside" }, text));
        if (value !== null) cells.push({ cell, value });
        return cell;
      })))));
  const paint = (): void => {
    const colors = isDiverging ? theme().diverging : theme().sequential;
    for (const { cell, value } of cells) {
      const color = ramp(colors, shareOf(value));
      cell.style.backgroundColor = css(color);
      cell.style.color = textOn(color);
    }
  };
  paint();
  return { element: scroller(description, table), destroy: onThemeChange(paint) };
}
