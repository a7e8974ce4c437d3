// The chosen runs side by side: where each stands and what it came to.
import { h } from "../parts/dom";
import { scroller } from "../parts/scroller";
import { duration, short } from "../parts/numbers";
import { swatch } from "../plots/symbols";
import type { Run } from "./api";
import type { Selection } from "./selection";
import { badge } from "./words";

export class Overview {
  readonly element = h("section", { class: "overview", "aria-label": "Chosen runs" });
  private shape = "";

  constructor(private readonly selection: Selection) {}

  set(runs: readonly Run[]): void {
    const shape = JSON.stringify([runs, runs.map((run) => this.selection.color(run.id))]);
    if (shape === this.shape) return;
    this.shape = shape;
    const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.metrics)))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
    this.element.replaceChildren(
      scroller("Chosen runs, side by side",
        h("table", {},
          h("thead", {}, h("tr", {}, ...["run", "state", "epoch", "best", "time", ...metrics].map((name, i) => h("th", { scope: "col", class: i >= 2 ? "number" : null }, heading(name))))),
          h("tbody", {}, ...runs.map((run) => h("tr", { "data-run": run.name },
            h("th", { scope: "row" }, swatch(this.selection.color(run.id)), ` ${run.name}`),
            h("td", {}, badge(run.state)),
            h("td", { class: "number epoch" }, run.epoch === null ? "–" : `${run.epoch}${run.epochs === null ? "" : ` / ${run.epochs}`}`),
            h("td", { class: "number" }, run.best_epoch ? String(run.best_epoch) : "–"),
            h("td", { class: "number" }, run.seconds === null ? "–" : duration(run.seconds)),
            ...metrics.map((name) => h("td", { class: "number" }, short(run.metrics[name])))))))),
      ...runs.flatMap((run) => notes(run, runs.length === 1)));
  }
}

/** Validation first, and in it the loss. */
const rank = (name: string): number => (name.endsWith("/validation") ? 0 : name.endsWith("/train") ? 2 : 4) + (name.startsWith("loss") ? 0 : 1);

/** "loss/validation" is the validation loss. */
const heading = (name: string): string => name.split("/").reverse().join(" ").replaceAll("_", " ");

function notes(run: Run, isAlone: boolean): HTMLElement[] {
  const found: HTMLElement[] = [];
  if (run.state === "failed") found.push(h("p", { class: "note bad", role: "alert" }, h("b", {}, `${run.name} failed. `), run.stop_reason ?? "Its result does not say why."));
  else if (run.state === "stopped") found.push(h("p", { class: "note bad" }, h("b", {}, `${run.name} ended without a result. `), "Its process was killed or broke; descent train --resume goes on from its last checkpoint."));
  else if (run.state === "interrupted") found.push(h("p", { class: "note" }, h("b", {}, `${run.name} was interrupted. `), "descent train --resume goes on with it."));
  else if (run.state === "finished" && run.stop_reason && isAlone) found.push(h("p", { class: "note good" }, h("b", {}, `${run.name} ended: `), run.stop_reason));
  if (run.error) found.push(h("p", { class: "note bad" }, h("b", {}, `${run.name}: `), run.error));
  return found;
}
