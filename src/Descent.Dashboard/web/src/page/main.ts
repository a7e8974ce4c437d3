// A page that needs nothing but itself: it draws the data that stand in it.
import "uplot/dist/uPlot.min.css";
import "../styles/base.css";
import "../styles/plots.css";
import "../styles/page.css";
import { h, prose } from "../parts/dom";
import { drawBlock } from "./blocks";
import { contents } from "./contents";
import type { Page } from "./types";

const root = document.getElementById("root")!;
const text = document.getElementById("page")?.textContent?.trim() ?? "";
if (text === "") root.append(h("p", {}, "This file is a frame without data: a command of Descent fills it and writes report.html or cheatsheet.html."));
else show(JSON.parse(text) as Page);

function show(page: Page): void {
  document.title = page.title;
  const sections = page.sections.map((section) => h("section", { id: section.id, "aria-labelledby": `${section.id}-title` },
    h("h2", { id: `${section.id}-title` }, h("a", { href: `#${section.id}`, class: "anchor" }, section.title)),
    ...section.blocks.map(drawBlock)));
  root.append(
    h("a", { class: "skip", href: "#content" }, "Skip to the content"),
    h("header", { class: "page-head" },
      h("h1", {}, page.title),
      h("p", { class: "summary" }, prose(page.summary)),
      page.facts.length > 0 ? h("dl", { class: "facts" }, ...page.facts.map((fact) => h("div", {}, h("dt", {}, fact.name), h("dd", {}, prose(fact.value))))) : null),
    h("div", { class: page.sections.length > 1 ? "with-contents" : "" },
      page.sections.length > 1 ? contents(page.sections) : null,
      h("main", { id: "content" }, ...sections)));
  // The browser looked for the anchor before there was one.
  if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}
