// How things are called on the page.
import { h } from "../parts/dom";
import type { Run, State } from "./api";

const states: Record<State, { sign: string; word: string }> = {
  running: { sign: "●", word: "running" },
  finished: { sign: "✓", word: "finished" },
  failed: { sign: "✕", word: "failed" },
  interrupted: { sign: "‖", word: "interrupted" },
  stopped: { sign: "■", word: "stopped" },
  unknown: { sign: "?", word: "unknown" },
};

export const stateWord = (state: State): string => states[state]?.word ?? state;

export function badge(state: State): HTMLElement {
  const { sign, word } = states[state] ?? states.unknown;
  return h("span", { class: `badge ${state}` }, h("span", { "aria-hidden": "true" }, sign), ` ${word}`);
}

const titles: Record<string, string> = {
  "loss": "Loss",
  "loss/batch": "Loss of single batches",
  "learning_rate": "Learning rate",
  "gradient_norm": "Gradient norm",
  "gradients/norm": "Gradient norm",
  "samples_per_second": "Throughput (samples per second)",
  "data_wait": "Share of time spent waiting for data",
  "data_wait_share": "Share of time spent waiting for data",
  "zeros": "Share of exact zeros",
  "penalty": "Penalty",
};

export function titleOf(name: string): string {
  const words = titles[name] ?? name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The metric that a list shows of a run: how it does on what it was not trained on. */
export function headline(run: Run): [string, number] | null {
  for (const name of ["accuracy/validation", "r2/validation", "loss/validation", "accuracy/train", "loss/train"]) {
    const value = run.metrics[name];
    if (value !== undefined && value !== null) return [name.split("/")[0]!, value];
  }

  return null;
}

export function progress(run: Run): string {
  if (run.epoch === null) return run.state === "running" ? "starting" : "no epoch";
  return run.epochs !== null ? `epoch ${run.epoch} of ${run.epochs}` : `epoch ${run.epoch}`;
}
