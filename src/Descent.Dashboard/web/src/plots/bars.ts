// Bars with intervals: lying, with their names at the left, while there are few; standing, as a histogram, when there are many.
import { h, s } from "../parts/dom";
import { powers, short, ticks } from "../parts/numbers";
import { onWidth } from "../parts/resize";
import type { BarGroup, BarsBlock } from "../page/types";
import { disclosure, exact } from "./data";
import { fills } from "./fills";
import { Legend } from "./legend";

/** With more categories than this, bars stand. */
const maxLying = 16;

export function bars(block: BarsBlock, description: string): { element: HTMLElement; destroy: () => void } {
  const host = h("div", { class: "plot", role: "img", "aria-label": description });
  const legend = new Legend(() => draw());
  legend.set(block.groups.map((g, i) => ({ name: g.name, color: i, isBar: true })));
  legend.element.hidden = block.groups.length < 2;
  const draw = (): void => {
    if (host.clientWidth === 0) return;
    const groups = block.groups.map((group, color) => ({ group, color })).filter((g) => legend.isShown(g.group.name));
    host.replaceChildren(block.categories.length > maxLying ? standing(block, groups, host.clientWidth) : lying(block, groups, host.clientWidth));
  };
  const destroy = onWidth(host, draw);
  const element = h("div", { class: "bars" },
    h("div", { class: "plot-head" }, h("span", { class: "axis-label" }, block.y.label + (block.y.is_log ? " (log)" : ""))),
    host, legend.element,
    disclosure(() => ({
      columns: ["", ...block.groups.flatMap((g) => [g.name, ...(g.low && g.high ? [`${g.name}, low`, `${g.name}, high`] : [])])],
      rows: block.categories.map((c, i) => [c, ...block.groups.flatMap((g) => [exact(g.values[i]), ...(g.low && g.high ? [exact(g.low[i]), exact(g.high[i])] : [])])]),
    })));
  return { element, destroy };
}

interface Chosen {
  group: BarGroup;
  color: number;
}

/** Where numbers lie on the axis, from 0 to 1, and which are written at it. */
function measure(block: BarsBlock, groups: readonly Chosen[], about: number): { at: (value: number) => number; base: number; marks: number[] } {
  const { y } = block;
  const all = groups.flatMap(({ group }) => [...group.values, ...(group.low ?? []), ...(group.high ?? [])]).filter((v): v is number => v !== null && (!y.is_log || v > 0));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  if (y.is_log) {
    const low = y.low ?? 10 ** Math.floor(Math.log10(all.length > 0 ? least : 0.1) - 0.01);
    const high = y.high ?? (all.length > 0 ? most : 1) * 1.15;
    return { at: (v) => clamp(Math.log(v / low) / Math.log(high / low)), base: low, marks: powers(low, high, about) };
  }

  const low = y.low ?? (all.length > 0 ? Math.min(0, least) : 0);
  const high = y.high ?? (all.length > 0 ? Math.max(low < 0 ? 0 : low, most) : 1);
  const width = high > low ? high - low : 1;
  return { at: (v) => clamp((v - low) / width), base: Math.min(Math.max(0, low), high), marks: ticks(low, low + width, about) };
}

const clamp = (share: number): number => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0);

