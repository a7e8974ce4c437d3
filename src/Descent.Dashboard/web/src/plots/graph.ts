// A small computation graph: each node with what the forward pass computed and the gradient that came back.
import { h, s } from "../parts/dom";
import { onWidth } from "../parts/resize";
import { scroller } from "../parts/scroller";
import type { GraphBlock, GraphNode } from "../page/types";

/** Where nodes stand, by their left upper corners. It flows to the right where there is room for that, and downwards on a phone. */
interface Layout {
  isDown: boolean;
  wide: number;
  high: number;
  x: (node: GraphNode) => number;
  y: (node: GraphNode) => number;
  width: number;
  height: number;
}

const high = 66;

/** The least width of a node that holds its numbers. */
const leastWide = 60;

let lastId = 0;

export function graph(block: GraphBlock, description: string): HTMLElement {
  const words = block.nodes.map((n) => `${n.label} = ${n.value}${n.gradient ? `, gradient ${n.gradient}` : ""}`).join("; ");
  const host = h("div", { class: "graph", role: "img", "aria-label": `${description} ${words}.` });
  const box = scroller("Graph", host);
  onWidth(box, (width) => host.replaceChildren(draw(block, width)));
  return box;
}

function layout(block: GraphBlock, room: number): Layout {
  const columns = Math.max(...block.nodes.map((n) => n.column), 0);
  const rows = Math.max(...block.nodes.map((n) => n.row), 0);
  // As wide as the text of a page: five columns fill it.
  const [wide, across, down] = [104, 157, 88];
  const width = columns * across + wide + 4;
  if (width <= room) return { isDown: false, wide, high, x: (n) => n.column * across, y: (n) => n.row * down, width, height: rows * down + high + 4 };
  const gap = 5;
  const narrow = Math.min(wide, Math.max(leastWide, (room - 4 - rows * gap) / (rows + 1)));
  const step = narrow + gap;
  return { isDown: true, wide: narrow, high, x: (n) => n.row * step, y: (n) => n.column * (high + 42), width: rows * step + narrow + 4, height: columns * (high + 42) + high + 4 };
}

function draw(block: GraphBlock, room: number): SVGSVGElement {
  const id = `arrow-${++lastId}`;
  const at = layout(block, room);
  const drawing = s("svg", { width: at.width, height: at.height, viewBox: `-2 -2 ${at.width} ${at.height}`, class: at.isDown ? "down" : null, "aria-hidden": "true" },
    s("defs", {}, s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0 0L8 4L0 8Z", class: "arrow" }))));
  const nodes = new Map(block.nodes.map((n) => [n.id, n]));
  const labels: SVGElement[] = [];
  for (const edge of block.edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to) continue;
    const [x1, y1] = at.isDown ? [at.x(from) + at.wide / 2, at.y(from) + high] : [at.x(from) + at.wide, at.y(from) + high / 2];
    const [x2, y2] = at.isDown ? [at.x(to) + at.wide / 2, at.y(to) - 2] : [at.x(to) - 2, at.y(to) + high / 2];
    const bend = Math.max(18, (at.isDown ? y2 - y1 : x2 - x1) / 2);
    const curve = at.isDown ? `C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}` : `C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    drawing.append(s("path", { d: `M${x1} ${y1}${curve}`, class: "edge", "marker-end": `url(#${id})` }));
    if (edge.label) labels.push(s("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 + (at.isDown ? 4 : -6), "text-anchor": "middle", class: "edge-label" }, edge.label));
  }

  drawing.append(...labels, ...block.nodes.map((node) => box(node, at)));
  return drawing;
}

function box(node: GraphNode, at: Layout): SVGGElement {
  const middle = at.wide / 2;
  return s("g", { transform: `translate(${at.x(node)} ${at.y(node)})` },
    s("rect", { width: at.wide, height: at.high, rx: 8, class: "node" }),
    s("text", { x: middle, y: 19, "text-anchor": "middle", class: "node-label" }, node.label),
    s("text", { x: middle, y: 38, "text-anchor": "middle", class: "node-value" }, node.value),
    node.gradient !== undefined && s("text", { x: middle, y: 56, "text-anchor": "middle", class: "node-gradient" }, `∂ ${node.gradient}`));
}
