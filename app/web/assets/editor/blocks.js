// The blocks of a body that TipTap does not bring: cards, exercises, captions of tables, pictures, episodes, references.

import { Node } from "@tiptap/core";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { clock, make } from "./dom.js";

export const CARE = { "non-urgent": "Non-urgent advice", urgent: "Urgent advice", emergency: "Immediate action required" };
export const PART_NAMES = { dose: "How much", progressions: "Make it easier or harder", "stop-if": "Stop if" };

const attribute = (name, fallback = null) => ({
  default: fallback,
  parseHTML: (element) => element.getAttribute(name) ?? fallback,
  renderHTML: () => ({}),
});

// A box with a name above what is written in it.
const framed = (className, label) => {
  const dom = make("div", { class: className });
  const contentDOM = make("div", { class: "ed-inside" });
  const name = make("span", { class: "ed-label", contenteditable: "false" }, label);
  dom.append(name, contentDOM);
  return { dom, contentDOM, name };
};

const ignoring = ({ dom, contentDOM }) => (mutation) => mutation.type !== "selection" && dom !== contentDOM && !contentDOM.contains(mutation.target);

// A single line that belongs to a block: Enter goes on in what follows it.
const line = (name, data, content, hint) =>
  Node.create({
    name,
    content,
    marks: content === "text*" ? "" : undefined,
    isolating: true,
    defining: true,
    parseHTML: () => [{ tag: `p[${data}]`, priority: 60 }],
    renderHTML: () => ["p", { [data]: "", class: `ed-line ed-${name}`, "data-hint": hint }, 0],
  });

export const CareTitle = line("careTitle", "data-title", "inline*", "Title of the card");
export const ExerciseName = line("exerciseName", "data-name", "text*", "Name of the exercise");
export const Caption = line("caption", "data-caption", "inline*", "Caption of the table");

export const Care = Node.create({
  name: "care",
  group: "block",
  content: "careTitle block+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ kind: attribute("data-care", "non-urgent") }),
  parseHTML: () => Object.keys(CARE).map((kind) => ({ tag: `aside[data-care="${kind}"]` })),
  renderHTML: ({ node }) => ["aside", { "data-care": node.attrs.kind }, 0],
  addNodeView() {
    return ({ node }) => {
      const view = framed(`ed-care ed-care--${node.attrs.kind}`, CARE[node.attrs.kind]);
      view.ignoreMutation = ignoring(view);
      view.update = (changed) => {
        if (changed.type !== node.type) return false;
        view.dom.className = `ed-care ed-care--${changed.attrs.kind}`;
        view.name.textContent = CARE[changed.attrs.kind];
        return true;
      };
      return view;
    };
  },
});

export const Exercise = Node.create({
  name: "exercise",
  group: "block",
  content: "exerciseName block+ exercisePart*",
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: "section[data-exercise]" }],
  renderHTML: () => ["section", { "data-exercise": "" }, 0],
  addNodeView() {
    return () => {
      const view = framed("ed-exercise", "Exercise");
      return { ...view, ignoreMutation: ignoring(view) };
    };
  },
});

export const ExercisePart = Node.create({
  name: "exercisePart",
  content: "block+",
  defining: true,
  isolating: true,
  addAttributes: () => ({ kind: attribute("data-part", "dose") }),
  parseHTML: () => Object.keys(PART_NAMES).map((kind) => ({ tag: `div[data-part="${kind}"]`, context: "exercise/" })),
  renderHTML: ({ node }) => ["div", { "data-part": node.attrs.kind }, 0],
  addNodeView() {
    return ({ node }) => {
      const view = framed("ed-part", PART_NAMES[node.attrs.kind]);
      return { ...view, ignoreMutation: ignoring(view) };
    };
  },
});

export const Captioned = Node.create({
  name: "captioned",
  group: "block",
  content: "caption table",
  allowGapCursor: false,
  isolating: true,
  parseHTML: () => [{ tag: "div[data-captioned]" }],
  renderHTML: () => ["div", { "data-captioned": "", class: "ed-captioned" }, 0],
});

