// Saving by itself: one save on its way and one that waits. What had no answer is sent again as it was before anything
// newer, so that the server knows it again; then the version it answers with is adopted.

import { hidden, read, setHidden } from "./fields.js";

const REST_MS = 2_000;
const AT_MOST_MS = 15_000;
const COPY_MS = 300;
const BACK_OFF_MS = [2_000, 4_000, 8_000, 16_000, 32_000, 60_000];

export class Engine {
  /** `send(fields)` answers as sending.js; `keep(text)` and `forget()` care for the copy; `tell(what, more)` says it. */
  constructor(form, { send, keep, forget, tell, typed }) {
    Object.assign(this, { form, send, keep, forget, tell });
    this.saved = typed ? null : read(form).key;
    this.touched = typed;
    this.sending = null; // the promise of the save on its way
    this.unanswered = null; // a text that was sent and had no answer
    this.rejected = null; // a text that the server cannot keep
    this.incomplete = false;
    this.halted = ""; // why nothing is sent until somebody decides: conflict, gone, session, leaving
    this.tries = 0;
    if (typed) this.#soon();
  }

  /** Whether something is written that the server has not got. */
  get isDirty() {
    return this.unanswered !== null || this.#unsaved() !== null;
  }

  /** Whether leaving the page now would leave something behind that the server has not got. */
  get isUnsafe() {
    return this.isDirty || this.incomplete;
  }

  /** Somebody wrote. */
  touch() {
    this.touched = true;
    clearTimeout(this.copying);
    this.copying = setTimeout(() => this.copy(), COPY_MS);
    if (!this.halted) this.#soon();
  }

  copy() {
    clearTimeout(this.copying);
    const text = this.unanswered === null ? this.#unsaved() : read(this.form);
    if (text !== null) this.keep(text);
  }

  /** Try now, if there is anything to save. */
  now() {
    this.#rest();
    if (this.halted) return this.sending;
    this.sending ??= this.#save().finally(() => {
      this.sending = null;
      this.#goOn();
    });
    return this.sending;
  }

  /** Go on after somebody decided. */
  resume() {
    this.halted = "";
    this.tries = 0;
    return this.now();
  }

  halt(why) {
    this.halted = why;
    this.#rest();
  }

  /** The fields as they are sent. */
  outgoing(text) {
    const more = ["version", "birth_key", "apart"].map((name) => [name, hidden(this.form, name)]);
    return [...text.fields, ...more.filter(([, value]) => value)];
  }

  /** What is written and not saved, read once: a long text is not read for nothing. */
  #unsaved() {
    const text = this.touched ? read(this.form) : null;
    return text?.key === this.saved ? null : text;
  }

  async #save() {
    const text = this.unanswered ?? this.#unsaved();
    if (text === null || text.key === this.rejected) return;
    const slow = setTimeout(() => this.tell("saving"), 1_000);
    this.unanswered = text;
    const answer = await this.send(this.outgoing(text));
    clearTimeout(slow);
    if (answer.what === "saved") await this.#acknowledged(text, answer.body);
    else this.#refused(answer, text);
  }

  async #acknowledged(text, body) {
    this.unanswered = null;
    this.tries = 0;
    this.saved = text.key;
    setHidden(this.form, "version", String(body.version));
    setHidden(this.form, "apart", null);
    this.incomplete = body.problems.length > 0; // a field that could not be kept is still only here
    this.tell("saved", body);
    if (!this.isUnsafe) await this.forget();
    else this.keep(read(this.form));
  }

  #refused(answer, text) {
    this.keep(read(this.form));
    if (answer.what === "unreachable") {
      this.tries += 1;
    } else if (answer.what === "session") {
      this.halt("session"); // the same text is sent again after the login
    } else {
      this.unanswered = null;
      if (answer.what === "invalid") this.rejected = text.key; // not again until it is changed
      else this.halt(answer.what);
    }
    this.tell(answer.what, answer.body);
  }

  /** After a save: what was written meanwhile, or the same again after a pause. */
  #goOn() {
    if (this.halted) return;
    if (this.tries) this.retrying = setTimeout(() => this.now(), BACK_OFF_MS[Math.min(this.tries, BACK_OFF_MS.length) - 1]);
    else if (this.isDirty && read(this.form).key !== this.rejected) this.#soon();
  }

  #soon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.now(), REST_MS);
    this.waiting ??= setTimeout(() => this.now(), AT_MOST_MS);
  }

  #rest() {
    for (const timer of [this.resting, this.waiting, this.retrying]) clearTimeout(timer);
    this.waiting = undefined;
  }
}
