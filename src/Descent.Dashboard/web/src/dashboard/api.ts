// What the server answers, and how it is asked.
import type { Numbers } from "../page/types";

export type State = "running" | "finished" | "failed" | "interrupted" | "stopped" | "unknown";

export interface Run {
  id: string;
  name: string;
  state: State;
  started: string | null;
  seconds: number | null;
  epoch: number | null;
  epochs: number | null;
  best_epoch: number | null;
  stop_reason: string | null;
  metrics: Record<string, number | null>;
  error?: string;
}

export interface RunList {
  version: number;
  runs: Run[];
}

export interface Prediction {
  image?: number;
  index?: number;
  text?: string;
  predicted: string | number;
  actual: string | number;
  probability?: number;
}

export interface Finding {
  check: string;
  verdict: "PASS" | "WARN" | "FAIL" | string;
  place: string;
  figure: string;
  threshold: string;
  cause: string;
  remedy: string;
}

export interface Detail {
  run: Run;
  configuration: string | null;
  settings: Record<string, string>;
  result: Record<string, unknown> | null;
  scalars: string[];
  histograms: string[];
  images: { tag: string; step: number; index: number }[];
  confusion: { classes: string[]; counts: number[][] } | null;
  predictions: Prediction[] | null;
  verdict: { verdict: string; first: number | null; findings: Finding[] } | null;
}

export interface Series {
  id: string;
  x: number[];
  y: Numbers;
  low: Numbers;
  high: Numbers;
  count: number;
}

export interface Histograms {
  tag: string;
  steps: number[];
  edges: number[];
  counts: number[][];
}

/** The server no longer knows this page: it was started anew, with another token. */
export class Unauthorized extends Error {}

async function get<T>(address: string): Promise<T> {
  const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
  if (response.status === 401) throw new Unauthorized(await response.text());
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const name = encodeURIComponent;

export const getRuns = (): Promise<RunList> => get("/api/runs");

export const getRun = (id: string): Promise<Detail> => get(`/api/runs/${name(id)}`);

export const getHistograms = (id: string, tag: string): Promise<Histograms> => get(`/api/runs/${name(id)}/histograms?tag=${name(tag)}`);

export const imageAddress = (id: string, index: number): string => `/api/runs/${name(id)}/images/${index}`;

export async function getSeries(runs: readonly string[], tag: string, points: number, range: { from: number; to: number } | null): Promise<Series[]> {
  const part = range === null ? "" : `&from=${Math.max(0, Math.floor(range.from))}&to=${Math.max(0, Math.ceil(range.to))}`;
  return (await get<{ series: Series[] }>(`/api/series?runs=${runs.map(name).join(",")}&tag=${name(tag)}&points=${points}${part}`)).series;
}
