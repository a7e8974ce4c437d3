// The live dashboard: runs at the left, what the chosen ones do at the right. It shows what the server tells, and asks again for what has changed.
import "uplot/dist/uPlot.min.css";
import "../styles/base.css";
import "../styles/plots.css";
import "../styles/dashboard.css";
import { h } from "../parts/dom";
import { getRun, getRuns, type Detail, type Run } from "./api";
import { Charts } from "./charts";
import { Details } from "./details";
import { HistogramsView } from "./histograms";
import { Live, type Connection } from "./live";
import { RunListView } from "./list";
import { Overview } from "./overview";
import { Pulse } from "./pulse";
import { Selection } from "./selection";
import { SettingsView } from "./settings";

const states: Record<Connection, string> = {
  connecting: "Connecting …",
  live: "Live",
  lost: "Connection lost; trying again …",
  expired: "The server was started anew. Open the address that it printed.",
};

const connection = h("span", { class: "connection connecting", role: "status" }, states.connecting);
const empty = h("p", { class: "empty" }, "No run yet. ", h("code", {}, "descent train"), " makes one, and it appears here.");
const focus = h("select", { "aria-label": "Details of" });
const focusBar = h("p", { class: "focus-bar", hidden: true }, h("label", {}, "Details of ", focus));

let runs: readonly Run[] = [];
const details = new Map<string, Detail>();
const stale = new Set<string>();

const selection = new Selection(() => onSelection());
const list = new RunListView(selection);
const overview = new Overview(selection);
const charts = new Charts(selection);
const histograms = new HistogramsView();
const parts = new Details();
const settings = new SettingsView(selection);

const listPulse = new Pulse(async () => {
  const answer = await getRuns();
  const isFirst = runs.length === 0;
  runs = answer.runs;
  const there = new Set(runs.map((run) => run.id));
  for (const id of [...details.keys()]) if (!there.has(id)) details.delete(id);
  selection.keep((id) => there.has(id));
  if (isFirst && runs.length > 0 && selection.ids.length === 0) selection.only(newest(runs).id);
  list.set(runs);
  show();
});

const detailPulse = new Pulse(async () => {
  const wanted = selection.ids.filter((id) => stale.has(id) || !details.has(id));
  for (const id of wanted) stale.delete(id);
  await Promise.all(wanted.map(async (id) => {
    try {
      details.set(id, await getRun(id));
    } catch (error) {
      stale.add(id); // fetched with the next change
      throw error;
    }
  }));
  showDetails();
});

const newest = (of: readonly Run[]): Run => of.reduce((best, run) => ((run.started ?? "") > (best.started ?? "") ? run : best));

const chosen = (): Detail[] => selection.ids.map((id) => details.get(id)).filter((detail) => detail !== undefined);

function onSelection(): void {
  list.refresh();
  show();
  showDetails();
  detailPulse.request();
}

function show(): void {
  empty.hidden = runs.length > 0;
  const byId = new Map(runs.map((run) => [run.id, run]));
  overview.set(selection.ids.map((id) => byId.get(id)).filter((run) => run !== undefined));
}

function showDetails(): void {
  const shown = chosen();
  charts.set(shown);
  settings.set(shown);
  const value = focus.value;
  const names = JSON.stringify(shown.map((d) => [d.run.id, d.run.name]));
  if (focus.dataset["names"] !== names) {
    focus.dataset["names"] = names;
    focus.replaceChildren(...shown.map((d) => h("option", { value: d.run.id }, d.run.name)));
    focus.value = shown.some((d) => d.run.id === value) ? value : (shown[0]?.run.id ?? "");
  }

  focusBar.hidden = shown.length < 2;
  showFocused();
}

function showFocused(): void {
  const detail = details.get(focus.value) ?? null;
  histograms.element.hidden = detail === null;
  histograms.set(detail);
  parts.set(detail);
}

focus.addEventListener("change", showFocused);

document.getElementById("root")!.append(
  h("a", { class: "skip", href: "#curves" }, "Skip to the curves"),
  h("header", { class: "bar" }, h("h1", {}, "Descent"), connection),
  h("div", { class: "layout" },
    h("aside", {}, list.element),
    h("main", { id: "curves" }, empty, overview.element, charts.element, focusBar, parts.elements[0]!, histograms.element, ...parts.elements.slice(1), settings.element)));

new Live(
  (changed) => {
    for (const id of changed) stale.add(id);
    listPulse.request();
    if (selection.ids.some((id) => stale.has(id))) detailPulse.request();
  },
  (state) => {
    connection.className = `connection ${state}`;
    connection.textContent = states[state];
  }).start();
