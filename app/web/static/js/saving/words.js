// What is said about saving: one line that screen readers are told of, with what one can do beside it.

export class Words {
  constructor(root) {
    this.root = root;
    this.line = root.querySelector("[data-state]");
    this.acts = root.querySelector("[data-acts]");
    this.problems = root.querySelector("[data-problems]");
    this.others = root.querySelector("[data-others]");
    root.hidden = false;
  }

  /** Say it, unless it stands there already. `acts` are [words, function] of buttons. */
  say(text, { tone = "", acts = [], problems = [] } = {}) {
    this.root.dataset.tone = tone;
    if (this.line.textContent !== text) this.line.textContent = text;
    this.acts.replaceChildren(...acts.map(([words, act]) => button(words, act)));
    this.acts.hidden = !acts.length;
    this.problems.replaceChildren(...problems.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    this.problems.hidden = !problems.length;
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
