// The toolbar: one stop of the Tab key, arrow keys inside (WAI-ARIA's toolbar pattern). Alt+F10 comes here from the
// text, Escape goes back.

import { DEEDS } from "./deeds.js";
import { focused, freshId, make } from "./dom.js";

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

// `buttons` in one bar with a roving tabindex.
export const rove = (bar, { leave }) => {
  const usable = () => [...bar.querySelectorAll("button")].filter((button) => !button.closest("[hidden]"));
  const go = (button) => {
    for (const each of usable()) each.tabIndex = each === button ? 0 : -1;
    button.focus();
  };
  bar.addEventListener("keydown", (event) => {
    const all = usable();
    const at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      event.preventDefault();
      leave();
    } else if (event.key in STEPS || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const next = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : (at + STEPS[event.key] + all.length) % all.length;
      go(all[next]);
    }
  });
  bar.addEventListener("focusin", (event) => {
    for (const each of usable()) each.tabIndex = each === event.target ? 0 : -1;
  });
  return () => go(usable().find((button) => button.tabIndex === 0) ?? usable()[0]);
};

export class Toolbar {
  constructor(editor, ask, { controls, extra }) {
    this.editor = editor;
    this.bar = make("div", { class: "ed-bar", role: "toolbar", "aria-label": "Formatting", "aria-controls": controls });
    this.buttons = new Map();
    let group = make("span", { class: "ed-group" });
    this.bar.append(group);
    for (const deed of DEEDS.filter((each) => !each.more)) {
      if (deed.group) {
        group = make("span", { class: "ed-group" });
        this.bar.append(group);
      }
      const button = make("button", { type: "button", class: `ed-tool ed-tool-${deed.id}`, "aria-label": deed.label, "aria-description": deed.keys, title: deed.keys ? `${deed.label} (${deed.keys})` : null }, deed.sign);
      if (deed.on) button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && deed.run(editor, ask));
      group.append(button);
      this.buttons.set(deed, button);
    }
    this.#more(ask);
    this.bar.append(make("span", { class: "ed-group" }, ...extra));
    this.focus = rove(this.bar, { leave: () => focused(editor) });
    for (const [index, button] of [...this.bar.querySelectorAll("button")].entries()) button.tabIndex = index ? -1 : 0;
    // A click keeps the selection of the text.
    this.bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
  }

  // What is used less often: a disclosure that stays in the bar.
  #more(ask) {
    const id = freshId("more");
    const inner = make("span", { class: "ed-group ed-more", id, hidden: true });
    const opener = make("button", { type: "button", class: "ed-tool", "aria-expanded": "false", "aria-controls": id }, "More");
    const open = (on) => {
      inner.hidden = !on;
      opener.setAttribute("aria-expanded", String(on));
    };
    opener.addEventListener("click", () => open(inner.hidden));
    for (const deed of DEEDS.filter((each) => each.more)) {
      const button = make("button", { type: "button", class: "ed-tool" }, deed.label);
      if (deed.on) button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        deed.run(this.editor, ask);
        open(false);
      });
      inner.append(button);
      this.buttons.set(deed, button);
    }
    this.bar.append(make("span", { class: "ed-group" }, opener), inner);
  }

  // What is on at the cursor, and what cannot be done there. A button that is off stays in reach of the arrow keys.
  show() {
    for (const [deed, button] of this.buttons) {
      if (deed.on) button.setAttribute("aria-pressed", String(deed.on(this.editor)));
      if (deed.can) button.setAttribute("aria-disabled", String(!deed.can(this.editor)));
    }
  }
}
