// Between the HTML that the server keeps and the one that the editor's schema reads. Both ways work on parsed elements.
//
// A table's caption, a card's title and an exercise's name are lines of their own in the editor, there even when empty;
// the server keeps them as <caption>, as the first heading, and as an attribute.

import { make } from "./dom.js";

export const PARTS = ["dose", "progressions", "stop-if"];
const HEADINGS = "H1 H2 H3 H4 H5 H6".split(" ");
const BLOCKS = "p,div,ul,ol,li,blockquote,pre,h1,h2,h3,h4,h5,h6,section,aside,article";

export const parse = (html) => new DOMParser().parseFromString(`<body>${html}</body>`, "text/html").body;

const move = (from, to) => {
  to.append(...from.childNodes);
  return to;
};

const idle = (node) => node?.nodeType === Node.TEXT_NODE && !node.data.trim();
const beside = (node, way) => {
  let found = node[way];
  while (idle(found)) found = found[way];
  return found;
};

// Blocks inside what holds one line only: their words, divided by breaks.
const inOneLine = (element) => {
  for (const block of [...element.querySelectorAll(BLOCKS)].reverse()) {
    const [before, after] = [beside(block, "previousSibling"), beside(block, "nextSibling")];
    if (before && before.nodeName !== "BR") block.before(make("br"));
    if (after && after.nodeName !== "BR") block.after(make("br"));
    block.replaceWith(...block.childNodes);
  }
  while (idle(element.lastChild)) element.lastChild.remove();
  while (element.lastChild?.nodeName === "BR") element.lastChild.remove();
};

// A cell that reaches over others gets empty ones beside it, so that no column moves.
const divided = (table) => {
  const spans = [...table.querySelectorAll("[colspan], [rowspan]")];
  if (!spans.length) return;
  const reach = (cell, name) => Math.min(Math.max(Number(cell.getAttribute(name)) || 1, 1), 100);
  const taken = new Map(); // "row column" of what a cell above reaches into
  for (const [at, row] of [...table.querySelectorAll("tr")].entries()) {
    let column = 0;
    const fill = (next) => {
      for (; taken.has(`${at} ${column}`); column += 1) next ? next.before(make(taken.get(`${at} ${column}`))) : row.append(make(taken.get(`${at} ${column}`)));
    };
    for (const cell of [...row.children]) {
      fill(cell);
      const [wide, high] = [reach(cell, "colspan"), reach(cell, "rowspan")];
      for (let down = 0; down < high; down += 1) for (let right = 0; right < wide; right += 1) if (down || right) taken.set(`${at + down} ${column + right}`, cell.localName);
      column += 1;
    }
    fill(null);
  }
};

const widened = (table) => {
  divided(table);
  for (const cell of table.querySelectorAll("td, th")) {
    inOneLine(cell);
    for (const name of ["colspan", "rowspan", "width", "style"]) cell.removeAttribute(name);
  }
};

const captioned = (table) => {
  widened(table);
  const caption = make("p", { "data-caption": true });
  const found = table.querySelector(":scope > caption");
  if (found) {
    inOneLine(found);
    move(found, caption);
    found.remove();
  }
  const box = make("div", { "data-captioned": true });
  table.replaceWith(box);
  box.append(caption, table);
};

const titled = (card) => {
  const title = make("p", { "data-title": true });
  const first = card.firstElementChild;
  if (first && HEADINGS.includes(first.nodeName)) {
    move(first, title);
    first.remove();
  }
  card.prepend(title);
};

const named = (exercise) => {
  exercise.prepend(make("p", { "data-name": true }, exercise.dataset.exercise));
  for (const kind of PARTS) {
    const part = exercise.querySelector(`:scope > [data-part="${kind}"]`) ?? make("div", { "data-part": kind }, make("p"));
    exercise.append(part);
  }
};

// The server's HTML, or a pasted one that is clean, as the schema reads it.
export const toEditor = (html) => {
  const body = parse(html);
  for (const table of body.querySelectorAll("table")) if (!table.parentElement.hasAttribute("data-captioned")) captioned(table);
  for (const card of body.querySelectorAll("aside[data-care]")) if (!card.querySelector(":scope > [data-title]")) titled(card);
  for (const exercise of body.querySelectorAll("section[data-exercise]")) {
    if (!exercise.querySelector(":scope > [data-name]")) named(exercise);
  }
  for (const figure of body.querySelectorAll("figure[data-asset]")) {
    const caption = figure.querySelector("figcaption");
    if (caption) inOneLine(caption);
    figure.replaceChildren(...(caption ? caption.childNodes : []));
  }
  return body.innerHTML;
};

const tableOf = (box) => {
  const [caption, table] = [box.querySelector(":scope > [data-caption]"), box.querySelector("table")];
  if (!table) return box.remove();
  const rows = [...table.querySelectorAll("tr")];
  const cells = [...(rows[0]?.children ?? [])];
  const heads = cells.length && cells.every((cell) => cell.nodeName === "TH");
  const isHead = heads && !(cells.length === 1 && cells[0].getAttribute("scope") === "row");
  const body = make("tbody");
  body.append(...(isHead ? rows.slice(1) : rows));
  table.replaceChildren();
  if (caption?.textContent.trim() || caption?.querySelector("[data-ref]")) table.append(move(caption, make("caption")));
  if (isHead) table.append(make("thead", {}, rows[0]));
  if (body.firstChild) table.append(body);
  return box.replaceWith(table);
};

const cardOf = (card) => {
  const title = card.querySelector(":scope > [data-title]");
  if (!title) return;
  const filled = title.textContent.trim() || title.querySelector("[data-ref]");
  if (filled) title.replaceWith(move(title, make("h3")));
  else title.remove();
};

const exerciseOf = (exercise) => {
  const name = exercise.querySelector(":scope > [data-name]");
  const words = name?.textContent.trim() ?? "";
  name?.remove();
  // Without a name the server would take the block for its content only.
  exercise.dataset.exercise = words || "Unnamed exercise";
};

// What the editor's schema wrote, as the server reads it. Changes `body`.
export const fromEditor = (body) => {
  for (const box of body.querySelectorAll("[data-captioned]")) tableOf(box);
  for (const card of body.querySelectorAll("aside[data-care]")) cardOf(card);
  for (const exercise of body.querySelectorAll("section[data-exercise]")) exerciseOf(exercise);
  for (const figure of body.querySelectorAll("figure[data-asset]")) {
    const caption = move(figure, make("figcaption"));
    if (caption.childNodes.length) figure.append(caption);
  }
  return body.innerHTML;
};
