// What the cursor is in, with what can be changed about it: a second line below the toolbar. Tab comes here from the
// toolbar, Escape goes back to the text.

import { NodeSelection } from "@tiptap/pm/state";
import { CARE, PART_NAMES } from "./blocks.js";
import { clock, focused, freshId, make, secondsOf } from "./dom.js";

const button = (words, run, attributes = {}) => {
  const made = make("button", { type: "button", class: "small", ...attributes }, words);
  made.addEventListener("click", run);
  return made;
};

const field = (words, input) => {
  input.id = freshId("detail");
  return make("span", { class: "ed-field" }, make("label", { for: input.id }, words), input);
};

// The innermost thing around the cursor that has details, with where it stands.
export const aroundCursor = ({ selection }) => {
  const { $from, node } = selection;
  if (selection instanceof NodeSelection && node.type.name in KINDS) return { node, at: selection.from };
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name in KINDS) return { node: $from.node(depth), at: $from.before(depth) };
  }
  return null;
};

const change = (editor, attributes) => {
  const found = aroundCursor(editor.state);
  if (found) editor.view.dispatch(editor.state.tr.setNodeMarkup(found.at, null, { ...found.node.attrs, ...attributes }));
};

const remove = (editor) => {
  const found = aroundCursor(editor.state);
  if (found) focused(editor).chain().deleteRange({ from: found.at, to: found.at + found.node.nodeSize }).run();
};

const figure = (editor, node, ask) => {
  const alt = make("input", { type: "text", value: node.attrs.alt, maxlength: "2000" });
  const decorative = make("input", { type: "checkbox" });
  decorative.checked = node.attrs.decorative === "true";
  alt.addEventListener("input", () => {
    const words = alt.value.trim();
    if (words) decorative.checked = false;
    change(editor, { alt: words, decorative: decorative.checked ? "true" : null });
  });
  decorative.addEventListener("change", () => {
    if (decorative.checked) alt.value = "";
    change(editor, { alt: alt.value.trim(), decorative: decorative.checked ? "true" : null });
  });
  const box = field("It is decorative: screen readers skip it", decorative);
  box.classList.add("tick");
  box.prepend(decorative);
  return ["Picture", field("What it shows", alt), box, button("Another picture", () => ask.otherPicture()), button("Remove picture", () => remove(editor))];
};

const episode = (editor, node) => {
  const start = make("input", { type: "text", value: clock(node.attrs.start), class: "short" });
  start.addEventListener("input", () => {
    const seconds = secondsOf(start.value);
    start.setAttribute("aria-invalid", String(seconds === null));
    if (seconds !== null) change(editor, { start: seconds });
  });
  return ["Podcast episode", field("From (minutes:seconds)", start), button("Remove episode", () => remove(editor))];
};

const care = (editor, node) => {
  const kind = make("select", {}, ...Object.entries(CARE).map(([value, words]) => make("option", { value }, words)));
  kind.value = node.attrs.kind;
  kind.addEventListener("change", () => change(editor, { kind: kind.value }));
  return ["Care card", field("How soon to act", kind), button("Remove card", () => remove(editor))];
};

const exercise = (editor, node, ask) => {
  const has = new Set();
  node.forEach((child) => child.type.name === "exercisePart" && has.add(child.attrs.kind));
  const missing = Object.keys(PART_NAMES).filter((kind) => !has.has(kind));
  const add = (kind) => {
    const found = aroundCursor(editor.state);
    focused(editor).chain().insertContentAt(found.at + found.node.nodeSize - 1, { type: "exercisePart", attrs: { kind }, content: [{ type: "paragraph" }] }).run();
  };
  // The exercise's own picture comes first, below its name.
  const addPicture = () => {
    const found = aroundCursor(editor.state);
    ask.picture(found.at + 1 + found.node.firstChild.nodeSize);
  };
  return ["Exercise", button("Add a picture", addPicture), ...missing.map((kind) => button(`Add “${PART_NAMES[kind]}”`, () => add(kind))), button("Remove exercise", () => remove(editor))];
};

const table = (editor) => {
  const run = (name) => () => focused(editor).chain()[name]().run();
  const first = (row, column) => {
    const found = aroundCursor(editor.state)?.node.lastChild;
    return found?.maybeChild(row)?.maybeChild(column)?.type.name === "tableHeader";
  };
  return [
    "Table",
    button("Row above", run("addRowBefore")), button("Row below", run("addRowAfter")),
    button("Column left", run("addColumnBefore")), button("Column right", run("addColumnAfter")),
    button("Delete row", run("deleteRow")), button("Delete column", run("deleteColumn")),
    button("First row is headings", run("toggleHeaderRow"), { "aria-pressed": String(first(0, 1) || (first(0, 0) && !first(1, 0))) }),
    button("First column is headings", run("toggleHeaderColumn"), { "aria-pressed": String(first(1, 0)) }),
    button("Remove table", () => remove(editor)),
  ];
};

const KINDS = { figure, episode, care, exercise, captioned: table };

export class Details {
  constructor(editor, ask) {
    Object.assign(this, { editor, ask, shown: null });
    this.bar = make("div", { class: "ed-details", role: "group", hidden: true });
    this.bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        focused(editor);
      } else if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // it would send the form
    });
    this.bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  }

  // Built anew when another thing, or another state of it, is around the cursor; never under somebody's fingers.
  show() {
    const found = aroundCursor(this.editor.state);
    const link = this.editor.isActive("link") ? this.editor.getAttributes("link") : null;
    const key = JSON.stringify([found?.at, found && this.#stateOf(found.node), link]);
    if (key === this.shown || this.bar.contains(document.activeElement)) return;
    this.shown = key;
    const parts = found ? KINDS[found.node.type.name](this.editor, found.node, this.ask) : [];
    const [name, ...controls] = parts;
    if (link) {
      controls.push(
        button("Change the link", () => this.ask.link()),
        button("Remove the link", () => focused(this.editor).chain().extendMarkRange("link").unsetMark("link").run()),
      );
    }
    this.bar.hidden = !controls.length;
    this.bar.setAttribute("aria-label", name ?? "Link");
    this.bar.replaceChildren(make("span", { class: "ed-details-name" }, name ?? `Link to ${link?.href ?? `page ${link?.entry}`}`), ...controls);
  }

  #stateOf(node) {
    const inner = [];
    if (node.type.name === "exercise") node.forEach((child) => inner.push(child.attrs.kind));
    if (node.type.name === "captioned") node.lastChild.forEach((row, _at, index) => index < 2 && row.forEach((cell) => inner.push(cell.type.name)));
    return [node.type.name, node.attrs, inner];
  }

  focus() {
    this.bar.querySelector("input, select, button")?.focus();
  }
}
