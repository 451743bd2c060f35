// Lists as Word puts them on the clipboard: paragraphs that are told by "mso-list: l0 level2 lfo1" and begin with their
// own bullet or number. They become lists again.

import { make } from "./dom.js";

const LIST = /mso-list:\s*l(\d+)\s+level(\d+)/i;
const NUMBERED = /^\(?(?:\d+|[a-z]{1,2}|[ivxlc]+)[.)]/i;
const MARGIN = /margin-left:\s*(-?[\d.]+)(pt|in|cm)/i;
const POINTS = { pt: 1, in: 72, cm: 28.35 };
const STANDARD = 36; // points: what Word's own style for lists has, and so does not write

const levelOf = (paragraph) => {
  const found = LIST.exec(paragraph.dataset.style ?? "");
  return found ? { list: found[1], level: Number(found[2]) } : null;
};

const marginOf = (paragraph) => {
  const found = MARGIN.exec(paragraph.dataset.style ?? "");
  return found ? Number(found[1]) * POINTS[found[2].toLowerCase()] : STANDARD;
};

// A paragraph of Word's style for lists without a bullet of its own goes on with an item above.
const goesOn = (paragraph) => /^MsoListParagraph/.test(paragraph.className) && paragraph.localName === "p";

// The bullet or number is taken out; what it was says which sort of list it is.
const markerOf = (paragraph) => {
  const marker = [...paragraph.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*ignore/i.test(each.dataset.style));
  const words = marker?.textContent.trim() ?? "";
  marker?.remove();
  return words;
};

const filled = (paragraph) => paragraph.textContent.replaceAll("\u00a0", " ").trim() !== "";

const itemOf = (paragraph) => {
  const item = make("li");
  item.append(...paragraph.childNodes);
  return item;
};

// The item with the same indent, or the last one that is indented less.
const continued = (open, paragraph) => {
  if (!filled(paragraph)) return;
  const margin = marginOf(paragraph) + 1;
  const { element } = open.findLast((each) => each.margin <= margin) ?? open[0];
  element.lastElementChild.append(make("p", {}, ...paragraph.childNodes));
};

// One run of such paragraphs, one after the other, as lists inside lists.
const listOf = (run) => {
  const open = [];
  const tops = [];
  for (const { paragraph, list, level } of run) {
    if (!level) {
      continued(open, paragraph);
      continue;
    }
    const marker = markerOf(paragraph);
    const tag = NUMBERED.test(marker) ? "ol" : "ul";
    while (open.length && open.at(-1).level > level) open.pop();
    const same = open.at(-1);
    if (!same || same.level < level || same.element.localName !== tag || same.list !== list) {
      if (same?.level === level) open.pop();
      const element = make(tag);
      if (tag === "ol" && /^\(?\d/.test(marker)) element.setAttribute("start", /\d+/.exec(marker)[0]);
      const above = open.at(-1)?.element.lastElementChild;
      if (above) above.append(element);
      else tops.push(element);
      open.push({ element, level, list, margin: marginOf(paragraph) });
    }
    open.at(-1).element.append(itemOf(paragraph));
  }
  return tops;
};

// A heading that Word numbers is a heading, as it is when the document itself is brought.
const withPlainHeadings = (body) => {
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) if (levelOf(heading)) markerOf(heading);
};

export const withRealLists = (body) => {
  withPlainHeadings(body);
  let run = [];
  const end = () => {
    if (run.length) run[0].paragraph.before(...listOf(run));
    for (const { paragraph } of run) paragraph.remove();
    run = [];
  };
  for (const paragraph of body.querySelectorAll("p")) {
    const found = levelOf(paragraph);
    const follows = run.length && run.at(-1).paragraph.nextElementSibling === paragraph;
    if (!follows) end();
    if (found || (run.length && goesOn(paragraph))) run.push({ paragraph, ...found });
    else end();
  }
  end();
};
