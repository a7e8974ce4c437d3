// What a page shows, as Descent.Dashboard/Pages writes it: names in snake case, numbers that are not finite as null, empty fields left out.

export type Numbers = readonly (number | null)[];

export interface Page {
  title: string;
  summary: string;
  facts: readonly Fact[];
  sections: readonly Section[];
}

export interface Fact {
  name: string;
  value: string;
}

export interface Section {
  id: string;
  title: string;
  group?: string;
  blocks: readonly Block[];
}

interface Common {
  title?: string;
  caption?: string;
  command?: string;
}

export interface TextBlock extends Common {
  kind: "text";
  text: string;
}

export interface CodeBlock extends Common {
  kind: "code";
  text: string;
}

export interface FormulaBlock extends Common {
  kind: "formula";
  math_ml: string;
}

export interface TableBlock extends Common {
  kind: "table";
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  marked?: number;
}

export interface LinesBlock extends Common {
  kind: "lines";
  x: PlotAxis;
  y: PlotAxis;
  lines: readonly Line[];
  markers: readonly Marker[];
}

export interface BarsBlock extends Common {
  kind: "bars";
  y: PlotAxis;
  categories: readonly string[];
  groups: readonly BarGroup[];
}

export interface HeatBlock extends Common {
  kind: "heat";
  row_label: string;
  rows: readonly string[];
  column_label: string;
  columns: readonly string[];
  values: readonly Numbers[];
}

export interface ValleyBlock extends Common {
  kind: "valley";
  x: PlotAxis;
  y: PlotAxis;
  heights: readonly Numbers[];
  paths: readonly Line[];
  marks: readonly Place[];
}

export interface GraphBlock extends Common {
  kind: "graph";
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
}

export interface PicturesBlock extends Common {
  kind: "pictures";
  pictures: readonly Picture[];
  width: number;
}

export type Block = TextBlock | CodeBlock | FormulaBlock | TableBlock | LinesBlock | BarsBlock | HeatBlock | ValleyBlock | GraphBlock | PicturesBlock;

export interface PlotAxis {
  label: string;
  is_log: boolean;
  low?: number;
  high?: number;
}

export interface Line {
  name: string;
  x: Numbers;
  y: Numbers;
  low?: Numbers;
  high?: Numbers;
  is_dashed?: boolean;
  has_points?: boolean;
}

export interface Marker {
  x: number;
  label: string;
}

export interface Place {
  x: number;
  y: number;
  label: string;
}

export interface BarGroup {
  name: string;
  values: Numbers;
  low?: Numbers;
  high?: Numbers;
}

export interface GraphNode {
  id: string;
  label: string;
  value: string;
  gradient?: string;
  column: number;
  row: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  label?: string;
}

export interface Picture {
  png: string;
  alternative: string;
  caption?: string;
}
