// The list of runs: filtered, sorted, and only as much of it made as is seen, so that thousands cost no more than a dozen.
import { h } from "../parts/dom";
import { short } from "../parts/numbers";
import { swatch } from "../plots/symbols";
import type { Run } from "./api";
import { mostSelected, type Selection } from "./selection";
import { badge, headline, progress, stateWord } from "./words";

const rowHeight = 62;

/** Rows made beyond the edges, for the next turn of a wheel. */
const spare = 4;

type Order = (a: Run, b: Run) => number;

const newest: Order = (a, b) => (b.started ?? "").localeCompare(a.started ?? "") || a.name.localeCompare(b.name);

const by = (name: string, sign: 1 | -1): Order => (a, b) => sign * ((a.metrics[name] ?? sign * Infinity) - (b.metrics[name] ?? sign * Infinity)) || newest(a, b);

/** Orders that are offered; metrics that some run has are added. */
const orders: Record<string, Order> = {
  "newest first": newest,
  "name": (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
  "state": (a, b) => a.state.localeCompare(b.state) || newest(a, b),
};

export class RunListView {
  readonly element: HTMLElement;
  private readonly filter = h("input", { type: "search", placeholder: "Filter: name, state, accuracy>0.9", "aria-label": "Filter runs", spellcheck: "false" });
  private readonly sort = h("select", { "aria-label": "Sort runs" });
  private readonly count = h("p", { class: "count", role: "status" });
  private readonly rows = h("ul", { class: "rows" });
  private readonly space = h("div", { class: "space" }, this.rows);
  private readonly port = h("div", { class: "port", tabindex: -1 }, this.space);
  private readonly made = new Map<string, { row: HTMLElement; shape: string }>();
  private runs: readonly Run[] = [];
  private shown: readonly Run[] = [];

  constructor(private readonly selection: Selection) {
    this.element = h("section", { class: "run-list", "aria-label": "Runs" }, h("div", { class: "controls" }, this.filter, this.sort), this.count, this.port);
    this.filter.addEventListener("input", () => this.arrange());
    this.sort.addEventListener("change", () => this.arrange());
    this.port.addEventListener("scroll", () => this.fill(), { passive: true });
    this.port.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => requestAnimationFrame(() => this.fill())).observe(this.port);
    this.offer([]);
  }

  set(runs: readonly Run[]): void {
    this.runs = runs;
    this.offer([...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].filter((name) => name.endsWith("/validation") || name === "loss/train").sort());
    this.arrange();
  }

  /** Shows again which are chosen. */
  refresh(): void {
    this.fill();
  }

  private offer(metrics: readonly string[]): void {
    const names = [...Object.keys(orders), ...metrics];
    if (names.length === this.sort.options.length) return;
    const chosen = this.sort.value;
    this.sort.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
    this.sort.value = names.includes(chosen) ? chosen : names[0]!;
  }

  private arrange(): void {
    const isWanted = predicate(this.filter.value);
    const chosen = this.sort.value;
    const order = orders[chosen] ?? by(chosen, /loss|error|perplexity/.test(chosen) ? 1 : -1);
    this.shown = this.runs.filter(isWanted).sort(order);
    this.count.textContent = this.shown.length === this.runs.length ? `${this.runs.length} run${this.runs.length === 1 ? "" : "s"}` : `${this.shown.length} of ${this.runs.length} runs`;
    this.space.style.height = `${Math.max(1, this.shown.length) * rowHeight}px`;
    this.fill();
  }

  private fill(): void {
    const first = Math.max(0, Math.floor(this.port.scrollTop / rowHeight) - spare);
    const visible = this.shown.slice(first, first + Math.ceil(this.port.clientHeight / rowHeight) + 2 * spare);
    const wanted = new Set(visible.map((run) => run.id));
    for (const [id, { row }] of this.made) {
      if (wanted.has(id)) continue;
      row.remove();
      this.made.delete(id);
    }

    visible.forEach((run, i) => {
      const isChosen = this.selection.has(run.id);
      const shape = JSON.stringify([run, isChosen, isChosen ? this.selection.color(run.id) : 0, this.selection.isFull]);
      let made = this.made.get(run.id);
      if (made === undefined) {
        made = { row: h("li", { "data-run": run.name }), shape: "" };
        this.made.set(run.id, made);
        this.rows.append(made.row);
      }

      if (made.shape !== shape) {
        const focused = made.row.contains(document.activeElement) ? (document.activeElement as HTMLElement).className : null;
        made.shape = shape;
        made.row.replaceChildren(...this.content(run, isChosen));
        made.row.className = isChosen ? "chosen" : "";
        if (focused !== null) made.row.querySelector<HTMLElement>(`.${focused}`)?.focus();
      }

      made.row.style.transform = `translateY(${(first + i) * rowHeight}px)`;
      made.row.setAttribute("aria-posinset", String(first + i + 1));
      made.row.setAttribute("aria-setsize", String(this.shown.length));
    });
  }

  private content(run: Run, isChosen: boolean): HTMLElement[] {
    const box = h("input", { type: "checkbox", class: "choose", checked: isChosen, disabled: !isChosen && this.selection.isFull, "aria-label": `Compare ${run.name}`, title: `Compare (at most ${mostSelected})` });
    box.addEventListener("change", () => this.selection.toggle(run.id));
    const name = h("button", { type: "button", class: "name", title: `Show ${run.name} alone` }, run.name);
    name.addEventListener("click", () => this.selection.only(run.id));
    const metric = headline(run);
    return [
      h("label", { class: "mark" }, box, isChosen ? swatch(this.selection.color(run.id)) : h("span", { class: "no-swatch" })),
      h("div", { class: "words" },
        h("div", { class: "facts" }, name, metric ? h("span", { class: "metric" }, `${metric[0]} ${short(metric[1])}`) : null),
        h("div", { class: "facts" }, badge(run.state), h("span", { class: "progress" }, progress(run)))),
    ];
  }

  /** Up and down go from run to run, beyond what is made. */
  private onKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const row = (event.target as HTMLElement).closest("li");
    if (!row) return;
    const at = Number(row.getAttribute("aria-posinset")) - 1 + (event.key === "ArrowDown" ? 1 : -1);
    const next = this.shown[at];
    if (!next) return;
    event.preventDefault();
    if (at * rowHeight < this.port.scrollTop) this.port.scrollTop = at * rowHeight;
    else if ((at + 1) * rowHeight > this.port.scrollTop + this.port.clientHeight) this.port.scrollTop = (at + 1) * rowHeight - this.port.clientHeight;
    this.fill();
    this.made.get(next.id)?.row.querySelector<HTMLElement>(`.${(event.target as HTMLElement).className}`)?.focus();
  }
}

/** Words that must all hold: a part of the name or the state, or a comparison such as accuracy>0.9. */
function predicate(text: string): (run: Run) => boolean {
  const tests = text.toLowerCase().split(/\s+/).filter((word) => word !== "").map((word): ((run: Run) => boolean) => {
    const comparison = /^([\w/.]+)([<>])=?(-?[\d.e+-]+)$/.exec(word);
    if (!comparison) return (run) => run.name.toLowerCase().includes(word) || stateWord(run.state).includes(word);
    const [, name, sign, limit] = comparison as unknown as [string, string, "<" | ">", string];
    return (run) => {
      const value = run.metrics[name] ?? run.metrics[`${name}/validation`] ?? run.metrics[`${name}/train`];
      return value !== undefined && value !== null && (sign === "<" ? value <= Number(limit) : value >= Number(limit));
    };
  });
  return (run) => tests.every((test) => test(run));
}
