// Small makers of elements; every style is a class, because the pages allow no inline ones.

export const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

let made = 0;
export const freshId = (name) => `editor-${name}-${(made += 1)}`;

// 90 as "1:30", 3750 as "1:02:30".
export const clock = (seconds) => {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
};

// "1:30", "90" or "" as seconds; null for what is no time.
export const secondsOf = (text) => {
  const found = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})$/.exec(text.trim());
  if (!text.trim()) return 0;
  if (!found) return null;
  const [, hours = 0, minutes = 0, seconds] = found;
  const all = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return (found[2] !== undefined && Number(seconds) > 59) || all > 999999 ? null : all;
};

// The cursor back into the text at once: TipTap's own way waits for the next picture, and a key struck meanwhile is lost.
export const focused = (editor) => {
  editor.view.focus();
  return editor;
};

// One live region: what is said politely, once.
export class Voice {
  constructor() {
    this.element = make("p", { class: "visually-hidden", "aria-live": "polite" });
  }

  say(words) {
    this.element.textContent = "";
    setTimeout(() => (this.element.textContent = words), 50); // a change is announced, the same words again are not
  }
}
