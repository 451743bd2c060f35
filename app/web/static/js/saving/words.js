// What is said about saving: one line, with what one can do beside it. Screen readers are told when it begins to work,
// when it fails and when it works again, and not of every time that somebody who writes on is saved.

export class Words {
  constructor(root) {
    this.root = root;
    this.line = root.querySelector("[data-state]");
    this.told = root.querySelector("[data-told]");
    this.acts = root.querySelector("[data-acts]");
    this.problems = root.querySelector("[data-problems]");
    this.others = root.querySelector("[data-others]");
    root.hidden = false;
    // What else sticks to the window does so below this line, however many lines it has become.
    new ResizeObserver(() => document.documentElement.style.setProperty("--saving-height", `${root.offsetHeight}px`)).observe(root);
  }

  /** Say it, unless it stands there already. `acts` are [words, function] of buttons. */
  say(text, { tone = "", acts = [], problems = [] } = {}) {
    this.root.dataset.tone = tone;
    if (this.line.textContent !== text) this.line.textContent = text;
    this.#tell(text, tone, problems);
    this.acts.replaceChildren(...acts.map(([words, act]) => button(words, act)));
    this.acts.hidden = !acts.length;
    this.problems.replaceChildren(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    this.problems.hidden = !problems.length;
  }

  #tell(text, tone, problems) {
    const passing = !tone && text.endsWith("…");
    const news = tone || problems.length || this.tone !== tone;
    const words = [text, ...problems].join(" ");
    if (passing || !news || this.told.textContent === words) return;
    this.told.textContent = words;
    this.tone = tone;
  }

  /** Who else has the page open; "" for nobody. */
  sayOthers(text) {
    if (this.others.textContent !== text) this.others.textContent = text;
    this.others.hidden = !text;
  }
}

function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
}
