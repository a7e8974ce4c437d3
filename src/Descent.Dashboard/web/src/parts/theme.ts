// Colours, as base.css gives them for light and for dark: one place for what is drawn on a canvas and what is styled.

export interface Theme {
  ink: string;
  quiet: string;
  rule: string;
  paper: string;
  series: readonly string[];
  sequential: readonly string[];
  diverging: readonly string[];
}

function read(): Theme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const row = (name: string, count: number): string[] => Array.from({ length: count }, (_, i) => of(`${name}-${i}`));
  return { ink: of("ink"), quiet: of("quiet"), rule: of("rule"), paper: of("paper"), series: row("series", colorCount), sequential: row("sequential", 5), diverging: row("diverging", 5) };
}

const preference = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let current: Theme | null = null;
preference.addEventListener("change", () => {
  current = null;
  listeners.forEach((listener) => listener());
});

export const theme = (): Theme => (current ??= read());

/** Calls back whenever the reader changes between light and dark, until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** As many colours as there are for series; then they begin again, with other dashes. */
export const colorCount = 8;

export const seriesColor = (index: number): string => theme().series[index % colorCount]!;

type Rgb = readonly [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as unknown as Rgb;

/** The colour at a share from 0 to 1 of the way through a ramp. */
export function ramp(colors: readonly string[], share: number): Rgb {
  const place = Math.min(1, Math.max(0, share)) * (colors.length - 1);
  const left = Math.min(colors.length - 2, Math.floor(place));
  const from = parse(colors[left]!);
  const to = parse(colors[left + 1]!);
  return [0, 1, 2].map((i) => Math.round(from[i]! + (to[i]! - from[i]!) * (place - left))) as unknown as Rgb;
}

export const css = (color: Rgb): string => `rgb(${color.join(" ")})`;

/** Relative luminance, as the contrast rules of WCAG 2 define it. */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is read better on a colour: one of them always has a contrast of at least 4.5. */
export const textOn = (color: Rgb): string => (luminance(color) > 0.179 ? "#000" : "#fff");
