// All that a text may consist of here, with its keys. The server's vocabulary is app/content/body.

import { Extension } from "@tiptap/core";
import { Selection } from "@tiptap/pm/state";
import StarterKit from "@tiptap/starter-kit";
import { CareTitle, Care, episode, Exercise, ExerciseName, ExercisePart, figure, Reference, TABLES } from "./blocks.js";
import { Link, Lowered, PlainCode, Raised } from "./marks.js";

const LINES = new Set(["caption", "careTitle", "exerciseName", "figure"]);

// Tab is never taken: it leaves the editor, in lists too.
const Keys = Extension.create({
  name: "keys",
  priority: 1100,
  addKeyboardShortcuts() {
    const goOn = () => {
      const { $from, empty } = this.editor.state.selection;
      if (!LINES.has($from.parent.type.name) || !empty) return false;
      return $from.parent.type.name === "figure" ? below($from.depth) : onto($from.after());
    };
    const onto = (at) =>
      this.editor.commands.command(({ tr, dispatch }) => {
        if (dispatch) tr.setSelection(Selection.near(tr.doc.resolve(at), 1)).scrollIntoView();
        return true;
      });
    // A new paragraph below the block that the cursor is in at this depth.
    const below = (depth) => {
      const at = this.editor.state.selection.$from.after(depth);
      return this.editor.chain().insertContentAt(at, { type: "paragraph" }).setTextSelection(at + 1).scrollIntoView().run();
    };
    return {
      Enter: goOn,
      "Mod-Enter": () => {
        const { $from, node } = this.editor.state.selection;
        return node && $from.depth === 0 ? this.editor.chain().insertContentAt(this.editor.state.selection.to, { type: "paragraph" }).run() : below(1);
      },
      "Mod-]": () => this.editor.commands.sinkListItem("listItem"),
      "Mod-[": () => this.editor.commands.liftListItem("listItem"),
      Tab: () => false,
      "Shift-Tab": () => false,
    };
  },
});

const withoutTab = (keys) => {
  const { Tab: _down, "Shift-Tab": _up, ...others } = keys;
  return others;
};

const KEYS = {
  heading: ({ "Mod-Alt-4": _fourth, ...others }) => others,
  listItem: withoutTab,
  listKeymap: withoutTab,
  codeBlock: withoutTab,
  hardBreak: ({ "Shift-Enter": Break }) => ({ "Shift-Enter": Break }), // Mod-Enter goes below the block
};

// What TipTap brings, without what a body may not hold.
const Kit = StarterKit.extend({
  addExtensions() {
    return this.parent().map((extension) => {
      const change = KEYS[extension.name];
      if (!change) return extension;
      return extension.extend({
        // An item of a list may begin with any block, as it may in a body.
        ...(extension.name === "listItem" ? { content: "block+" } : {}),
        // A heading of the fourth level that is there stays, but h2 and h3 are all that is made here.
        ...(extension.name === "heading"
          ? {
              addInputRules() {
                return this.parent().slice(0, 2);
              },
            }
          : {}),
        addKeyboardShortcuts() {
          return change(this.parent?.() ?? {});
        },
      });
    });
  },
}).configure({
  code: false,
  link: false,
  strike: false,
  underline: false,
  heading: { levels: [2, 3, 4] },
  codeBlock: { languageClassPrefix: "", HTMLAttributes: {} },
  dropcursor: { class: "ed-dropcursor", color: false },
});

export const extensions = (names) => [
  Keys,
  Kit,
  Link,
  PlainCode,
  Raised,
  Lowered,
  ...TABLES,
  Care,
  CareTitle,
  Exercise,
  ExerciseName,
  ExercisePart,
  figure(names),
  episode(names),
  Reference,
];
