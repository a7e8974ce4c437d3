// What draws each kind of block. The table is complete: the compiler knows every kind, and a test compares it with the types that write them.
import { command } from "../parts/copy";
import { h, prose } from "../parts/dom";
import { bars } from "../plots/bars";
import { CurvesPlot } from "../plots/curves";
import { formula } from "../plots/formula";
import { graph } from "../plots/graph";
import { heat } from "../plots/heat";
import { pictures } from "../plots/pictures";
import { table } from "../plots/table";
import { valley } from "../plots/valley";
import type { Block } from "./types";

type Kinds = { [K in Block["kind"]]: (block: Extract<Block, { kind: K }>, description: string) => HTMLElement };

export const kinds: Kinds = {
  text: (block) => h("p", {}, prose(block.text)),
  code: (block, description) => h("pre", { tabindex: 0, role: "region", "aria-label": description }, block.text),
  formula: (block) => formula(block.math_ml),
  table: (block, description) => table(block, description),
  lines: (block, description) => {
    const plot = new CurvesPlot({ x: block.x, y: block.y, description });
    plot.set(block.lines, block.markers);
    return plot.element;
  },
  bars: (block, description) => bars(block, description).element,
  heat: (block, description) => heat(block, description).element,
  valley: (block, description) => valley(block, description).element,
  graph: (block, description) => graph(block, description),
  pictures: (block) => pictures(block.pictures.map((p) => ({ source: `data:image/png;base64,${p.png}`, alternative: p.alternative, ...(p.caption ? { caption: p.caption } : {}) })), block.width),
};

export function drawBlock(block: Block): HTMLElement {
  const draw = kinds[block.kind] as ((block: Block, description: string) => HTMLElement) | undefined;
  const description = [block.title, block.caption].filter(Boolean).join(". ") || block.kind;
  return h("div", { class: `block ${block.kind}-block` },
    block.title ? h("h3", {}, prose(block.title)) : null,
    draw ? draw(block, description) : h("p", { class: "warning" }, `This page does not know how to draw "${String((block as { kind: string }).kind)}".`),
    block.caption ? h("p", { class: "caption" }, prose(block.caption)) : null,
    block.command ? command(block.command) : null);
}
