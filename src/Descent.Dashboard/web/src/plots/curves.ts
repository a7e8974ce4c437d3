// Curves over a common axis, drawn by uPlot: bands, symbols, upright markers, a legend that hides, zoom, and the values under the cursor.
import uPlot from "uplot";
import { h } from "../parts/dom";
import { powers, short, ticks, tickTexts } from "../parts/numbers";
import { onWidth } from "../parts/resize";
import { onThemeChange, seriesColor, theme } from "../parts/theme";
import type { Line, Marker, Numbers, PlotAxis } from "../page/types";
import { disclosure, exact, type DataTable } from "./data";
import { Legend } from "./legend";
import { bindPan, onSidewaysWheel, pan, type Panned } from "./pan";
import { dashes, symbol } from "./symbols";

export interface CurvesOptions {
  x: PlotAxis;
  y: PlotAxis;
  /** What is to be seen, for whoever does not see it. */
  description: string;
  height?: number;
  /** Tells of a zoom, with the range that is shown; null for all of it. */
  onZoom?: (range: { from: number; to: number } | null) => void;
}

export interface Curve extends Line {
  /** Its place among the colours and symbols; its place among the curves unless given. */
  color?: number;
}

type Column = (number | null | undefined)[];

/** Symbols along a curve that is not made of points. */
const symbolsPerCurve = 5;

const zoomFactor = 0.6;

export class CurvesPlot {
  readonly element: HTMLElement;
  private readonly host = h("div", { class: "plot-host" });
  private readonly readout = h("span", { class: "readout", "aria-live": "off" });
  private readonly legend = new Legend((name, isShown) => this.show(name, isShown));
  private readonly reset = h("button", { type: "button", class: "reset", hidden: true }, "Whole range");
  private readonly panned: Panned;
  private readonly unwatch: () => void;
  private readonly forget: () => void;
  private plot: uPlot | null = null;
  private curves: readonly Curve[] = [];
  private markers: readonly Marker[] = [];
  private extent: readonly [number, number] | null = null;
  private shape = "";
  private zoomed = false;
  private keyIndex = -1;

  constructor(private readonly options: CurvesOptions) {
    this.panned = { isLog: options.x.is_log, isZoomed: () => this.zoomed, whole: (u) => this.whole(u) };
    const frame = h("div", { class: "plot", tabindex: 0, role: "img", "aria-label": `${options.description} Arrow keys read values, plus and minus zoom, page keys move on, 0 shows all.` }, this.host);
    frame.addEventListener("keydown", (event) => this.onKey(event));
    this.reset.addEventListener("click", () => this.showAll());
    this.element = h("div", { class: "curves" },
      h("div", { class: "plot-head" }, h("span", { class: "axis-label" }, options.y.label + (options.y.is_log ? " (log)" : "")), this.reset, this.readout),
      frame,
      h("div", { class: "axis-label x" }, options.x.label + (options.x.is_log ? " (log)" : "")),
      this.legend.element,
      disclosure(() => this.data()));
    this.unwatch = onWidth(this.host, () => this.fit());
    this.forget = onThemeChange(() => this.plot?.redraw(false, true));
  }

  /**
   * Shows these curves; while only their numbers change, zoom, hidden series and focus stay. Curves may be those of the part that is shown alone; the extent
   * then says how far they go in all.
   */
  set(curves: readonly Curve[], markers: readonly Marker[] = [], extent: readonly [number, number] | null = null): void {
    this.curves = curves;
    this.extent = extent;
    this.markers = markers;
    this.legend.element.hidden = curves.length < 2;
    this.legend.set(curves.map((c, i) => ({ name: c.name, color: c.color ?? i, dashed: c.is_dashed ?? false })));
    const shape = JSON.stringify(curves.map((c) => [c.name, c.color, c.is_dashed, c.has_points, c.low !== undefined]));
    if (this.plot !== null && shape === this.shape) {
      this.plot.setData(this.columns(), !this.zoomed);
      const { min, max } = this.plot.scales["x"]!;
      if (this.zoomed && min !== undefined && max !== undefined) this.plot.setScale("x", { min, max }); // heights may have changed
    } else {
      this.shape = shape;
      this.draw();
    }
  }

  destroy(): void {
    this.unwatch();
    this.forget();
    this.plot?.destroy();
    this.plot = null;
  }

  private get width(): number {
    return Math.max(200, this.host.clientWidth);
  }

  private get height(): number {
    return this.options.height ?? Math.round(Math.min(360, Math.max(230, this.width * 0.48)));
  }

  private fit(): void {
    if (this.plot === null) this.draw();
    else this.plot.setSize({ width: this.width, height: this.height });
  }

