// Choosing one of many in a dialog: a combobox with its list (WAI-ARIA's pattern), the results as one types.

import { freshId, make } from "./dom.js";

const PAUSE = 200;

export class Picker {
  constructor(place, voice) {
    this.voice = voice;
    this.dialog = make("dialog", { class: "ed-dialog" });
    place.append(this.dialog);
  }

  // Resolves to what was chosen, or null. `find(query)` gives [{label, hint, src?, value}].
  choose({ title, label, hint, find, start = "", extra = [], empty = "Nothing found." }) {
    const [titleId, inputId, listId, hintId] = ["title", "input", "list", "hint"].map(freshId);
    const input = make("input", {
      id: inputId, type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false",
      "aria-autocomplete": "list", "aria-controls": listId, "aria-describedby": hintId,
    });
    input.value = start;
    const list = make("ul", { id: listId, class: "ed-results", role: "listbox", "aria-label": title });
    const said = make("p", { class: "quiet", role: "status" });
    const cancel = make("button", { type: "button" }, "Cancel");
    this.dialog.setAttribute("aria-labelledby", titleId);
    this.dialog.replaceChildren(
      make("h2", { id: titleId }, title), make("label", { for: inputId }, label), make("p", { id: hintId, class: "help" }, hint),
      input, said, list, make("p", { class: "buttons" }, ...extra, cancel),
    );
    return new Promise((resolve) => {
      let options = [];
      let at = 0;
      let asked = 0;
      let done = false;
      const end = (value) => {
        if (done) return;
        done = true;
        this.dialog.close();
        this.dialog.replaceChildren();
        resolve(value);
      };
      const show = () => {
        for (const [index, element] of [...list.children].entries()) element.setAttribute("aria-selected", String(index === at));
        if (options.length) input.setAttribute("aria-activedescendant", `${listId}-${at}`);
        else input.removeAttribute("aria-activedescendant");
        input.setAttribute("aria-expanded", String(options.length > 0));
        list.children[at]?.scrollIntoView({ block: "nearest" });
      };
      const search = async () => {
        const mine = (asked += 1);
        let found;
        try {
          found = await find(input.value.trim());
        } catch (error) {
          if (mine === asked) said.textContent = error.message || "The server could not be reached. Please try again.";
          return;
        }
        if (mine !== asked || done) return;
        options = found;
        at = 0;
        list.replaceChildren(...found.map((option, index) => {
          const row = make("li", { role: "option", id: `${listId}-${index}` });
          if (option.src) row.append(make("img", { src: option.src, alt: "", loading: "lazy" }));
          row.append(make("span", {}, option.label), make("span", { class: "ed-keys" }, option.hint ?? ""));
          row.addEventListener("click", () => end(option.value));
          return row;
        }));
        said.textContent = found.length ? `${found.length} found. Up and down choose, Enter takes one.` : empty;
        show();
      };
      let timer = 0;
      input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          timer = 0;
          search();
        }, PAUSE);
      });
      input.addEventListener("keydown", async (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && options.length) {
          event.preventDefault();
          at = (at + step + options.length) % options.length;
          show();
        } else if (event.key === "Enter") {
          event.preventDefault(); // it would send the form around
          if (timer) {
            clearTimeout(timer);
            timer = 0;
            await search();
          }
          if (options[at]) end(options[at].value);
        }
      });
      cancel.addEventListener("click", () => end(null));
      this.dialog.onclose = () => end(null);
      this.end = end;
      this.dialog.showModal();
      input.focus();
      input.select();
      search();
    });
  }
}
