// The contours of a function of two variables, and the paths that optimizers take over it.
import { h, s } from "../parts/dom";
import { short, ticks } from "../parts/numbers";
import { onWidth } from "../parts/resize";
import { onThemeChange, ramp, theme } from "../parts/theme";
import type { Line, Place, ValleyBlock } from "../page/types";
import { contour, levels } from "./contours";
import { disclosure, exact } from "./data";
import { Legend } from "./legend";
import { dashes, symbol } from "./symbols";

const contourCount = 14;

/** Points of a path that carry its symbol. */
const symbolsPerPath = 12;

let lastId = 0;

export function valley(block: ValleyBlock, description: string): { element: HTMLElement; destroy: () => void } {
  const host = h("div", { class: "plot valley", role: "img", "aria-label": description });
  const legend = new Legend(() => draw());
  legend.set(block.paths.map((p, i) => ({ name: p.name, color: i, dashed: p.is_dashed ?? false })));
  const heights = levels(block.heights, contourCount);
  const lines = heights.map((level) => contour(block.heights, level));
  const draw = (): void => {
    if (host.clientWidth > 0) host.replaceChildren(...picture(block, heights, lines, (name) => legend.isShown(name), host.clientWidth));
  };
  const unwatch = onWidth(host, draw);
  const forget = onThemeChange(draw);
  const element = h("div", { class: "curves" },
    h("div", { class: "plot-head" }, h("span", { class: "axis-label" }, block.y.label)), host,
    h("div", { class: "axis-label x" }, block.x.label), legend.element,
    disclosure(() => ({
      columns: ["path", "point", block.x.label, block.y.label],
      rows: block.paths.flatMap((p) => p.x.map((x, i) => [p.name, String(i), exact(x), exact(p.y[i])])),
    })));
  return {
    element,
    destroy: () => {
      unwatch();
      forget();
    },
  };
}

function picture(block: ValleyBlock, heights: readonly number[], lines: readonly string[], isShown: (name: string) => boolean, width: number): Element[] {
  const [left, bottom] = [44, 24];
  const height = Math.round(Math.min(460, Math.max(260, width * 0.62)));
  const [inner, tall] = [width - left - 8, height - bottom - 8];
  const [low, high, down, up] = [block.x.low ?? 0, block.x.high ?? 1, block.y.low ?? 0, block.y.high ?? 1];
  const x = (v: number) => left + ((v - low) / (high - low)) * inner;
  const y = (v: number) => 8 + (1 - (v - down) / (up - down)) * tall;
  const [rows, columns] = [block.heights.length, block.heights[0]?.length ?? 0];
  const id = `valley-${++lastId}`;

  const canvas = h("canvas", { width: columns, height: rows });
  Object.assign(canvas.style, { left: `${left}px`, top: "8px", width: `${inner}px`, height: `${tall}px` });
  shade(canvas, block, heights);

  const drawing = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    s("defs", {}, s("clipPath", { id }, s("rect", { x: left, y: 8, width: inner, height: tall }))));
  const clipped = s("g", { "clip-path": `url(#${id})` });
  // Paths of the grid: row 0 is the lowest.
  const place = `translate(${left} ${8 + tall}) scale(${inner / (columns - 1)} ${-tall / (rows - 1)})`;
  for (const line of lines) clipped.append(s("path", { d: line, transform: place, class: "contour", "vector-effect": "non-scaling-stroke" }));
  block.paths.forEach((path, i) => {
    if (isShown(path.name)) clipped.append(trail(path, i, x, y));
  });
  drawing.append(clipped, s("rect", { x: left, y: 8, width: inner, height: tall, class: "frame" }), ...block.marks.map((place) => mark(place, x(place.x), y(place.y), left + inner / 2)));
  for (const t of ticks(low, high, inner / 80)) drawing.append(s("text", { x: x(t), y: height - 6, "text-anchor": "middle", class: "tick" }, short(t)));
  for (const t of ticks(down, up, tall / 50)) drawing.append(s("text", { x: left - 8, y: y(t), "text-anchor": "end", "dominant-baseline": "central", class: "tick" }, short(t)));
  return [canvas, drawing];
}

/** A ring about a place, with its name on the side of the middle that has more room. */
function mark(place: Place, x: number, y: number, middle: number): SVGGElement {
  const isRight = x < middle;
  return s("g", {}, ...["place-halo", "place"].map((kind) => s("circle", { cx: x, cy: y, r: 9, class: kind })),
    s("text", { x: isRight ? x - 9 : x + 9, y: y - 14, "text-anchor": isRight ? "start" : "end", class: "name" }, place.label));
}

/** Colours by rank: the deeper, the nearer to the page's own colour. */
function shade(canvas: HTMLCanvasElement, block: ValleyBlock, heights: readonly number[]): void {
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  const colors = theme().sequential.slice(0, 3);
  block.heights.forEach((row, r) => row.forEach((value, c) => {
    if (value === null) return;
    let rank = 0;
    while (rank < heights.length && heights[rank]! <= value) rank++;
    const [below, above] = [heights[rank - 1], heights[rank]];
    const share = below === undefined || above === undefined ? 0.5 : (value - below) / (above - below);
    const color = ramp(colors, ((rank + share) / (heights.length + 1)) * 0.8);
    image.data.set([...color, 255], ((canvas.height - 1 - r) * canvas.width + c) * 4);
  }));
  context.putImageData(image, 0, 0);
}

function trail(path: Line, index: number, x: (v: number) => number, y: (v: number) => number): SVGGElement {
  const points = path.x.map((v, i) => [v, path.y[i]] as const).filter((p): p is readonly [number, number] => p[0] !== null && p[1] !== null && p[1] !== undefined);
  const color = `var(--series-${index % 8})`;
  const group = s("g", { "data-series": path.name },
    s("path", { d: points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join(""), class: "halo" }),
    s("path", { d: points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join(""), class: "trail", stroke: color, "stroke-dasharray": dashes(index, path.is_dashed ?? false).join(" ") || null }));
  const every = Math.max(1, Math.ceil(points.length / symbolsPerPath));
  points.forEach(([a, b], i) => {
    const isEnd = i === points.length - 1;
    if (i % every === 0 || isEnd) group.append(s("path", { d: symbol(index, isEnd ? 5.5 : 3), transform: `translate(${x(a).toFixed(1)} ${y(b).toFixed(1)})`, fill: color, class: isEnd ? "end" : null }));
  });
  return group;
}
