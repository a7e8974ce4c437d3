import { h } from "./dom";

/** A box for what may be wider than the page: it scrolls by itself, and while there is something to scroll a key reaches it. */
export function scroller(label: string, content: Element, kind = ""): HTMLElement {
  const box = h("div", { class: `scroll ${kind}`.trim(), role: "region", "aria-label": label }, content);
  const observer = new ResizeObserver(() => {
    const isWide = box.scrollWidth > box.clientWidth + 1;
    box.classList.toggle("wide", isWide);
    if (isWide || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  });
  observer.observe(box);
  observer.observe(content);
  return box;
}
