// Contour lines by marching squares: W. E. Lorensen and H. E. Cline, "Marching cubes" (1987), in two dimensions.
import type { Numbers } from "../page/types";

/** Heights between which equally many grid points lie, so that a steep valley shows its floor as well as its walls. */
export function levels(heights: readonly Numbers[], count: number): number[] {
  const sorted = heights.flat().filter((v): v is number => v !== null).sort((a, b) => a - b);
  const found: number[] = [];
  for (let i = 1; i <= count; i++) {
    const level = sorted[Math.floor((i / (count + 1)) * sorted.length)];
    if (level !== undefined && level !== found.at(-1)) found.push(level);
  }

  return found;
}

/** The line of one height as an SVG path, in units of the grid: column, row. */
export function contour(heights: readonly Numbers[], level: number): string {
  let path = "";
  for (let r = 0; r + 1 < heights.length; r++) {
    for (let c = 0; c + 1 < heights[r]!.length; c++) {
      const [a, b, d, e] = [heights[r]![c], heights[r]![c + 1], heights[r + 1]![c + 1], heights[r + 1]![c]];
      if (a == null || b == null || d == null || e == null) continue;
      // Where the four sides are crossed: below, at the right, above, at the left.
      const crossing: (string | null)[] = [
        between(a, b, level, (t) => point(c + t, r)),
        between(b, d, level, (t) => point(c + 1, r + t)),
        between(e, d, level, (t) => point(c + t, r + 1)),
        between(a, e, level, (t) => point(c, r + t)),
      ];
      const found = crossing.filter((p): p is string => p !== null);
      if (found.length === 2) path += `M${found[0]!}L${found[1]!}`;
      else if (found.length === 4) {
        // A saddle: its middle says which corners belong together.
        const joined = (a + b + d + e) / 4 > level === a > level;
        path += joined ? `M${crossing[0]!}L${crossing[1]!}M${crossing[2]!}L${crossing[3]!}` : `M${crossing[3]!}L${crossing[0]!}M${crossing[1]!}L${crossing[2]!}`;
      }
    }
  }

  return path;
}

const point = (x: number, y: number): string => `${x.toFixed(2)} ${y.toFixed(2)}`;

function between(from: number, to: number, level: number, at: (share: number) => string): string | null {
  return from > level === to > level ? null : at((level - from) / (to - from));
}
