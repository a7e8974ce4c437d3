// How the numbers of a tensor are spread, and how that changes: steps across, values upwards, darker where more of them are.
import { h, s } from "../parts/dom";
import { short, ticks } from "../parts/numbers";
import { onWidth } from "../parts/resize";
import { onThemeChange, ramp, theme } from "../parts/theme";
import { disclosure, exact } from "../plots/data";
import { getHistograms, type Detail, type Histograms } from "./api";
import { Pulse } from "./pulse";

const height = 240;
const [left, bottom] = [64, 24];

export class HistogramsView {
  readonly element: HTMLElement;
  private readonly choice = h("select", { "aria-label": "Tensor" });
  private readonly host = h("div", { class: "plot over-time", role: "img" });
  private readonly body: HTMLElement;
  private readonly empty = h("p", { class: "empty" }, "This run records no distributions (yet).");
  private readonly pulse = new Pulse(() => this.fetch(), 500);
  private detail: Detail | null = null;
  private table: Histograms | null = null;
  private tags = "";

  constructor() {
    this.body = h("div", {}, h("div", { class: "chart-head" }, this.choice), this.host, h("div", { class: "axis-label x" }, "step"),
      disclosure(() => ({ columns: ["step", ...(this.table?.edges.slice(0, -1).map((edge) => `from ${short(edge)}`) ?? [])], rows: this.table?.steps.map((step, i) => [exact(step), ...this.table!.counts[i]!.map(exact)]) ?? [] })));
    this.element = h("section", { class: "panel" }, h("h2", {}, "Weights and gradients"), this.body, this.empty);
    this.choice.addEventListener("change", () => this.pulse.request());
    onWidth(this.host, () => this.draw());
    onThemeChange(() => this.draw());
  }

  set(detail: Detail | null): void {
    const isOther = detail?.run.id !== this.detail?.run.id;
    this.detail = detail;
    const tags = detail?.histograms ?? [];
    this.body.hidden = tags.length === 0;
    this.empty.hidden = tags.length > 0;
    const shape = JSON.stringify(tags);
    if (shape !== this.tags) {
      const chosen = this.choice.value;
      this.tags = shape;
      this.choice.replaceChildren(...tags.map((tag) => h("option", { value: tag }, tag)));
      this.choice.value = tags.includes(chosen) ? chosen : (tags.find((tag) => tag.startsWith("weights/")) ?? tags[0] ?? "");
    }

    if (isOther) this.table = null;
    if (tags.length > 0) this.pulse.request();
  }

  private async fetch(): Promise<void> {
    const id = this.detail?.run.id;
    if (id === undefined || this.choice.value === "") return;
    const table = await getHistograms(id, this.choice.value);
    if (id !== this.detail?.run.id) return;
    this.table = table;
    this.draw();
  }

  private draw(): void {
    const width = this.host.clientWidth;
    const { table } = this;
    if (width === 0 || table === null || table.steps.length === 0) return;
    const [low, high] = [table.edges[0]!, table.edges.at(-1)!];
    const [first, last] = [table.steps[0]!, table.steps.at(-1)!];
    const [inner, tall] = [width - left - 8, height - bottom - 8];
    const canvas = h("canvas", { width: table.steps.length, height: table.counts[0]!.length });
    Object.assign(canvas.style, { left: `${left}px`, top: "8px", width: `${inner}px`, height: `${tall}px` });
    shade(canvas, table);
    const y = (v: number) => 8 + (1 - (v - low) / (high - low || 1)) * tall;
    const x = (v: number) => left + (last > first ? (v - first) / (last - first) : 0.5) * inner;
    const drawing = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, s("rect", { x: left, y: 8, width: inner, height: tall, class: "frame" }));
    for (const t of ticks(low, high, 5)) drawing.append(s("text", { x: left - 8, y: y(t), "text-anchor": "end", "dominant-baseline": "central", class: "tick" }, short(t)));
    for (const t of last > first ? ticks(first, last, inner / 90) : [first]) drawing.append(s("text", { x: x(t), y: height - 6, "text-anchor": "middle", class: "tick" }, short(t)));
    this.host.setAttribute("aria-label", `Distribution of ${table.tag} over ${table.steps.length} steps, between ${short(low)} and ${short(high)}.`);
    this.host.replaceChildren(canvas, drawing);
  }
}

/** Each step's share of numbers, by its root, so that the thin ends are seen too. */
function shade(canvas: HTMLCanvasElement, table: Histograms): void {
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  const colors = theme().sequential;
  table.counts.forEach((row, column) => {
    const most = Math.max(...row, 1e-300);
    row.forEach((count, bin) => image.data.set([...ramp(colors, Math.sqrt(count / most)), 255], ((canvas.height - 1 - bin) * canvas.width + column) * 4));
  });
  context.putImageData(image, 0, 0);
}
