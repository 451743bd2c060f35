// A text that was left behind in this browser is offered when its page is opened again: both texts and both dates.

import * as copies from "./copies.js";
import { hidden, labelOf, read } from "./fields.js";
import { post } from "./sending.js";

const HELD_MS = 1_500; // a page that closes lets go of its copy a little after the next one is open
const LOOKS = 5;
const BLOCKS = "p, h2, h3, h4, li, tr, caption, pre, blockquote, figure, figcaption, aside, section, div";
const NOT_SHOWN = new Set(["body_format"]); // how the text is sent, which says nothing to whoever wrote it

export class Offer {
  constructor(form, { section, address, place, writer }) {
    Object.assign(this, { form, section, address, place, writer });
    section.querySelector("[data-take]").addEventListener("click", () => this.#take());
    section.querySelector("[data-drop]").addEventListener("click", () => this.#drop());
  }

  async look(looks = LOOKS) {
    const { free, held } = await copies.leftBehind(this.place, hidden(this.form, "birth_key"), this.writer);
    this.waiting = [];
    for (const copy of free) if (await this.#isWanted(copy)) this.waiting.push(copy);
    if (this.waiting.length) this.#show();
    else if (held && looks > 1) setTimeout(() => this.look(looks - 1), HELD_MS);
  }

  /** What the server has is forgotten without a word. */
  async #isWanted(copy) {
    const fields = [...copy.fields, ["birth_key", copy.birth], ["only", "compare"]];
    if (copy.key !== read(this.form).key && !(await post(this.address, fields)).body.same) return true;
    await copies.forget(copy.id);
    return false;
  }

  #show() {
    const copy = this.waiting[0];
    const now = new Map(read(this.form).fields);
    const then = new Map(copy.fields);
    const names = [...new Set([...now.keys(), ...then.keys()])].filter((name) => !NOT_SHOWN.has(name) && (now.get(name) ?? "") !== (then.get(name) ?? ""));
    this.section.querySelector("[data-typed-at]").textContent = `on ${new Date(copy.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}`;
    const pairs = names.map((name) => pair(labelOf(this.form, name), shown(then, name), shown(now, name)));
    this.section.querySelector("[data-differences]").replaceChildren(...pairs);
    this.section.hidden = false;
    if (!this.form.contains(document.activeElement)) this.section.focus();
  }

  /** The server shows the form with this text, so that rows and choices come right; it is saved from there. */
  #take() {
    const copy = this.waiting[0];
    const isNew = !hidden(this.form, "version");
    const more = [
      ["csrf_token", hidden(this.form, "csrf_token")],
      ["version", isNew ? copy.version : hidden(this.form, "version")],
      ["birth_key", isNew ? copy.birth : hidden(this.form, "birth_key")],
      ["apart", "1"],
      ["copy", copy.id],
      ["do", "edit"],
    ];
    const sent = Object.assign(document.createElement("form"), { method: "post", action: this.form.getAttribute("action"), hidden: true });
    for (const [name, value] of [...copy.fields, ...more]) {
      sent.append(Object.assign(document.createElement("textarea"), { name, value }));
    }
    document.body.append(sent);
    this.form.dispatchEvent(new CustomEvent("saving:leave"));
    sent.submit();
  }

  async #drop() {
    await copies.forget(this.waiting.shift().id);
    if (this.waiting.length) return this.#show();
    this.section.hidden = true;
    document.getElementById("edit").querySelector("[name=title]")?.focus();
  }
}

/** As it reads: a text from the editor without its marks, which nobody wrote. What is taken back has them all. */
function shown(fields, name) {
  const value = fields.get(name) ?? "";
  if (name !== "body" || fields.get("body_format") !== "html") return value;
  const { body } = new DOMParser().parseFromString(value, "text/html");
  for (const block of body.querySelectorAll(BLOCKS)) block.before("\n\n");
  for (const picture of body.querySelectorAll("[data-asset]")) picture.prepend(`[Picture: ${picture.dataset.alt ?? "no description"}] `);
  return body.textContent.trim().replaceAll(/\n{3,}/g, "\n\n");
}

function pair(label, mine, saved) {
  const made = document.createElement("div");
  made.className = "compare";
  made.append(
    element("h3", label),
    element("div", "", "compare-pair", [column("In this browser", mine, label), column("On the page now", saved, label)]),
  );
  return made;
}

function column(words, text, label) {
  const said = element("pre", text || "(nothing)");
  said.tabIndex = 0;
  said.setAttribute("role", "group");
  said.setAttribute("aria-label", `${words}: ${label}`);
  return element("div", "", "", [element("h4", words), said]);
}

function element(name, text, className = "", children = []) {
  const made = Object.assign(document.createElement(name), { textContent: text, className });
  made.append(...children);
  return made;
}
