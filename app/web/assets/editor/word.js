// Lists as Word puts them on the clipboard: paragraphs that are told by "mso-list: l0 level2 lfo1" and begin with their
// own bullet or number. They become lists again.

import { make } from "./dom.js";

const LIST = /mso-list:\s*l(\d+)\s+level(\d+)/i;
const NUMBERED = /^\(?(?:\d+|[a-z]{1,2}|[ivxlc]+)[.)]/i;

const levelOf = (paragraph) => {
  const found = LIST.exec(paragraph.dataset.style ?? "");
  return found ? { list: found[1], level: Number(found[2]) } : null;
};

// The bullet or number is taken out; what it was says which sort of list it is.
const markerOf = (paragraph) => {
  const marker = [...paragraph.querySelectorAll("[data-style]")].find((each) => /mso-list:\s*ignore/i.test(each.dataset.style));
  const words = marker?.textContent.trim() ?? "";
  marker?.remove();
  return words;
};

const itemOf = (paragraph) => {
  const item = make("li");
  item.append(...paragraph.childNodes);
  return item;
};

// One run of such paragraphs, one after the other, as lists inside lists.
const listOf = (run) => {
  const open = [];
  const tops = [];
  for (const { paragraph, list, level } of run) {
    const tag = NUMBERED.test(markerOf(paragraph)) ? "ol" : "ul";
    while (open.length && open.at(-1).level > level) open.pop();
    const same = open.at(-1);
    if (!same || same.level < level || same.element.localName !== tag || same.list !== list) {
      if (same?.level === level) open.pop();
      const element = make(tag);
      const above = open.at(-1)?.element.lastElementChild;
      if (above) above.append(element);
      else tops.push(element);
      open.push({ element, level, list });
    }
    open.at(-1).element.append(itemOf(paragraph));
  }
  return tops;
};

export const withRealLists = (body) => {
  let run = [];
  const end = (before) => {
    if (run.length) before.before(...listOf(run));
    for (const { paragraph } of run) paragraph.remove();
    run = [];
  };
  const paragraphs = [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")];
  for (const paragraph of paragraphs) {
    const found = levelOf(paragraph);
    const follows = run.length && run.at(-1).paragraph.nextElementSibling === paragraph;
    if (run.length && (!found || !follows)) end(run[0].paragraph);
    if (found) run.push({ paragraph, ...found });
  }
  if (run.length) end(run[0].paragraph);
};
