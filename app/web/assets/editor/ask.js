// The questions that some blocks begin with: which page, which picture, which reference, which episode.

import { insertBlock, newFigure } from "./deeds.js";
import { clock, focused, freshId, make, secondsOf } from "./dom.js";
import { mayLink } from "./marks.js";
import { Picker } from "./picker.js";

const addressOf = (typed) => {
  if (mayLink(typed)) return typed;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(typed)) return `mailto:${typed}`;
  if (/^[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$/.test(typed)) return `https://${typed}`;
  return "";
};

export class Ask {
  constructor({ place, voice, server, names, form }) {
    Object.assign(this, { server, names, form });
    this.picker = new Picker(place, voice);
  }

  // The cursor goes back to the text whatever was chosen.
  async #choose(question) {
    const chosen = await this.picker.choose(question);
    focused(this.editor);
    return chosen;
  }

  async link() {
    const { editor } = this;
    if (editor.isActive("link")) editor.commands.extendMarkRange("link");
    const { href } = editor.getAttributes("link");
    const chosen = await this.#choose({
      title: "Link",
      label: "Search for a page, or type an address",
      hint: "An address begins with https://, mailto: or tel:. A link to a page of this site goes on working when that page moves.",
      start: href ?? "",
      find: async (query) => {
        const address = addressOf(query);
        const found = (await this.server.entries(query)).map((entry) => ({
          label: entry.title, hint: `${entry.kind} · ${entry.path} · ${entry.state}`, value: { entry: String(entry.id), title: entry.title },
        }));
        return address ? [{ label: `Link to ${address}`, hint: "address", value: { href: address, title: address } }, ...found] : found;
      },
      empty: "No page has that in its title. A whole address can be linked to, too.",
    });
    if (!chosen) return;
    const attrs = { href: chosen.href ?? null, entry: chosen.entry ?? null };
    const { empty } = editor.state.selection;
    const chain = focused(editor).chain();
    if (!empty) chain.setMark("link", attrs).run();
    else chain.insertContent([{ type: "text", text: chosen.title, marks: [{ type: "link", attrs }] }]).unsetMark("link").run();
  }

  async #which(title) {
    const file = make("input", { type: "file", accept: "image/*", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
    const bring = make("button", { type: "button" }, "Upload a new picture");
    bring.addEventListener("click", () => file.click());
    file.addEventListener("change", () => file.files.length && this.picker.end({ file: file.files[0] }));
    return this.#choose({
      title,
      label: "Search the library",
      hint: "By name or description. The newest come first.",
      extra: [bring, file],
      find: async (query) => {
        const found = await this.server.pictures(query);
        this.names.know(found);
        return found.map((each) => ({ label: each.name, hint: each.alt || "not described", src: each.src, value: each }));
      },
      empty: "No picture in the library is called that. Upload one, or search for another word.",
    });
  }

  // Below the cursor, or at a place.
  async picture(at) {
    const chosen = await this.#which("Picture");
    if (chosen?.file) this.bring([chosen.file], at);
    else if (chosen) insertBlock(this.editor, newFigure(chosen), at);
  }

  // Another picture in the same place; what it shows has to be said anew.
  async otherPicture() {
    const chosen = await this.#which("Another picture");
    if (chosen && !chosen.file) this.editor.commands.updateAttributes("figure", { asset: String(chosen.id), alt: chosen.alt, decorative: null });
    else if (chosen) this.bring([chosen.file]);
  }

  async reference() {
    const rows = [...this.form.querySelectorAll('input[name^="citations-"][name$="-key"]')];
    const known = rows.map((row) => ({ key: row.value.trim().toLowerCase(), words: this.form.querySelector(`[name="${row.name.replace(/-key$/, "-text")}"]`)?.value ?? "" }));
    const keys = known.filter(({ key }) => /^[a-z0-9][a-z0-9-]{0,39}$/.test(key));
    const key = await this.#choose({
      title: "Reference mark",
      label: "Search the references of this page",
      hint: "The site numbers them in the order of the text.",
      find: async (query) =>
        keys
          .filter(({ key: each, words }) => `${each} ${words}`.toLowerCase().includes(query.toLowerCase()))
          .map(({ key: each, words }) => ({ label: each, hint: words, value: each })),
      empty: "No such reference. Add it in the section References of this form first, with a key.",
    });
    if (key) focused(this.editor).chain().insertContent({ type: "reference", attrs: { key } }).run();
  }

  async episode() {
    const [id, wrongId] = [freshId("start"), freshId("wrong")];
    const start = make("input", { id, type: "text", inputmode: "text", placeholder: "0:00", "aria-describedby": wrongId });
    const wrong = make("p", { id: wrongId, class: "field-error", role: "alert" });
    const chosen = await this.#choose({
      title: "Podcast episode",
      label: "Search for an episode",
      hint: "By its title. What is not published yet is shown to readers when it is.",
      extra: [make("span", { class: "ed-start" }, make("label", { for: id }, "From (minutes:seconds)"), start, wrong)],
      find: async (query) => {
        const found = await this.server.entries(query, "episode");
        this.names.know([], found);
        return found.map((each) => ({ label: each.title, hint: each.state, value: each }));
      },
      empty: "No episode is called that.",
    });
    if (!chosen) return;
    const seconds = secondsOf(start.value);
    insertBlock(this.editor, { type: "episode", attrs: { entry: String(chosen.id), start: seconds ?? 0 } });
    if (seconds === null) this.tell(`“${start.value}” is no time, so the episode begins at ${clock(0)}. Choose it to change that.`);
  }
}
