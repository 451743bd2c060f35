// Everything that can be put into a text or done to it, in one table: toolbar, slash menu and help all read it.

import { focused } from "./dom.js";
import { PARTS } from "./shape.js";

const empty = { type: "paragraph" };
const text = (words) => (words ? [{ type: "text", text: words }] : []);
const cellsOf = (type, count) => Array.from({ length: count }, () => ({ type }));

export const newTable = (rows = 3, columns = 2) => ({
  type: "captioned",
  content: [
    { type: "caption" },
    {
      type: "table",
      content: Array.from({ length: rows }, (_, row) => ({ type: "tableRow", content: cellsOf(row ? "tableCell" : "tableHeader", columns) })),
    },
  ],
});

export const newCare = (kind) => ({ type: "care", attrs: { kind }, content: [{ type: "careTitle" }, empty] });

export const newExercise = () => ({
  type: "exercise",
  content: [
    { type: "exerciseName" },
    empty,
    ...PARTS.map((kind) => ({ type: "exercisePart", attrs: { kind }, content: [empty] })),
  ],
});

export const newFigure = ({ id, alt = "", decorative = null, caption = "" }) => ({
  type: "figure",
  attrs: { asset: String(id), alt, decorative },
  content: text(caption),
});

// A block at a place, or instead of an empty paragraph, or below what the cursor is in; the cursor goes to its first line.
export const insertBlock = (editor, block, at) => {
  const { $from } = editor.state.selection;
  const place = at === undefined && $from.parent.type.name === "paragraph" && !$from.parent.content.size;
  const depth = innermost($from);
  const from = at ?? (place ? $from.before() : depth ? $from.after(depth) : $from.pos);
  const chain = editor.chain().insertContentAt(place ? { from, to: $from.after() } : from, block, { updateSelection: false });
  if (block.type === "episode") chain.setNodeSelection(from);
  else chain.setTextSelection(from + (block.type === "figure" ? 1 : 2));
  focused(editor);
  return chain.scrollIntoView().run();
};

// The depth of the child of the innermost thing that can take any block: beside it another one can stand.
const innermost = ($from) => {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const around = $from.node(depth - 1).type;
    if (around.contentMatch.matchType($from.doc.type.schema.nodes.care) || ["care", "exercise", "listItem"].includes(around.name)) {
      if (!["careTitle", "exerciseName", "exercisePart"].includes($from.node(depth).type.name)) return depth;
    }
  }
  return 0;
};

const mark = (name) => ({ on: (editor) => editor.isActive(name), run: (editor) => focused(editor).chain().toggleMark(name).run() });
const heading = (level) => ({
  on: (editor) => editor.isActive("heading", { level }),
  run: (editor) => focused(editor).chain().toggleHeading({ level }).run(),
});

// `sign` is what the button shows; `words` find it in the slash menu; `keys` are said in the help.
export const DEEDS = [
  { id: "bold", label: "Strong", sign: "B", keys: "Ctrl+B", ...mark("bold") },
  { id: "italic", label: "Emphasis", sign: "I", keys: "Ctrl+I", ...mark("italic") },
  { id: "link", label: "Link", sign: "Link", keys: "Ctrl+Alt+K", block: true, words: "link page address url", on: (editor) => editor.isActive("link"), run: (_editor, ask) => ask.link() },
  { id: "h2", group: true, label: "Heading H2", sign: "H2", keys: "## and a space", block: true, words: "heading section title h2", ...heading(2) },
  { id: "h3", label: "Subheading H3", sign: "H3", keys: "### and a space", block: true, words: "subheading heading h3", ...heading(3) },
  { id: "bullets", group: true, label: "List", sign: "• List", keys: "- and a space", block: true, words: "list bullets points unordered", on: (editor) => editor.isActive("bulletList"), run: (editor) => focused(editor).chain().toggleBulletList().run() },
  { id: "numbers", label: "Numbered list", sign: "Numbered", keys: "1. and a space", block: true, words: "list numbered steps ordered", on: (editor) => editor.isActive("orderedList"), run: (editor) => focused(editor).chain().toggleOrderedList().run() },
  { id: "in", label: "Indent the list item", sign: "→", keys: "Ctrl+]", can: (editor) => editor.can().sinkListItem("listItem"), run: (editor) => focused(editor).chain().sinkListItem("listItem").run() },
  { id: "out", label: "Outdent the list item", sign: "←", keys: "Ctrl+[", can: (editor) => editor.can().liftListItem("listItem"), run: (editor) => focused(editor).chain().liftListItem("listItem").run() },
  { id: "quote", group: true, label: "Quotation", sign: "“ ”", keys: "> and a space", block: true, words: "quote quotation blockquote", on: (editor) => editor.isActive("blockquote"), run: (editor) => focused(editor).chain().toggleBlockquote().run() },
  { id: "table", label: "Table", sign: "Table", block: true, words: "table rows columns", run: (editor) => insertBlock(editor, newTable()) },
  { id: "picture", label: "Picture from the library", sign: "Picture", block: true, words: "picture image figure photo", run: (_editor, ask) => ask.picture() },
  { id: "reference", label: "Reference mark", sign: "Reference", block: true, words: "reference citation source footnote", run: (_editor, ask) => ask.reference() },
  { id: "non-urgent", more: true, label: "Care card: non-urgent", block: true, words: "care card non-urgent advice", run: (editor) => insertBlock(editor, newCare("non-urgent")) },
  { id: "urgent", more: true, label: "Care card: urgent", block: true, words: "care card urgent advice", run: (editor) => insertBlock(editor, newCare("urgent")) },
  { id: "emergency", more: true, label: "Care card: emergency", block: true, words: "care card emergency immediate 999", run: (editor) => insertBlock(editor, newCare("emergency")) },
  { id: "exercise", more: true, label: "Exercise", block: true, words: "exercise dose progressions stop", run: (editor) => insertBlock(editor, newExercise()) },
  { id: "episode", more: true, label: "Podcast episode", block: true, words: "podcast episode audio listen", run: (_editor, ask) => ask.episode() },
  { id: "rule", more: true, label: "Line across the page", block: true, words: "line rule divider", run: (editor) => focused(editor).chain().setHorizontalRule().run() },
  { id: "raised", more: true, label: "Raised text", keys: "", ...mark("raised") },
  { id: "lowered", more: true, label: "Lowered text", keys: "", ...mark("lowered") },
  { id: "undo", group: true, label: "Undo", sign: "↶", keys: "Ctrl+Z", can: (editor) => editor.can().undo(), run: (editor) => focused(editor).chain().undo().run() },
  { id: "redo", label: "Redo", sign: "↷", keys: "Ctrl+Shift+Z", can: (editor) => editor.can().redo(), run: (editor) => focused(editor).chain().redo().run() },
];

export const BLOCKS = DEEDS.filter((deed) => deed.block);
