// The command palette (Ctrl K or Cmd K): type, choose with the arrows, go. It asks the same address as the page "Find",
// which is what the link in the frame leads to without a script. "?" opens the list of shortcuts.

const WAIT_MS = 120;
const link = document.querySelector("[data-palette]");

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

class Palette {
  constructor(address) {
    this.address = address;
    this.hits = [];
    this.chosen = -1;
    this.input = make("input", {
      type: "text",
      role: "combobox",
      id: "palette-input",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      "aria-controls": "palette-list",
    });
    this.list = make("ul", { role: "listbox", id: "palette-list", "aria-label": "Places" });
    this.said = make("p", { role: "status", class: "palette-said quiet" });
    const label = make("label", { for: "palette-input" }, "Go to a page, or begin something");
    this.dialog = make("dialog", { class: "palette", "aria-label": "Go to" }, label, this.input, this.list, this.said);
    document.body.append(this.dialog);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
    this.dialog.addEventListener("close", () => this.before?.focus());
  }

  open() {
    if (this.dialog.open) return;
    this.before = document.activeElement;
    this.dialog.showModal();
    this.input.select();
    this.ask();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const asked = this.input.value;
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.address}?q=${encodeURIComponent(asked)}`, { signal: this.asking.signal });
      if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) throw new Error(String(answer.status));
      this.show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      this.show([]);
      this.said.textContent = "The list cannot be had just now. Check the connection, or log in again.";
    }
  }

  show(hits) {
    this.hits = hits;
    this.list.replaceChildren(
      ...hits.map((hit, place) =>
        make(
          "li",
          { role: "option", id: `palette-${place}`, "aria-selected": "false", "data-href": hit.href },
          make("span", { class: "palette-title" }, hit.title),
          " ",
          make("span", { class: "quiet" }, [hit.kind, hit.state].filter(Boolean).join(", ")),
        ),
      ),
    );
    this.said.textContent = hits.length ? `${hits.length} ${hits.length === 1 ? "place" : "places"}` : "Nothing is called that.";
    this.choose(hits.length ? 0 : -1);
  }

  choose(place) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.chosen = place;
    const option = this.list.children[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const last = this.hits.length - 1;
    const steps = { ArrowDown: this.chosen >= last ? 0 : this.chosen + 1, ArrowUp: this.chosen <= 0 ? last : this.chosen - 1 };
    if (event.key in steps && last >= 0) {
      event.preventDefault();
      this.choose(steps[event.key]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.go(this.list.children[this.chosen]);
    }
  }

  go(option) {
    if (option) location.assign(option.dataset.href);
  }
}

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false]), dialog[open]");

if (link) {
  let palette;
  const open = () => (palette ??= new Palette(link.dataset.palette)).open();
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      open();
    } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      event.preventDefault();
      location.assign(link.dataset.shortcuts);
    }
  });
}
