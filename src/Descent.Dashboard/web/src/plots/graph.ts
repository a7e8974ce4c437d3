// A small computation graph: each node with what the forward pass computed and the gradient that came back.
import { h, s } from "../parts/dom";
import type { GraphBlock, GraphNode } from "../page/types";

const [wide, high] = [128, 66];
const [across, down] = [206, 96];

let lastId = 0;

export function graph(block: GraphBlock, description: string): HTMLElement {
  const id = `arrow-${++lastId}`;
  const width = Math.max(...block.nodes.map((n) => n.column), 0) * across + wide + 4;
  const height = Math.max(...block.nodes.map((n) => n.row), 0) * down + high + 4;
  const drawing = s("svg", { width, height, viewBox: `-2 -2 ${width} ${height}`, "aria-hidden": "true" },
    s("defs", {}, s("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, s("path", { d: "M0 0L8 4L0 8Z", class: "arrow" }))));
  // A wide graph gets smaller, until its text would be too small to read; then it scrolls.
  Object.assign(drawing.style, { width: "100%", height: "auto", maxWidth: `${width}px`, minWidth: `${Math.round(width * 0.72)}px` });
  const nodes = new Map(block.nodes.map((n) => [n.id, n]));
  for (const edge of block.edges) {
    const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (!from || !to) continue;
    const [x1, y1, x2, y2] = [from.column * across + wide, from.row * down + high / 2, to.column * across, to.row * down + high / 2];
    const bend = Math.max(24, (x2 - x1) / 2);
    drawing.append(s("path", { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 2} ${y2}`, class: "edge", "marker-end": `url(#${id})` }));
    if (edge.label) drawing.append(s("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 6, "text-anchor": "middle", class: "edge-label" }, edge.label));
  }

  for (const node of block.nodes) drawing.append(box(node));
  const words = block.nodes.map((n) => `${n.label} = ${n.value}${n.gradient ? `, gradient ${n.gradient}` : ""}`).join("; ");
  return h("div", { class: "scroll graph", tabindex: 0, role: "img", "aria-label": `${description} ${words}.` }, drawing);
}

function box(node: GraphNode): SVGGElement {
  const [x, y] = [node.column * across, node.row * down];
  return s("g", { transform: `translate(${x} ${y})` },
    s("rect", { width: wide, height: high, rx: 8, class: "node" }),
    s("text", { x: wide / 2, y: 19, "text-anchor": "middle", class: "node-label" }, node.label),
    s("text", { x: wide / 2, y: 38, "text-anchor": "middle", class: "node-value" }, node.value),
    node.gradient !== undefined && s("text", { x: wide / 2, y: 56, "text-anchor": "middle", class: "node-gradient" }, `∂ ${node.gradient}`));
}