const scope = { default: null, parseHTML: (element) => element.getAttribute("scope"), renderHTML: ({ scope: value }) => (value ? { scope: value } : {}) };
// Cells hold a line, and as many as there are: nothing is merged.
const cell = (base, extra = {}) =>
  base.extend({
    content: "inline*",
    addAttributes: () => ({ colspan: { default: 1, rendered: false }, rowspan: { default: 1, rendered: false }, colwidth: { default: null, rendered: false }, ...extra }),
    parseHTML: () => [{ tag: base.name === "tableHeader" ? "th" : "td" }],
  });

export const TABLES = [
  Table.extend({
    group: "",
    allowGapCursor: false,
    renderHTML: () => ["table", ["tbody", 0]],
    addKeyboardShortcuts: () => ({}), // Tab leaves the editor, here as everywhere
    addNodeView: null,
  }),
  // A cell is a line, so between two of them there is no place for words.
  TableRow.extend({ allowGapCursor: false }),
  cell(TableCell),
  cell(TableHeader, { scope }),
  Captioned,
  Caption,
];

// `names` says what an id is called: see names.js.
export const figure = (names) =>
  Node.create({
    name: "figure",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    defining: true,
    addAttributes: () => ({ asset: attribute("data-asset"), alt: attribute("data-alt", ""), decorative: attribute("data-decorative") }),
    parseHTML: () => [{ tag: "figure[data-asset]" }],
    renderHTML: ({ node: { attrs } }) => {
      const described = attrs.alt ? { "data-alt": attrs.alt } : attrs.decorative === "true" ? { "data-decorative": "true" } : {};
      return ["figure", { "data-asset": attrs.asset, ...described }, 0];
    },
    addNodeView() {
      return ({ node, editor, getPos }) => {
        const image = make("img", { alt: "" });
        const said = make("p", { class: "ed-figure-alt" });
        const picture = make("div", { class: "ed-figure-picture", contenteditable: "false" }, image, said);
        const contentDOM = make("figcaption", { class: "ed-line", "data-hint": "Caption, if it needs one" });
        const dom = make("figure", { class: "ed-figure" }, picture, contentDOM);
        picture.addEventListener("mousedown", (event) => {
          event.preventDefault();
          editor.chain().setNodeSelection(getPos()).focus().run();
        });
        const show = ({ asset, alt, decorative }) => {
          image.alt = alt;
          said.textContent = alt ? `Described as: ${alt}` : decorative === "true" ? "Decorative: screen readers skip it" : "Not described yet";
          said.classList.toggle("ed-missing", !alt && decorative !== "true");
          names.picture(asset, (found) => {
            if (found) [image.src, image.width, image.height] = [found.src, found.width, found.height];
            else said.textContent = `Picture ${asset} is not in the library any more`;
          });
        };
        show(node.attrs);
        const update = (changed) => {
          if (changed.type !== node.type) return false;
          if (changed.attrs !== node.attrs) show(changed.attrs);
          node = changed;
          return true;
        };
        return { dom, contentDOM, update, ignoreMutation: ignoring({ dom, contentDOM }) };
      };
    },
  });

export const episode = (names) =>
  Node.create({
    name: "episode",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({
      entry: attribute("data-episode"),
      start: { default: 0, parseHTML: (element) => Number(element.dataset.start ?? 0), renderHTML: () => ({}) },
    }),
    parseHTML: () => [{ tag: "div[data-episode]" }],
    renderHTML: ({ node: { attrs } }) => ["div", { "data-episode": attrs.entry, ...(attrs.start ? { "data-start": attrs.start } : {}) }],
    addNodeView() {
      return ({ node }) => {
        const dom = make("div", { class: "ed-episode", contenteditable: "false" });
        const since = node.attrs.start ? ` from ${clock(node.attrs.start)}` : "";
        names.entry(node.attrs.entry, (found) => {
          dom.textContent = `Podcast episode: ${found ? found.title : `number ${node.attrs.entry}, which is not there any more`}${since}`;
        });
        return { dom, ignoreMutation: () => true };
      };
    },
  });

export const Reference = Node.create({
  name: "reference",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({ key: attribute("data-ref") }),
  parseHTML: () => [{ tag: "sup[data-ref]", priority: 70 }],
  renderHTML: ({ node }) => ["sup", { "data-ref": node.attrs.key }],
  renderText: () => "",
  addNodeView() {
    return ({ node }) => ({ dom: make("span", { class: "ed-reference", contenteditable: "false" }, `[${node.attrs.key}]`), ignoreMutation: () => true });
  },
});
