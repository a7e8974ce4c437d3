// The curves of the chosen runs: one chart for each measurement, fetched while it is in view.
import { h } from "../parts/dom";
import { CurvesPlot, type Curve } from "../plots/curves";
import type { Marker } from "../page/types";
import { getSeries, type Detail, type Run } from "./api";
import { Pulse } from "./pulse";
import type { Selection } from "./selection";
import { titleOf } from "./words";

/** Points fetched of each curve: as many as a wide plot has pixels. */
const points = 700;

/** Of a part that is zoomed into, as much again is fetched in all, half of it on each side: it can be moved, and still shows curves until finer ones come. */
const margin = 0.5;

interface Part {
  tag: string;
  /** train, validation, …; empty for a measurement that is one curve. */
  part: string;
}

interface Wanted {
  name: string;
  parts: Part[];
}

/** Charts in the order in which one asks: does it learn, how well, at what rate; then whatever else is recorded. */
const order = ["loss", "accuracy", "loss/batch", "learning_rate", "gradient_norm", "gradients/norm", "zeros", "penalty", "samples_per_second", "data_wait", "data_wait_share"];

function wantedBy(details: readonly Detail[]): Wanted[] {
  const found = new Map<string, Wanted>();
  for (const tag of [...new Set(details.flatMap((detail) => detail.scalars))]) {
    const match = /^(.*)\/(train|validation)$/.exec(tag);
    const name = match ? match[1]! : tag;
    const wanted = found.get(name) ?? { name, parts: [] };
    wanted.parts.push({ tag, part: match ? match[2]! : "" });
    found.set(name, wanted);
  }

  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : found.get(name)!.parts[0]!.part === "" ? order.length : 1.5);
  return [...found.values()].sort((a, b) => place(a.name) - place(b.name) || a.name.localeCompare(b.name));
}

export class Charts {
  readonly element = h("section", { class: "charts", "aria-label": "Curves" });
  private readonly charts = new Map<string, Chart>();
  private readonly observer = new IntersectionObserver((entries) => {
    for (const entry of entries) this.charts.get((entry.target as HTMLElement).dataset["chart"]!)?.setVisible(entry.isIntersecting);
  }, { rootMargin: "300px" });

  constructor(private readonly selection: Selection) {}

  /** Shows the measurements of these runs; the runs that changed are fetched anew. */
  set(details: readonly Detail[]): void {
    const wanted = wantedBy(details);
    const names = new Set(wanted.map((w) => w.name));
    for (const [name, chart] of this.charts) {
      if (names.has(name)) continue;
      this.observer.unobserve(chart.element);
      chart.destroy();
      this.charts.delete(name);
    }

    wanted.forEach(({ name, parts }, i) => {
      let chart = this.charts.get(name);
      if (!chart) {
        chart = new Chart(name);
        this.charts.set(name, chart);
        this.observer.observe(chart.element);
      }

      if (this.element.children[i] !== chart.element) this.element.insertBefore(chart.element, this.element.children[i] ?? null);
      chart.set(parts, details.map((detail) => ({ run: detail.run, color: this.selection.color(detail.run.id), tags: new Set(detail.scalars), result: detail.result })));
    });
  }
}

interface Shown {
  run: Run;
  color: number;
  tags: ReadonlySet<string>;
  result: Detail["result"];
}

class Chart {
  readonly element: HTMLElement;
  private readonly log = h("button", { type: "button", class: "log", "aria-pressed": "false", title: "Logarithmic axis" }, "log");
  private readonly pulse = new Pulse(() => this.fetch());
  private plot: CurvesPlot;
  private parts: readonly Part[] = [];
  private shown: readonly Shown[] = [];
  private zoom: { from: number; to: number } | null = null;
  private extent: [number, number] | null = null;
  private isVisible = false;
  private isStale = true;
  private isDestroyed = false;
  private last: Curve[] = [];

  constructor(private readonly name: string) {
    this.plot = this.make(false);
    this.element = h("article", { class: "chart", "data-chart": name }, h("div", { class: "chart-head" }, h("h3", {}, titleOf(name)), this.log), this.plot.element);
    this.log.addEventListener("click", () => {
      const isLog = this.log.getAttribute("aria-pressed") !== "true";
      this.log.setAttribute("aria-pressed", String(isLog));
      const old = this.plot;
      this.plot = this.make(isLog);
      old.element.replaceWith(this.plot.element);
      old.destroy();
      this.zoom = null;
      this.plot.set(this.last, [], this.extent);
      this.pulse.request();
    });
  }

  set(parts: readonly Part[], shown: readonly Shown[]): void {
    this.parts = parts;
    this.shown = shown;
    this.isStale = true;
    if (this.isVisible) this.pulse.request();
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    if (isVisible && this.isStale) this.pulse.request();
  }

  destroy(): void {
    this.isDestroyed = true;
    this.plot.destroy();
    this.element.remove();
  }

  private make(isLog: boolean): CurvesPlot {
    return new CurvesPlot({
      x: { label: "step", is_log: false },
      y: { label: "", is_log: isLog },
      description: `${titleOf(this.name)} by step.`,
      height: 250,
      onZoom: (range) => {
        this.zoom = range;
        this.pulse.request();
      },
    });
  }

  private async fetch(): Promise<void> {
    this.isStale = false;
    const { parts, shown, zoom } = this;
    const air = zoom === null ? 0 : margin * (zoom.to - zoom.from);
    const range = zoom === null ? null : { from: zoom.from - air, to: zoom.to + air };
    const count = zoom === null ? points : points * (1 + 2 * margin);
    const answers = await Promise.all(parts.map(async ({ tag, part }) => {
      const ids = shown.filter((s) => s.tags.has(tag)).map((s) => s.run.id);
      return { part, series: ids.length > 0 ? await getSeries(ids, tag, count, range) : [] };
    }));
    if (this.isDestroyed) return;
    const isAlone = shown.length === 1;
    const curves: Curve[] = [];
    for (const { run, color } of shown) {
      for (const [p, { part, series }] of [...answers].sort((a, b) => b.part.localeCompare(a.part)).entries()) {
        const found = series.find((s) => s.id === run.id);
        if (!found) continue;
        const isSpread = shown.length <= 3 && found.count > found.x.length;
        curves.push({
          name: isAlone ? part || titleOf(this.name) : part ? `${run.name} · ${part}` : run.name,
          x: found.x,
          y: found.y,
          ...(isSpread ? { low: found.low, high: found.high } : {}),
          is_dashed: part === "train",
          has_points: found.x.length === 1,
          color: isAlone ? p : color,
        });
      }
    }

    if (zoom === null) {
      const xs = curves.flatMap((curve) => (curve.x.length > 0 ? [curve.x[0]!, curve.x.at(-1)!] : []));
      this.extent = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : null;
    }

    this.last = curves;
    this.plot.set(curves, isAlone ? markers(shown[0]!, curves) : [], this.extent);
  }
}

/** Where the best epoch ended, on charts that have a point for each epoch. */
function markers({ run }: Shown, curves: readonly Curve[]): Marker[] {
  const byEpoch = curves.find((curve) => curve.x.length > 0 && curve.x.length === run.epoch);
  const at = run.best_epoch !== null && run.best_epoch > 0 ? byEpoch?.x[run.best_epoch - 1] : undefined;
  return at === undefined || at === null ? [] : [{ x: at, label: `best epoch ${run.best_epoch}` }];
}
