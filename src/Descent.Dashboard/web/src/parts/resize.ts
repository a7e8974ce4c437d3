/** Draws once an element has a width, and again whenever that changes; between frames, so that drawing may change sizes. */
export function onWidth(element: HTMLElement, draw: (width: number) => void): () => void {
  let drawn = 0;
  const observer = new ResizeObserver(() => requestAnimationFrame(() => {
    const width = element.clientWidth;
    if (width === 0 || width === drawn) return;
    drawn = width;
    draw(width);
  }));
  observer.observe(element);
  return () => observer.disconnect();
}
