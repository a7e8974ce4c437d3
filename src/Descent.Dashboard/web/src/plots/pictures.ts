// Pictures in a row that wraps; small ones are enlarged without smoothing.
import { h, prose } from "../parts/dom";

export interface Shown {
  source: string;
  alternative: string;
  caption?: string;
}

export function pictures(shown: readonly Shown[], width: number): HTMLElement {
  return h("div", { class: "pictures" }, ...shown.map((picture) => {
    const image = h("img", { src: picture.source, alt: picture.alternative, width, loading: picture.source.startsWith("data:") ? null : "lazy" });
    const figure = h("figure", {}, image, picture.caption ? h("figcaption", {}, prose(picture.caption)) : null);
    figure.style.width = `${width}px`;
    return figure;
  }));
}
