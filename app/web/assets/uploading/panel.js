// How an upload stands: a bar, a line, buttons.

import { size, time } from "./words.js";

const SPOKEN_EVERY = 10; // per cent: a screen reader is not to be kept talking

// The average of the last seconds, so that the time left does not jump.
export class Speed {
  #marks = [];

  note(bytes, now = performance.now()) {
    this.#marks.push([now, bytes]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > 5000) this.#marks.shift();
  }

  forget() {
    this.#marks = [];
  }

  get perSecond() {
    if (this.#marks.length < 2) return NaN;
    const [[from, first], [to, last]] = [this.#marks[0], this.#marks.at(-1)];
    return to > from ? ((last - first) * 1000) / (to - from) : NaN;
  }
}

export const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export class Panel {
  // `about` names the file where there are several, and what is said of them together is then said elsewhere.
  constructor(form, about = "") {
    this.about = about;
    this.bar = element("progress", { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", about ? `Uploaded of ${about}` : "Uploaded");
    this.line = element("p", { className: "upload-line" });
    this.spoken = element("p", { className: "visually-hidden" });
    this.spoken.setAttribute("aria-live", "polite");
    this.problem = element("p", { className: "upload-problem" });
    this.problem.setAttribute("role", "alert");
    this.pause = element("button", { type: "button" });
    this.discard = element("button", { type: "button" });
    this.name(this.pause, "Pause");
    this.name(this.discard, "Discard");
    this.buttons = element("p", { className: "upload-buttons" }, this.pause, " ", this.discard);
    this.root = element("div", { className: "upload-panel", hidden: true });
    this.root.append(this.bar, this.line, this.buttons, this.spoken, this.problem);
    form.append(this.root);
    this.lastSpoken = -SPOKEN_EVERY;
  }

  name(button, text) {
    button.textContent = text;
    if (this.about) button.append(element("span", { className: "visually-hidden", textContent: ` ${this.about}` }));
  }

  open() {
    this.root.hidden = false;
    this.bar.hidden = this.buttons.hidden = false;
    this.problem.textContent = "";
    this.lastSpoken = -SPOKEN_EVERY;
  }

  progress(sent, total, speed) {
    const percent = Math.floor((sent / total) * 100);
    this.bar.value = percent;
    const parts = [`${percent} %`, `${size(sent)} of ${size(total)}`];
    if (Number.isFinite(speed) && speed > 0) parts.push(`${size(speed)} a second`, time((total - sent) / speed));
    this.line.textContent = parts.filter(Boolean).join(" · ");
    if (!this.about && percent >= this.lastSpoken + SPOKEN_EVERY) {
      this.lastSpoken = percent;
      this.spoken.textContent = `${percent} per cent uploaded`;
    }
  }

  say(text) {
    this.line.textContent = text;
    if (!this.about) this.spoken.textContent = text;
  }

  fail(text) {
    this.problem.textContent = text;
  }
}
