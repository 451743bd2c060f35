// The field of a text and the editor that takes its place. What is written goes back into the field, so that the form,
// autosave and preview know one field and its format only. A text that nobody touched stays as the server gave it.

import { Editor } from "@tiptap/core";
import { DOMSerializer } from "@tiptap/pm/model";
import { NodeSelection, Selection } from "@tiptap/pm/state";
import { Ask } from "./ask.js";
import { insertBlock, newFigure } from "./deeds.js";
import { Details } from "./details.js";
import { focused, freshId, make, Voice } from "./dom.js";
import { placeOf } from "./going.js";
import { helpDialog } from "./help.js";
import { Names } from "./names.js";
import { Pasting } from "./pasting.js";
import { extensions } from "./schema.js";
import { Server } from "./server.js";
import { fromEditor, toEditor } from "./shape.js";
import { slash } from "./slash.js";
import { Toolbar } from "./toolbar.js";

const PAUSE = 300;
const HINT = "Type / for a list of blocks. Alt+F10 goes to the toolbar, Tab leaves the editor.";

// Typing while a picture or an episode is chosen goes on below it, and takes the place of nothing.
const typedOnBlock = (view, text) => {
  const { selection, schema, tr } = view.state;
  if (!(selection instanceof NodeSelection) || !selection.node.isBlock) return false;
  const at = selection.to;
  tr.insert(at, schema.nodes.paragraph.create(null, schema.text(text)));
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at + 1 + text.length), -1)).scrollIntoView());
  return true;
};

export class Writing {
  constructor(field, memory) {
    Object.assign(this, { field, memory, form: field.form, editor: null, timer: 0 });
    this.covered = { top: 150, bottom: 110, left: 8, right: 8 }; // what sticks to the window must not lie on the cursor
    this.format = this.form.elements.namedItem("body_format");
    this.label = this.form.querySelector(`label[for="${field.id}"]`);
    this.label.id ||= freshId("label");
    this.id = field.id;
    this.server = new Server(field);
    this.names = new Names(field.dataset.names);
    this.voice = new Voice();
    this.problem = make("p", { class: "ed-problem", "aria-live": "assertive" });
    this.help = [document.getElementById(`${field.id}-help`), field.closest(".field").parentElement.querySelector(".writing-help")];
    this.ask = new Ask({ place: document.querySelector("main"), voice: this.voice, server: this.server, names: this.names, form: this.form });
    this.ask.tell = (words) => this.tell(words);
    this.ask.bring = (files) => this.bring(files);
    this.back = make("button", { type: "button", class: "small ed-back" }, "Use the editor");
    this.back.addEventListener("click", () => this.toEditor());
    field.after(this.problem, this.voice.element);
    field.before(this.back);
  }

  start() {
    const html = this.field.dataset.html ?? (this.format.value === "html" ? this.field.value : null);
    if (html === null || (this.format.value !== "html" && this.memory.wantsMarkdown)) return;
    const here = document.activeElement === this.field;
    this.open(html);
    if (here) focused(this.editor); // somebody was quicker than the script: the cursor is not lost with the field
  }

  tell(words) {
    this.problem.textContent = words;
  }

  // ---- the two modes