function lying(block: BarsBlock, groups: readonly Chosen[], width: number): SVGSVGElement {
  const { defs, fill } = fills(groups.map((g) => g.color));
  const bar = groups.length > 3 ? 13 : groups.length > 1 ? 16 : 20;
  const isNarrow = width < 520;
  const longest = Math.max(...block.categories.map((c) => c.length), 0);
  const left = isNarrow ? 4 : Math.min(width * 0.34, longest * 7.2 + 16);
  const right = 64; // the number at the end of the longest bar
  const step = groups.length * (bar + 3) + (isNarrow ? 34 : 16);
  const height = block.categories.length * step + 26;
  const scale = measure(block, groups, (width - left - right) / 80);
  const x = (v: number) => left + scale.at(v) * (width - left - right);
  const drawing = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, defs);
  for (const mark of scale.marks) {
    drawing.append(s("line", { x1: x(mark), x2: x(mark), y1: 0, y2: height - 22, class: "grid" }),
      s("text", { x: x(mark), y: height - 6, "text-anchor": mark === scale.marks[0] && isNarrow ? "start" : "middle", class: "tick" }, short(mark)));
  }

  drawing.append(s("line", { x1: x(scale.base), x2: x(scale.base), y1: 0, y2: height - 22, class: "base" }));
  block.categories.forEach((category, c) => {
    const top = c * step + (isNarrow ? 22 : 6);
    drawing.append(isNarrow
      ? s("text", { x: 0, y: top - 6, class: "name" }, category)
      : s("text", { x: left - 10, y: top + (groups.length * (bar + 3)) / 2, "text-anchor": "end", "dominant-baseline": "central", class: "name" }, fit(category, left - 14)));
    groups.forEach(({ group, color }, g) => {
      const value = group.values[c] ?? null;
      if (value === null) return;
      const y = top + g * (bar + 3);
      const [from, to] = [x(scale.base), x(value)].sort((a, b) => a - b) as [number, number];
      drawing.append(s("rect", { x: from, y, width: Math.max(1, to - from), height: bar, fill: fill(color) }));
      const [low, high] = [group.low?.[c] ?? null, group.high?.[c] ?? null];
      let end = to;
      if (low !== null && high !== null) {
        const middle = y + bar / 2;
        drawing.append(...whisker(`M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 4}v8M${x(high)} ${middle - 4}v8`));
        end = Math.max(to, x(high));
      }

      drawing.append(s("text", { x: end + 6, y: y + bar / 2, "dominant-baseline": "central", class: "value" }, short(to - from < 1e-6 ? 0 : value))); // what rounding left of no difference
    });
  });
  return drawing;
}

function standing(block: BarsBlock, groups: readonly Chosen[], width: number): SVGSVGElement {
  const { defs, fill } = fills(groups.map((g) => g.color));
  const height = 260;
  const [left, bottom, top] = [52, 26, 8];
  const scale = measure(block, groups, 5);
  const y = (v: number) => top + (1 - scale.at(v)) * (height - top - bottom);
  const step = (width - left) / block.categories.length;
  const drawing = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, defs);
  for (const mark of scale.marks) {
    drawing.append(s("line", { x1: left, x2: width, y1: y(mark), y2: y(mark), class: "grid" }),
      s("text", { x: left - 8, y: y(mark), "text-anchor": "end", "dominant-baseline": "central", class: "tick" }, short(mark)));
  }

  const widest = Math.max(...block.categories.map((c) => c.length)) * 7 + 14;
  const every = Math.ceil(widest / step);
  block.categories.forEach((category, c) => {
    groups.forEach(({ group, color }, g) => {
      const value = group.values[c] ?? null;
      if (value === null) return;
      const wide = (step * 0.88) / groups.length;
      const from = left + c * step + step * 0.06 + g * wide;
      const [high, low] = [y(scale.base), y(value)].sort((a, b) => a - b) as [number, number];
      drawing.append(s("rect", { x: from, y: high, width: wide, height: Math.max(0, low - high), fill: fill(color) }));
      const [least, most] = [group.low?.[c] ?? null, group.high?.[c] ?? null];
      if (least !== null && most !== null) drawing.append(...whisker(`M${from + wide / 2} ${y(least)}V${y(most)}`));
    });
    const middle = left + (c + 0.5) * step;
    if (c % every === 0 && middle + category.length * 3.5 <= width) drawing.append(s("text", { x: middle, y: height - 8, "text-anchor": "middle", class: "tick" }, category));
  });
  drawing.append(s("line", { x1: left, x2: width, y1: y(scale.base), y2: y(scale.base), class: "base" }));
  return drawing;
}

/** An interval, set off from the bar that it lies on. */
const whisker = (d: string): SVGPathElement[] => ["whisker-halo", "whisker"].map((kind) => s("path", { d, class: kind }));

/** As much of a name as fits. */
function fit(name: string, width: number): string {
  const room = Math.floor(width / 7);
  return name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`;
}
