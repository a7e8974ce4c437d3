// Names of series as switches: a click or a key hides and shows. Each may show the value under the cursor.
import { h } from "../parts/dom";
import { fillSwatch } from "./fills";
import { swatch } from "./symbols";

export interface LegendEntry {
  name: string;
  color: number;
  dashed?: boolean;
  /** Shows the fill of bars. */
  isBar?: boolean;
}

export class Legend {
  readonly element = h("ul", { class: "legend" });
  private readonly hidden = new Set<string>();
  private outputs: HTMLElement[] = [];
  private shape = "";

  constructor(private readonly onToggle: (name: string, isShown: boolean) => void) {}

  isShown(name: string): boolean {
    return !this.hidden.has(name);
  }

  set(entries: readonly LegendEntry[]): void {
    const shape = JSON.stringify(entries);
    if (shape === this.shape) return; // a focused switch keeps its focus while values move
    this.shape = shape;
    this.outputs = [];
    this.element.replaceChildren(...entries.map((entry) => {
      const value = h("span", { class: "value" });
      this.outputs.push(value);
      const button = h("button", { type: "button", "aria-pressed": String(this.isShown(entry.name)), title: "Show or hide", "data-series": entry.name },
        entry.isBar ? fillSwatch(entry.color) : swatch(entry.color, entry.dashed ?? false), h("span", { class: "name" }, entry.name), value);
      button.addEventListener("click", () => this.toggle(entry.name, button));
      return h("li", {}, button);
    }));
  }

  values(texts: readonly string[]): void {
    this.outputs.forEach((output, i) => { output.textContent = texts[i] ?? ""; });
  }

  private toggle(name: string, button: HTMLElement): void {
    if (!this.hidden.delete(name)) this.hidden.add(name);
    button.setAttribute("aria-pressed", String(this.isShown(name)));
    this.onToggle(name, this.isShown(name));
  }
}