  open(html) {
    this.back.hidden = true;
    this.#helpIs(true);
    this.source = { value: this.field.value, format: this.format.value };
    this.field.id = `${this.id}-markdown`;
    this.label.htmlFor = this.field.id; // who asks the field for its name is answered
    this.field.hidden = true;
    this.frame = this.#frame();
    this.editor = this.ask.editor = new Editor({
      element: this.frame.text,
      injectCSS: false, // the page's policy allows no inline style; see desk-editor.css
      extensions: [...extensions(this.names), slash(this.frame.root, this.voice, this.ask)],
      content: toEditor(html),
      editorProps: { attributes: this.#attributes(), ...this.#props() },
    });
    this.toolbar = new Toolbar(this.editor, this.ask, { controls: this.id, extra: this.#extra() });
    this.details = new Details(this.editor, this.ask);
    this.frame.head.append(this.toolbar.bar, this.details.bar);
    this.untouched = this.html();
    this.editor.on("update", () => this.#soon());
    this.editor.on("transaction", () => this.#show());
    this.label.onclick = () => this.editor?.commands.focus();
    this.#show();
  }

  #frame() {
    const [head, text] = [make("div", { class: "ed-head" }), make("div", { class: "ed-text" })];
    this.hintId = freshId("hint");
    const root = make("div", { class: "ed" }, head, text, make("p", { class: "ed-hint", id: this.hintId }, HINT));
    this.field.after(root);
    return { root, head, text };
  }

  #attributes() {
    const about = (this.field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${this.id}-help`);
    const attributes = {
      id: this.id, class: "ed-page", role: "textbox", "aria-multiline": "true", "aria-labelledby": this.label.id,
      "aria-describedby": [...about, this.hintId].join(" "), spellcheck: "true",
    };
    return this.field.getAttribute("aria-invalid") ? { ...attributes, "aria-invalid": "true" } : attributes;
  }

  #props() {
    const pasting = new Pasting({ tell: (words) => this.tell(words), written: () => this.field.value.length, bring: (files, at) => this.bring(files, at) });
    const covered = this.covered;
    return {
      ...pasting.props,
      scrollThreshold: covered,
      scrollMargin: covered,
      handleTextInput: (view, _from, _to, text) => typedOnBlock(view, text),
      handleKeyDown: (_view, event) => {
        if (event.altKey && event.key === "F10") this.toolbar.focus();
        else if ((event.ctrlKey || event.metaKey) && event.altKey && event.code === "KeyK") this.ask.link();
        else return false;
        event.preventDefault();
        return true;
      },
    };
  }

  #extra() {
    const keys = make("button", { type: "button", class: "ed-tool" }, "Keys");
    keys.addEventListener("click", () => (this.keys ??= helpDialog(document.querySelector("main"))).showModal());
    const markdown = make("button", { type: "button", class: "ed-tool" }, "Markdown");
    markdown.addEventListener("click", () => this.toMarkdown());
    return [keys, markdown];
  }

  close() {
    clearTimeout(this.timer);
    this.editor.destroy();
    this.frame.root.remove();
    this.editor = this.ask.editor = this.label.onclick = null;
    this.field.id = this.label.htmlFor = this.id;
    this.field.hidden = this.back.hidden = false;
    this.#helpIs(false);
  }

  #helpIs(hidden) {
    for (const element of this.help) if (element) element.hidden = hidden;
  }

  async toMarkdown() {
    this.flush();
    this.editor.setEditable(false, false);
    try {
      const text = this.format.value === "html" ? await this.server.convert(this.field.value, "markdown") : this.field.value;
      this.close();
      this.#put(text, "markdown");
      this.memory.wantsMarkdown = true;
      this.tell("");
      this.field.focus();
    } catch (error) {
      this.editor.setEditable(true, false);
      this.tell(error.message);
    }
  }

  async toEditor() {
    this.field.readOnly = true;
    try {
      const html = await this.server.convert(this.field.value, "html");
      this.open(html);
      this.memory.wantsMarkdown = false;
      this.tell("");
      this.editor.commands.focus("start");
    } catch (error) {
      this.tell(error.message);
    } finally {
      this.field.readOnly = false;
    }
  }

  // ---- between the editor and the field

  // A document never changes, another takes its place: whoever asks for the same one again has the same answer.
  html() {
    const { state, schema } = this.editor;
    if (this.written?.doc === state.doc) return this.written.html;
    const body = document.implementation.createHTMLDocument("").body;
    DOMSerializer.fromSchema(schema).serializeFragment(state.doc.content, { document: body.ownerDocument }, body);
    this.written = { doc: state.doc, html: fromEditor(body) };
    return this.written.html;
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  #show() {
    this.frameAsked ||= requestAnimationFrame(() => {
      this.frameAsked = 0;
      if (!this.editor) return;
      this.toolbar.show();
      this.details.show();
      this.covered.top = this.frame.head.offsetHeight + (Number.parseFloat(getComputedStyle(this.frame.head).top) || 0) + 12;
    });
  }

  // `later`: whoever reads the form at this moment is not to be told in the middle of it.
  #put(value, format, later = false) {
    if (this.field.value === value && this.format.value === format) return;
    this.field.value = value;
    this.format.value = format;
    const tell = () => this.field.dispatchEvent(new Event("input", { bubbles: true }));
    if (later) setTimeout(tell);
    else tell();
  }

  flush({ later = false } = {}) {
    clearTimeout(this.timer);
    if (!this.editor) return;
    const html = this.html();
    if (html === this.untouched) this.#put(this.source.value, this.source.format, later);
    else this.#put(html, "html", later);
  }

  // ---- what others ask: see the events of the form in desk-editor.js

  async set({ value, format }) {
    try {
      if (!this.editor) this.#put(format === "html" ? await this.server.convert(value, "markdown") : value, "markdown");
      else {
        this.editor.commands.setContent(toEditor(format === "html" ? value : await this.server.convert(value, "html")));
        this.flush();
      }
    } catch (error) {
      // Whatever it is, it is not lost: it stands in the field as it came.
      if (this.editor && format !== "html") this.close();
      if (!this.editor) this.#put(value, format);
      this.tell(error.message);
    }
  }

  goTo(finding) {
    if (!this.editor) {
      this.field.focus();
      return;
    }
    const { tr, doc } = this.editor.state;
    this.editor.view.dispatch(tr.setSelection(placeOf(doc, finding)).scrollIntoView());
    this.editor.commands.focus();
  }

  // `at` is a place between blocks, else the cursor's. What is written while a file is on its way moves the place along.
  async bring(files, at) {
    let place = at;
    const follow = ({ transaction }) => (place &&= transaction.mapping.map(place));
    this.editor.on("transaction", follow);
    for (const file of files) {
      this.voice.say(`Uploading ${file.name || "the picture"}`);
      this.tell("");
      try {
        const asset = await this.server.upload(file, (percent) => (this.frame.root.dataset.uploading = percent));
        insertBlock(this.editor, newFigure({ id: asset.id }), place);
        this.voice.say("The picture is in the text and in the library. Say what it shows in the line below the toolbar.");
      } catch (error) {
        this.tell(`The picture was not taken: ${error.message}`);
      }
    }
    this.editor?.off("transaction", follow);
  }
}
