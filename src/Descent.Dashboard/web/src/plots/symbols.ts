// A symbol and dashes for each series, so that curves are told apart without colours: on the curve, in the legend, at a bar.
import { s } from "../parts/dom";
import { colorCount } from "../parts/theme";

/** Dashes of a curve in pixels, by how often the colours have been gone through: solid, dotted, dashed with dots; the second of each for curves that are dashed by themselves. */
const dashings = [[[], [7, 5]], [[2, 3], [8, 3, 2, 3]], [[14, 3, 2, 3], [14, 3, 2, 3, 2, 3]]] as const;

export const dashes = (index: number, isDashed: boolean): number[] => [...dashings[Math.floor(index / colorCount) % dashings.length]![isDashed ? 1 : 0]];

/** The outline of a symbol about the origin, as an SVG path; r is half its height. */
export function symbol(index: number, r: number): string {
  const d = r * 1.2;
  switch (index % 6) {
    case 0: return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 1: return `M${-r} ${-r}H${r}V${r}H${-r}Z`;
    case 2: return `M0 ${-d}L${d} ${r}H${-d}Z`;
    case 3: return `M0 ${-d * 1.1}L${d * 1.1} 0L0 ${d * 1.1}L${-d * 1.1} 0Z`;
    case 4: return `M0 ${d}L${d} ${-r}H${-d}Z`;
    default: return `M${-d} ${-r * 0.4}H${-r * 0.4}V${-d}H${r * 0.4}V${-r * 0.4}H${d}V${r * 0.4}H${r * 0.4}V${d}H${-r * 0.4}V${r * 0.4}H${-d}Z`;
  }
}

/** A piece of a curve with its symbol, for a legend. */
export function swatch(index: number, isDashed = false): SVGSVGElement {
  const color = `var(--series-${index % colorCount})`;
  return s("svg", { class: "swatch", viewBox: "0 0 26 12", width: 26, height: 12, "aria-hidden": "true" },
    s("path", { d: "M1 6H25", stroke: color, "stroke-width": 2, "stroke-dasharray": dashes(index, isDashed).join(" ") || null }),
    s("path", { d: symbol(index, 3.6), transform: "translate(13 6)", fill: color }));
}
