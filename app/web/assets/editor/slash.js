// "/" lists the blocks. The cursor stays in the text: the list is told to screen readers by aria-activedescendant, and
// what is chosen and how many there are is said by the voice.

import { Extension } from "@tiptap/core";
import { Suggestion } from "@tiptap/suggestion";
import { BLOCKS } from "./deeds.js";
import { freshId, make } from "./dom.js";

const SHOWN = 8; // as many as fit without scrolling; the list moves on with the choice
const COVERED = 90; // what may stick to the lower end of the window

const matching = (query) => {
  const asked = query.toLowerCase();
  return BLOCKS.filter((deed) => `${deed.label} ${deed.words}`.toLowerCase().split(/[\s:]+/).some((word) => word.startsWith(asked)));
};

class Menu {
  constructor(place, voice) {
    this.list = make("ul", { class: "ed-menu", role: "listbox", id: freshId("menu"), "aria-label": "Blocks", hidden: true });
    this.voice = voice;
    place.append(this.list);
  }

  open(props) {
    this.text = props.editor.view.dom;
    this.index = 0;
    this.show(props);
    if (props.items.length) this.voice.say(`${props.items.length} blocks. Up and down choose, Enter inserts, Escape closes. ${props.items[0].label}`);
  }

  show(props) {
    this.props = props;
    this.index = Math.min(this.index, Math.max(0, props.items.length - 1));
    const total = props.items.length;
    const first = Math.max(0, Math.min(this.index - Math.floor(SHOWN / 2), total - SHOWN));
    const options = props.items.slice(first, first + SHOWN).map((deed, offset) => {
      const index = first + offset;
      const place = { "aria-selected": String(index === this.index), "aria-posinset": index + 1, "aria-setsize": total };
      const option = make("li", { role: "option", id: `${this.list.id}-${index}`, ...place }, deed.label);
      if (deed.keys) option.append(make("span", { class: "ed-keys", "aria-hidden": "true" }, deed.keys));
      option.addEventListener("mousedown", (event) => event.preventDefault());
      option.addEventListener("click", () => props.command(deed));
      return option;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = !options.length;
    if (options.length) {
      this.text.setAttribute("aria-controls", this.list.id);
      this.text.setAttribute("aria-activedescendant", `${this.list.id}-${this.index}`);
    } else this.untie();
    requestAnimationFrame(() => this.put(this.props.clientRect?.())); // when the text has been scrolled to the cursor
  }

  change(props) {
    const before = this.props.items.length;
    this.show(props);
    if (props.items.length !== before) this.voice.say(props.items.length ? `${props.items.length} blocks. ${props.items[this.index].label}` : "No such block");
  }

  put(place) {
    if (!place || this.list.hidden) return;
    const around = this.list.offsetParent.getBoundingClientRect();
    const left = Math.min(place.left - around.left, around.width - this.list.offsetWidth - 4);
    const room = window.innerHeight - COVERED - place.bottom;
    const above = room < this.list.offsetHeight + 8 && place.top > this.list.offsetHeight;
    this.list.style.left = `${Math.max(0, left)}px`;
    this.list.style.top = `${(above ? place.top - this.list.offsetHeight - 4 : place.bottom + 4) - around.top}px`;
  }

  key({ key, isComposing }) {
    const { items, command } = this.props;
    if (!items.length || isComposing) return false;
    if (key === "Enter") {
      command(items[this.index]);
      return true;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (!step) return false;
    this.index = (this.index + step + items.length) % items.length;
    this.show(this.props);
    this.voice.say(`${items[this.index].label}, ${this.index + 1} of ${items.length}`);
    return true;
  }

  untie() {
    this.text?.removeAttribute("aria-controls");
    this.text?.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.untie();
  }
}

export const slash = (place, voice, ask) =>
  Extension.create({
    name: "slash",
    addProseMirrorPlugins() {
      return [
        Suggestion({
          editor: this.editor,
          char: "/",
          decorationClass: "ed-slash",
          items: ({ query }) => matching(query),
          allow: ({ state, range }) => {
            const { parent } = state.doc.resolve(range.from);
            return parent.type.name === "paragraph" && !/\d$/.test(parent.textBetween(0, Math.max(0, range.from - state.doc.resolve(range.from).start())));
          },
          command: ({ editor, range, props: deed }) => {
            editor.chain().deleteRange(range).run();
            deed.run(editor, ask);
          },
          render: () => {
            const menu = new Menu(place, voice);
            return {
              onStart: (props) => menu.open(props),
              onUpdate: (props) => menu.change(props),
              onKeyDown: ({ event }) => menu.key(event),
              onExit: () => menu.close(),
            };
          },
        }),
      ];
    },
  });