  private draw(): void {
    if (this.host.clientWidth === 0) return; // not shown yet: the observer calls again
    this.plot?.destroy();
    this.zoomed = false;
    this.reset.hidden = true;
    this.plot = new uPlot(this.settings(), this.columns(), this.host);
    onSidewaysWheel(this.plot, this.panned);
  }

  /** One column of x, and of each curve y, low and high, joined over all x that occur; drawn, a band goes on to the lowest number where a logarithm ends it. */
  private columns(isDrawn = true): uPlot.AlignedData {
    const { x, y } = this.options;
    const least = y.is_log ? Math.min(...this.curves.map((c) => lowest([...c.y, ...(c.low ?? []), ...(c.high ?? [])]))) : 0;
    const edge = (low: Numbers): Numbers => (isDrawn && y.is_log && Number.isFinite(least) ? low.map((v) => (v === null ? null : Math.max(v, least))) : low);
    const tables = this.curves.map((curve) => {
      const usable = (v: number | null | undefined, isLog: boolean) => v !== null && v !== undefined && (!isLog || v > 0);
      const order = curve.x.map((_, i) => i).filter((i) => usable(curve.x[i], x.is_log));
      order.sort((a, b) => curve.x[a]! - curve.x[b]!);
      const column = (values: Numbers): Column => order.map((i) => (usable(values[i], y.is_log) ? values[i]! : null));
      const xs = order.map((i) => curve.x[i]!);
      return [xs, column(curve.y), ...(curve.low && curve.high ? [column(edge(curve.low)), column(curve.high)] : [])] as uPlot.AlignedData;
    });
    if (tables.length === 0) return [[]];
    return tables.length === 1 ? tables[0]! : uPlot.join(tables);
  }

  private settings(): uPlot.Options {
    const series: uPlot.Series[] = [{}];
    const bands: uPlot.Band[] = [];
    this.curves.forEach((curve, i) => {
      const color = curve.color ?? i;
      const isShown = this.legend.isShown(curve.name);
      const at = series.length;
      series.push({ label: curve.name, show: isShown, stroke: () => seriesColor(color), width: 2, points: { show: false }, dash: dashes(color, curve.is_dashed ?? false) });
      if (!curve.low || !curve.high) return;
      for (const edge of ["lowest", "greatest"]) series.push({ label: `${curve.name} ${edge}`, show: isShown, width: 0, points: { show: false } });
      bands.push({ series: [at + 2, at + 1], fill: () => `${seriesColor(color)}2e` });
    });
    const { x, y } = this.options;
    const axis = (on: PlotAxis, isX: boolean): uPlot.Axis => ({
      stroke: () => theme().quiet,
      font: "12px system-ui, sans-serif",
      ticks: { show: false },
      border: { show: isX, stroke: () => theme().quiet, width: 1 },
      grid: { show: !isX, stroke: () => theme().rule, width: 1 },
      gap: isX ? 6 : 4,
      size: isX ? 28 : (_, values) => 12 + 7 * Math.max(2, ...(values ?? []).map((v) => (v ?? "").length)),
      splits: (u, _, low, high) => {
        const about = (isX ? u.bbox.width / 75 : u.bbox.height / 45) / devicePixelRatio;
        return on.is_log ? powers(low, high, about) : ticks(low, high, about, isX && u.data[0].every(Number.isInteger) ? 1 : 0);
      },
      filter: (_, splits) => splits,
      values: (_, splits) => tickTexts(splits, on.is_log),
    });
    const scale = (on: PlotAxis, isX: boolean): uPlot.Scale => ({
      time: false,
      ...(on.is_log ? { distr: 3 as const } : {}),
      range: (u, low, high) => (isX && low === u.data[0][0] && high === u.data[0].at(-1) ? this.whole(u) : range(on, isX, low, high)),
    });
    return {
      width: this.width,
      height: this.height,
      series,
      bands,
      scales: { x: scale(x, true), y: scale(y, false) },
      axes: [axis(x, true), axis(y, false)],
      legend: { show: false },
      padding: [this.markers.length > 0 ? 22 + 15 * Math.min(2, this.markers.length - 1) : 8, 14, 0, 0],
      cursor: { y: false, bind: bindPan(this.panned), points: { size: 7, fill: (_, i) => this.colorOfSeries(i), stroke: (_, i) => this.colorOfSeries(i) }, drag: { x: true, y: false, setScale: true } },
      hooks: {
        draw: [(u) => this.drawSymbols(u), (u) => this.drawMarkers(u)],
        setCursor: [(u) => this.read(u)],
        setScale: [(u, key) => { if (key === "x") this.onScale(u); }],
      },
    };
  }

