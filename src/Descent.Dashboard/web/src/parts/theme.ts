// Colours. Series colours are those of Okabe and Ito ("Color Universal Design", 2008), made darker on white and lighter on black until each has a
// contrast of at least 4.5 with the page, so that a name may be set in the colour of its curve. No series is told by its colour alone: each has a symbol too.

export interface Theme {
  ink: string;
  quiet: string;
  rule: string;
  paper: string;
  series: readonly string[];
  sequential: readonly string[];
  diverging: readonly string[];
}

const light: Theme = {
  ink: "#1d2127",
  quiet: "#59626c",
  rule: "#dcdfe2",
  paper: "#fdfdfb",
  series: ["#0068a8", "#b84a00", "#00795b", "#a13d7e", "#826200", "#31708f", "#4a4f55", "#7448b8"],
  sequential: ["#f2f6fa", "#c6dbef", "#6baed6", "#2171b5", "#08306b"],
  diverging: ["#9c3a00", "#eba36f", "#f6f5f1", "#83bce2", "#0b5388"],
};

const dark: Theme = {
  ink: "#e7e9eb",
  quiet: "#a5adb6",
  rule: "#30363d",
  paper: "#15181c",
  series: ["#5cb6ec", "#ff9a5a", "#2ecba3", "#ec9bcb", "#f0c84a", "#9fd3d6", "#d3d6da", "#b89cf2"],
  sequential: ["#1a2027", "#143c5f", "#1f6aa5", "#5ba9de", "#d6ecff"],
  diverging: ["#ffa468", "#8c4315", "#1b1f24", "#1d5a86", "#82c6f3"],
};

const preference = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
preference.addEventListener("change", () => listeners.forEach((listener) => listener()));

export const theme = (): Theme => (preference.matches ? dark : light);

/** Calls back whenever the reader changes between light and dark, until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const seriesColor = (index: number): string => theme().series[index % theme().series.length]!;

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
