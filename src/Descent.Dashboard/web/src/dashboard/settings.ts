// The configuration: of one run as it stands, of several what they differ in.
import { h } from "../parts/dom";
import { scroller } from "../parts/scroller";
import { copyButton } from "../parts/copy";
import { swatch } from "../plots/symbols";
import type { Detail } from "./api";
import type { Selection } from "./selection";

export class SettingsView {
  readonly element: HTMLElement;
  private readonly title = h("h2", {}, "Configuration");
  private readonly body = h("div", {});
  private shape = "";

  constructor(private readonly selection: Selection) {
    this.element = h("section", { class: "panel settings" }, this.title, this.body);
  }

  set(details: readonly Detail[]): void {
    const shape = JSON.stringify(details.map((d) => [d.run.id, d.run.name, this.selection.color(d.run.id), d.configuration]));
    if (shape === this.shape) return;
    this.shape = shape;
    this.title.textContent = details.length > 1 ? "Differences in configuration" : "Configuration";
    const files = details.filter((d) => d.configuration !== null);
    this.body.replaceChildren(...(details.length > 1 ? [this.differences(details)] : []), ...files.map((d) => h("details", { class: "file", open: details.length === 1 },
      h("summary", {}, details.length > 1 ? `${d.run.name}: run.yaml` : "run.yaml"), h("pre", { tabindex: 0 }, d.configuration), copyButton("Copy", () => d.configuration ?? ""))));
    this.element.hidden = this.body.childElementCount === 0;
  }

  private differences(details: readonly Detail[]): HTMLElement {
    const keys = [...new Set(details.flatMap((d) => Object.keys(d.settings)))];
    const different = keys.filter((key) => new Set(details.map((d) => d.settings[key] ?? "")).size > 1);
    if (different.length === 0) return h("p", { class: "empty" }, "All settings are the same.");
    return scroller("Settings that differ", h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "setting"), ...details.map((d) => h("th", { scope: "col" }, swatch(this.selection.color(d.run.id)), ` ${d.run.name}`)))),
      h("tbody", {}, ...different.map((key) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, key)), ...details.map((d) => h("td", {}, d.settings[key] ?? "–")))))));
  }
}
