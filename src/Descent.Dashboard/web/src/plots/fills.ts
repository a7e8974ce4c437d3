// Fills of bars that are told apart without colours.
import { s } from "../parts/dom";

let lastId = 0;

/** Patterns for some series; a drawing holds them, and its bars name theirs. */
export function fills(colors: readonly number[]): { defs: SVGDefsElement; fill: (color: number) => string } {
  const id = `fill-${++lastId}`;
  return { defs: s("defs", {}, ...colors.map((color) => pattern(`${id}-${color}`, color))), fill: (color) => `url(#${id}-${color})` };
}

function pattern(id: string, color: number): SVGPatternElement {
  const paint = `var(--series-${color % 8})`;
  const kind = color % 5;
  const made = s("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: kind === 1 || kind === 4 ? "rotate(45)" : null },
    s("rect", { width: 6, height: 6, fill: paint, "fill-opacity": kind === 0 ? 1 : 0.45 }));
  if (kind === 1) made.append(s("rect", { width: 3, height: 6, fill: paint }));
  else if (kind === 2) made.append(s("circle", { cx: 3, cy: 3, r: 1.8, fill: paint }));
  else if (kind === 3) made.append(s("rect", { width: 6, height: 3, fill: paint }));
  else if (kind === 4) made.append(s("rect", { width: 2, height: 6, fill: paint }), s("rect", { width: 6, height: 2, fill: paint }));
  return made;
}

/** A piece of a bar, for a legend. */
export function fillSwatch(color: number): SVGSVGElement {
  const { defs, fill } = fills([color]);
  return s("svg", { class: "swatch", viewBox: "0 0 18 12", width: 18, height: 12, "aria-hidden": "true" }, defs, s("rect", { width: 18, height: 12, rx: 2, fill: fill(color) }));
}
