// Numbers as people read them.

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const raised = (exponent: number): string => (exponent < 0 ? "⁻" : "") + [...String(Math.abs(exponent))].map((d) => superscripts[Number(d)]).join("");

/** Few digits: 0.0123, 1,234, 4.2×10⁻⁶. */
export function short(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) {
    const [mantissa, exponent] = value.toExponential(digits - 2).split("e");
    const factor = mantissa!.includes(".") ? mantissa!.replace(/\.?0+$/, "") : mantissa!;
    return minus(`${factor === "1" ? "" : factor === "-1" ? "-" : `${factor}×`}10${raised(Number(exponent))}`);
  }

  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = value.toFixed(Math.min(decimals, 12));
  const trimmed = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return minus(size >= 1e4 ? Number(trimmed).toLocaleString("en-US") : trimmed);
}

const minus = (text: string): string => text.replace(/^-/, "−");

/** A duration: 0.8 s, 42 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Even steps of 1, 2 or 5 times a power of ten that cover a range, at least so wide. */
export function ticks(low: number, high: number, about: number, least = 0): number[] {
  const raw = Math.max(least, (high - low) / Math.max(1, about));
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((f) => f * power >= raw) ?? 10) * power;
  const found: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** Parts of a power of ten that are written at a logarithmic axis: the powers alone, and more where they are few. */
const parts = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 5, 7]] as const;

/** What is written at a logarithmic axis: powers of ten, thinned to a number that fits, or parts of them; even steps where the axis spans less than those. */
export function powers(low: number, high: number, about: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const most = Math.max(3, Math.ceil(about));
  if (last - first + 1 > most) return ticks(first, last, about, 1).map((e) => 10 ** e); // whose steps 1 lies on, if it is in sight
  const found = parts.map((of) => {
    const marks: number[] = [];
    for (let e = first - 1; e <= last; e++) for (const part of of) marks.push(Number((part * 10 ** e).toPrecision(3)));
    return marks.filter((mark) => mark >= low * (1 - 1e-9) && mark <= high * (1 + 1e-9));
  });
  return found.find((marks) => marks.length >= 3 && marks.length <= most) ?? found.find((marks) => marks.length >= 2) ?? ticks(low, high, about).filter((t) => t > 0);
}

/** The numbers at an axis, written alike: all as powers of ten where some need it. */
export function tickTexts(values: readonly number[], isLog: boolean): string[] {
  const needsPowers = isLog && values.some((v) => v < 1e-4 || v >= 1e6) && values.every((v) => Number.isInteger(Math.round(Math.log10(v) * 1e6) / 1e6));
  return values.map((v) => (needsPowers ? (v === 1 ? "1" : `10${raised(Math.round(Math.log10(v)))}`) : short(v)));
}