  /** The series' places in the plot: x, then each curve with its edges. */
  private places(): number[] {
    let at = 1;
    return this.curves.map((c) => {
      const place = at;
      at += c.low && c.high ? 3 : 1;
      return place;
    });
  }

  private colorOfSeries(index: number): string {
    const curve = this.places().indexOf(index);
    return curve < 0 ? "transparent" : seriesColor(this.curves[curve]!.color ?? curve);
  }

  private drawSymbols(u: uPlot): void {
    const xs = u.data[0];
    const { ctx } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left - 6, u.bbox.top - 6, u.bbox.width + 12, u.bbox.height + 12);
    ctx.clip();
    this.places().forEach((place, c) => {
      const curve = this.curves[c]!;
      if (!u.series[place]!.show || (this.curves.length === 1 && !curve.has_points)) return;
      const ys = u.data[place]!;
      const [first, last] = [u.scales["x"]!.min!, u.scales["x"]!.max!];
      const known = [...xs.keys()].filter((i) => ys[i] !== null && ys[i] !== undefined && xs[i]! >= first && xs[i]! <= last);
      const color = curve.color ?? c;
      const outline = new Path2D(symbol(color, 3.2 * devicePixelRatio));
      ctx.fillStyle = seriesColor(color);
      // Symbols of different curves stand at different places, so that curves that lie on each other show both.
      const every = known.length / symbolsPerCurve;
      const chosen = curve.has_points || known.length <= symbolsPerCurve ? known : Array.from({ length: symbolsPerCurve }, (_, k) => known[Math.floor((k + (c % 4) / 4 + 0.1) * every)]!);
      for (const i of chosen) {
        const [px, py] = [u.valToPos(xs[i]!, "x", true), u.valToPos(ys[i]!, "y", true)];
        ctx.translate(px, py);
        ctx.fill(outline);
        ctx.translate(-px, -py);
      }
    });
    ctx.restore();
  }

  private drawMarkers(u: uPlot): void {
    const { ctx, bbox } = u;
    const dpr = devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = theme().quiet;
    ctx.lineWidth = dpr;
    ctx.font = `${12 * dpr}px system-ui, sans-serif`;
    ctx.textAlign = "left";
    ctx.textBaseline = "bottom";
    const ends: number[] = []; // of the last label in each line of labels
    const labels: (() => void)[] = [];
    const lowest = Math.min(2, this.markers.length - 1);
    for (const marker of [...this.markers].sort((a, b) => a.x - b.x)) {
      if (marker.x < u.scales["x"]!.min! || marker.x > u.scales["x"]!.max!) continue;
      const at = u.valToPos(marker.x, "x", true);
      const width = ctx.measureText(marker.label).width;
      const left = Math.min(Math.max(bbox.left, at - width / 2), bbox.left + bbox.width - width);
      // The lowest line of labels that has room; the plot keeps as many lines free as it may need.
      let line = 0;
      while (line < lowest && left < (ends[line] ?? -Infinity)) line++;
      ends[line] = left + width + 24 * dpr;
      const top = bbox.top - line * 15 * dpr;
      ctx.setLineDash([3 * dpr, 3 * dpr]);
      ctx.beginPath();
      ctx.moveTo(at, top);
      ctx.lineTo(at, bbox.top + bbox.height);
      ctx.stroke();
      labels.push(() => {
        // What stands higher sends its line through what stands lower: the paper behind the words stops it there.
        ctx.fillStyle = theme().paper;
        ctx.fillRect(left - 2 * dpr, top - 15 * dpr, width + 4 * dpr, 14 * dpr);
        ctx.fillStyle = theme().ink;
        ctx.fillText(marker.label, left, top - 3 * dpr);
      });
    }

    for (const label of labels) label();
    ctx.restore();
  }

  private read(u: uPlot): void {
    const index = u.cursor.idx;
    if (index === null || index === undefined || u.data[0].length === 0 || (u.cursor.left ?? -1) < 0) {
      this.readout.textContent = "";
      this.legend.values([]);
      return;
    }

    const values = this.places().map((place) => near(u.data[place]!, index));
    const x = `${this.options.x.label}: ${short(u.data[0][index])}`;
    this.readout.textContent = this.curves.length === 1 ? `${x} → ${short(values[0])}` : x;
    this.legend.values(values.map((v) => short(v)));
  }

  private show(name: string, isShown: boolean): void {
    this.curves.forEach((curve, c) => {
      if (curve.name !== name || this.plot === null) return;
      const place = this.places()[c]!;
      for (let i = 0; i < (curve.low && curve.high ? 3 : 1); i++) this.plot.setSeries(place + i, { show: isShown });
    });
  }

  private onScale(u: uPlot): void {
    const { min, max } = u.scales["x"]!;
    if (u.data[0].length === 0 || min === undefined || max === undefined || min === null || max === null) return;
    const [first, last] = this.whole(u) as [number, number];
    const zoomed = min > first || max < last;
    if (!zoomed && !this.zoomed) return;
    this.zoomed = zoomed;
    this.reset.hidden = !zoomed;
    this.options.onZoom?.(zoomed ? { from: min, to: max } : null);
  }

  /** The ends of the horizontal axis while nothing is zoomed. */
  private whole(u: uPlot): uPlot.Range.MinMax {
    const { x } = this.options;
    const [low, high] = range(x, true, this.extent?.[0] ?? u.data[0][0] ?? null, this.extent?.[1] ?? u.data[0].at(-1) ?? null);
    return [x.low ?? low, x.high ?? high];
  }

  private showAll(): void {
    if (this.plot === null) return;
    this.plot.setData(this.plot.data, true);
  }

  private onKey(event: KeyboardEvent): void {
    const u = this.plot;
    if (u === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const count = u.data[0].length;
    if (count === 0) return;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = (event.key === "ArrowRight" ? 1 : -1) * (event.shiftKey ? Math.max(1, Math.round(count / 20)) : 1);
      this.keyIndex = Math.min(count - 1, Math.max(0, (this.keyIndex < 0 ? (u.cursor.idx ?? 0) : this.keyIndex) + step));
      u.setCursor({ left: u.valToPos(u.data[0][this.keyIndex]!, "x"), top: 10 });
    } else if (event.key === "+" || event.key === "-") {
      const width = u.bbox.width / devicePixelRatio;
      const middle = (u.cursor.left ?? -1) >= 0 ? u.cursor.left! : width / 2;
      const factor = event.key === "+" ? zoomFactor : 1 / zoomFactor;
      const low = u.posToVal(middle - middle * factor, "x");
      const high = u.posToVal(middle + (width - middle) * factor, "x");
      if (event.key === "-" && low <= u.data[0][0]! && high >= u.data[0][count - 1]!) this.showAll();
      else u.setScale("x", { min: low, max: high });
    } else if (this.zoomed && (event.key === "PageDown" || event.key === "PageUp")) {
      pan(u, this.panned, event.key === "PageDown" ? 0.5 : -0.5);
    } else if (event.key === "0" || event.key === "Escape") {
      this.showAll();
    } else {
      return;
    }

    event.preventDefault();
  }

  private data(): DataTable {
    const [xs, ...columns] = this.columns(false) as [number[], ...Column[]];
    const names = this.curves.flatMap((c) => [c.name, ...(c.low && c.high ? [`${c.name}, low`, `${c.name}, high`] : [])]);
    return { columns: [this.options.x.label, ...names], rows: xs.map((x, i) => [exact(x), ...columns.map((c) => exact(c[i]))]) };
  }
}

