// The keys, in a dialog.

import { DEEDS } from "./deeds.js";
import { freshId, make } from "./dom.js";

const OTHERS = [
  ["Go to the toolbar, and on to the details of a block by Tab", "Alt+F10"],
  ["Back to the text", "Escape"],
  ["List of blocks", "/"],
  ["New paragraph below a block", "Ctrl+Enter"],
  ["New line in a paragraph", "Shift+Enter"],
  ["Leave the editor", "Tab, Shift+Tab"],
];

export const helpDialog = (place) => {
  const id = freshId("help");
  const rows = [...OTHERS, ...DEEDS.filter((deed) => deed.keys).map((deed) => [deed.label, deed.keys])];
  const close = make("button", { type: "button" }, "Close");
  const list = make("dl", { class: "ed-help" }, ...rows.map(([what, keys]) => make("div", {}, make("dt", {}, what), make("dd", {}, keys))));
  const note = make("p", { class: "quiet" }, "On a Mac, Ctrl is the Command key.");
  const dialog = make("dialog", { class: "ed-dialog", "aria-labelledby": id }, make("h2", { id }, "Keys of the editor"), list, note, close);
  close.addEventListener("click", () => dialog.close());
  place.append(dialog);
  return dialog;
};
