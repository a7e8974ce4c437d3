// A part that was zoomed into is moved along: dragged with Shift, by a wheel that goes sideways, and by keys.
import type uPlot from "uplot";

/** The ends of the axis, and whether it shows less than that. */
export interface Panned {
  isLog: boolean;
  isZoomed: () => boolean;
  whole: (u: uPlot) => uPlot.Range.MinMax;
}

/** Moves by a share of what is in sight, as far as there is something. */
export function pan(u: uPlot, panned: Panned, share: number): void {
  const { min, max } = u.scales["x"]!;
  if (!panned.isZoomed() || min === undefined || max === undefined) return;
  const [to, from] = panned.isLog ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
  const [first, last] = panned.whole(u) as [number, number];
  const [low, high] = [to(min), to(max)];
  const by = Math.max(to(first) - low, Math.min(to(last) - high, share * (high - low)));
  if (by !== 0) u.setScale("x", { min: from(low + by), max: from(high + by) });
}

/** What uPlot does with a pressed button, unless it is to move the part that is shown. */
export const bindPan = (panned: Panned): uPlot.Cursor.Bind => ({
  mousedown: (u, _, zoom) => (event) => {
    if (!event.shiftKey || event.button !== 0 || !panned.isZoomed()) return zoom(event);
    let at = event.clientX;
    const move = (next: MouseEvent): void => {
      pan(u, panned, (at - next.clientX) / u.over.clientWidth);
      at = next.clientX;
    };
    const end = (): void => {
      document.removeEventListener("mousemove", move);
      document.removeEventListener("mouseup", end);
    };
    document.addEventListener("mousemove", move);
    document.addEventListener("mouseup", end);
    return null;
  },
});

/** Lets a wheel that goes sideways move it; one that goes down still scrolls the page. */
export function onSidewaysWheel(u: uPlot, panned: Panned): void {
  u.over.addEventListener("wheel", (event) => {
    const along = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (!panned.isZoomed() || Math.abs(along) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    pan(u, panned, along / u.over.clientWidth);
  }, { passive: false });
}
