// A formula, from what stands inside a math element.
import { scroller } from "../parts/scroller";

const mathMl = "http://www.w3.org/1998/Math/MathML";

/** Attributes that only shape a formula. */
const allowed = new Set(["mathvariant", "stretchy", "fence", "separator", "form", "lspace", "rspace", "displaystyle", "scriptlevel", "accent", "accentunder", "linethickness", "columnalign", "rowspacing", "columnspacing", "width", "height", "depth", "minsize", "maxsize", "largeop", "movablelimits", "symmetric"]);

/** A tree of MathML, as the browser's own parser reads it in a document of its own, without whatever is none. */
export function formula(source: string): HTMLElement {
  const parsed = new DOMParser().parseFromString(`<math>${source}</math>`, "text/html").querySelector("math");
  const made = parsed ? copy(parsed) : document.createElementNS(mathMl, "math");
  made.setAttribute("display", "block");
  return scroller("Formula", made, "formula");
}

function copy(element: Element): Element {
  const made = document.createElementNS(mathMl, element.localName);
  for (const attribute of element.attributes) if (allowed.has(attribute.name)) made.setAttribute(attribute.name, attribute.value);
  for (const child of element.childNodes) {
    if (child instanceof Text) made.append(child.data);
    else if (child instanceof Element && child.namespaceURI === mathMl) made.append(copy(child));
  }

  return made;
}
