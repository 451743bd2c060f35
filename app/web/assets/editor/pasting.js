// What happens when something is pasted or dropped: HTML is cleaned, pictures go to the library, too much is refused
// with a sentence and what was there stays.

import { closeHistory } from "@tiptap/pm/history";
import { Selection } from "@tiptap/pm/state";
import { cleanPasted, MOST_KEPT, MOST_PASTED } from "./paste.js";
import { toEditor } from "./shape.js";

const size = (text) => new Blob([text]).size;
const inWords = (bytes) => (bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
const picturesOf = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
const isOurs = (html) => html.includes("data-pm-slice");
const hasWords = (html) => /[^\s]/.test(html.replace(/<[^>]*>/g, ""));

export class Pasting {
  #cleaned = { from: null, to: "", said: [] };

  // `tell(words)` shows a message, `written()` is how many bytes the text has, `bring(files)` uploads pictures.
  constructor({ tell, written, bring }) {
    Object.assign(this, { tell, written, bring });
  }

  get props() {
    return {
      transformPastedHTML: (html) => (isOurs(html) ? html : this.#clean(html).to),
      handleDOMEvents: { paste: (view, event) => this.#pasted(view, event) },
      handleDrop: (view, event, _slice, moved) => !moved && this.#dropped(view, event),
    };
  }

  #clean(html) {
    if (this.#cleaned.from !== html) {
      const { html: clean, said } = cleanPasted(html);
      this.#cleaned = { from: html, to: toEditor(clean), said };
    }
    return this.#cleaned;
  }

  // True when it was dealt with here.
  #pasted(view, event) {
    const data = event.clipboardData;
    if (!data) return false;
    const html = data.getData("text/html");
    const pictures = picturesOf(data);
    if (pictures.length && !(html.length < 1e6 && hasWords(html)) && !isOurs(html)) return this.#take(event, pictures);
    const refusal = this.#refusal(html, data.getData("text/plain"));
    if (!refusal) {
      this.tell(html && !isOurs(html) ? this.#clean(html).said.join(" ") : "");
      view.dispatch(closeHistory(view.state.tr)); // one paste is one thing to undo
      return false;
    }
    event.preventDefault();
    this.tell(refusal);
    return true;
  }

  #refusal(html, text) {
    const rest = "Nothing was pasted, and your text is as it was. Paste it in parts, onto several pages.";
    if (html.length > MOST_PASTED) return `That is ${inWords(html.length)} of formatted text, more than can be looked at. ${rest}`;
    const bytes = size(html && !isOurs(html) ? this.#clean(html).to : text);
    return bytes + this.written() > MOST_KEPT ? `That is ${inWords(bytes)} of text, and a page holds 200 kB in all. ${rest}` : "";
  }

  #dropped(view, event) {
    const pictures = picturesOf(event.dataTransfer);
    const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
    if (!pictures.length) return false;
    if (place) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(place.pos))));
    return this.#take(event, pictures);
  }

  #take(event, pictures) {
    event.preventDefault();
    this.bring(pictures);
    return true;
  }
}
