// The list of sections: beside the text where there is room, folded above it on a phone. It marks where the reader is.
import { h } from "../parts/dom";

export function contents(sections: readonly { id: string; title: string; group?: string }[]): HTMLElement {
  const links = new Map(sections.map((section) => [section.id, h("a", { href: `#${section.id}` }, section.title)]));
  // A group is named where it begins.
  const heading = (i: number) => sections[i]!.group && sections[i]!.group !== sections[i - 1]?.group ? h("span", { class: "group" }, sections[i]!.group!) : null;
  const list = () => h("ol", {}, ...sections.map((section, i) => h("li", {}, heading(i), h("a", { href: `#${section.id}` }, section.title))));
  const wide = h("nav", { class: "contents wide", "aria-label": "Contents" }, h("ol", {}, ...[...links.values()].map((link, i) => h("li", {}, heading(i), link))));
  const narrow = h("details", { class: "contents narrow" }, h("summary", {}, "Contents"), list());
  narrow.addEventListener("click", (event) => {
    if (event.target instanceof HTMLAnchorElement) narrow.open = false;
  });
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const [id, link] of links) {
        if (id === entry.target.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  requestAnimationFrame(() => sections.forEach((section) => {
    const element = document.getElementById(section.id);
    if (element) observer.observe(element);
  }));
  return h("div", { class: "contents-frame" }, wide, narrow);
}