/** The least number that has a logarithm. */
const lowest = (values: Numbers): number => values.reduce<number>((least, v) => (v !== null && v > 0 && v < least ? v : least), Infinity);

/** The value at a place, or the nearest before it: curves with points of their own have none at most places. */
function near(values: ArrayLike<number | null | undefined>, index: number): number | null {
  for (let i = index; i >= 0; i--) {
    const value = values[i];
    if (value !== undefined) return value;
  }

  return null;
}

/** The ends of an axis: as given, or what the numbers need with a little air above and below. */
function range(axis: PlotAxis, isX: boolean, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return axis.is_log ? [axis.low ?? 0.1, axis.high ?? 1] : [axis.low ?? 0, axis.high ?? 1];
  let [from, to] = [low, high];
  if (!isX) {
    if (axis.is_log) {
      const air = Math.max(0.04, 0.05 * Math.log10(high / low));
      [from, to] = [low / 10 ** air, high * 10 ** air];
    } else {
      const air = high > low ? 0.05 * (high - low) : Math.abs(high) * 0.1 || 1;
      // Numbers that are never negative do not get an axis that is.
      [from, to] = [low >= 0 && low - air < 0 ? 0 : low - air, high <= 0 && high + air > 0 ? 0 : high + air];
    }
  } else if (low === high) {
    [from, to] = axis.is_log ? [low / 2, high * 2] : [low - 1, high + 1];
  }

  return isX ? [from, to] : [axis.low ?? from, axis.high ?? to];
}
