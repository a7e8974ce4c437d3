// What is known of one run: what it confuses, samples with its predictions, its augmented images, and the doctor's verdict on its history.
import { h } from "../parts/dom";
import { scroller } from "../parts/scroller";
import { short } from "../parts/numbers";
import { heat } from "../plots/heat";
import { pictures } from "../plots/pictures";
import { imageAddress, type Detail, type Finding, type Prediction } from "./api";

/** A part of the page that is drawn anew only if what it shows has changed: whoever reads it keeps the place. */
class Panel {
  readonly element: HTMLElement;
  private readonly body = h("div", {});
  private shape = "";

  constructor(title: string, private readonly draw: (detail: Detail) => HTMLElement | null, private readonly part: (detail: Detail) => unknown) {
    this.element = h("section", { class: "panel", hidden: true }, h("h2", {}, title), this.body);
  }

  set(detail: Detail | null): void {
    const shape = detail === null ? "" : JSON.stringify([detail.run.id, this.part(detail)]);
    if (shape === this.shape) return;
    this.shape = shape;
    const drawn = detail === null ? null : this.draw(detail);
    this.element.hidden = drawn === null;
    this.body.replaceChildren(...(drawn === null ? [] : [drawn]));
  }
}

export class Details {
  private readonly panels = [
    new Panel("Verdict", verdict, (detail) => detail.verdict?.findings),
    new Panel("Confusion", confusion, (detail) => detail.confusion),
    new Panel("Predictions", predictions, (detail) => detail.predictions),
    new Panel("Augmented samples", augmented, (detail) => detail.images),
  ];

  readonly elements = this.panels.map((panel) => panel.element);

  set(detail: Detail | null): void {
    for (const panel of this.panels) panel.set(detail);
  }
}

function confusion({ confusion: matrix }: Detail): HTMLElement | null {
  if (matrix === null || matrix.classes.length === 0) return null;
  const total = matrix.counts.flat().reduce((a, b) => a + b, 0);
  const right = matrix.counts.reduce((sum, row, i) => sum + row[i]!, 0);
  const words = `Of ${total} validation samples ${right} are predicted right.`;
  const plot = heat({ kind: "heat", row_label: "right", rows: matrix.classes, column_label: "predicted", columns: matrix.classes, values: matrix.counts }, `Confusion matrix. ${words}`);
  return h("div", {}, plot.element, h("p", { class: "caption" }, words));
}

function predictions({ run, predictions: samples }: Detail): HTMLElement | null {
  if (samples === null || samples.length === 0) return null;
  const words = (sample: Prediction) => `${sample.predicted}${String(sample.predicted) === String(sample.actual) ? " ✓" : ` ✕ is ${sample.actual}`}${sample.probability === undefined ? "" : `, ${Math.round(sample.probability * 100)} %`}`;
  const withImages = samples.filter((sample) => sample.image !== undefined);
  if (withImages.length > 0) {
    return pictures(withImages.map((sample) => ({ source: imageAddress(run.id, sample.image!), alternative: `Sample ${sample.index ?? ""}: predicted ${sample.predicted}, right is ${sample.actual}`, caption: words(sample) })), 72);
  }

  return scroller("Predictions", h("table", {},
    h("thead", {}, h("tr", {}, ...["sample", "predicted", "right", "probability"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, ...samples.map((sample) => h("tr", {}, h("td", {}, String(sample.text ?? sample.index ?? "")), h("td", {}, String(sample.predicted)), h("td", {}, String(sample.actual)), h("td", {}, short(sample.probability)))))));
}

function augmented({ run, images }: Detail): HTMLElement | null {
  if (images.length === 0) return null;
  return pictures(images.slice(-48).map((image) => ({ source: imageAddress(run.id, image.index), alternative: `${image.tag} in step ${image.step}`, caption: image.tag })), 72);
}

function verdict({ verdict: found }: Detail): HTMLElement | null {
  if (found === null) return null;
  const order = ["FAIL", "WARN", "PASS"];
  const findings = [...found.findings].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return h("ul", { class: "findings" }, ...findings.map(finding));
}

const finding = (f: Finding): HTMLElement => h("li", { class: f.verdict.toLowerCase() },
  h("span", { class: `badge ${f.verdict.toLowerCase()}` }, f.verdict), " ", h("code", {}, f.check), " ", f.place ? h("b", {}, `${f.place}: `) : null, f.figure,
  f.verdict === "PASS" ? null : h("p", { class: "caption" }, `Because ${f.cause}. Do: ${f.remedy}.`));
