// Several files at once, for <form data-upload data-many>: chosen together or dropped on the form. Three are on their way at
// a time; what one of them is refused for stops no other, and each says in its own line what became of it.

import { offerToGoOn } from "./begun.js";
import { element, Panel } from "./panel.js";
import { Transfer } from "./transfer.js";
import { arrived } from "./words.js";

const AT_ONCE = 3;

const counted = (count, one, several) => (count ? `${count} ${count === 1 ? one : several}` : "");

class Queue {
  #items = [];
  #waiting = [];
  #busy = new Set();

  constructor(form) {
    this.form = form;
    this.list = element("ul", { className: "upload-list", hidden: true });
    this.list.setAttribute("aria-label", "Files on their way");
    this.summary = element("p", { className: "upload-summary" });
    this.summary.setAttribute("role", "status");
    form.append(this.summary, this.list);
  }

  add(file) {
    const root = element("li", {}, element("p", { className: "upload-name", textContent: file.name }));
    const panel = new Panel(root, file.name);
    const item = { panel, root, outcome: "" };
    this.#items.push(item);
    this.list.hidden = false;
    this.list.append(root);
    panel.open();
    panel.pause.hidden = true;
    panel.say("Waiting for its turn.");
    panel.discard.onclick = () => this.#leaveOut(item);
    item.begin = () => this.#begin(item, file);
    this.#waiting.push(item);
  }

  start() {
    while (this.#waiting.length && this.#busy.size < AT_ONCE) this.#waiting.shift().begin();
    this.#sum();
  }

  #begin(item, file) {
    this.#busy.add(item);
    item.panel.pause.hidden = false;
    const transfer = new Transfer(file, this.form, item.panel, {
      running: (on) => {
        this.#busy[on ? "add" : "delete"](item);
        item.outcome = "";
        this.start();
      },
      done: (asset) => this.#done(item, asset),
      failed: () => this.#ended(item, "failed"),
      discarded: () => this.#ended(item, "left out"),
    });
    transfer.begin();
  }

  #leaveOut(item) {
    this.#waiting = this.#waiting.filter((other) => other !== item);
    item.panel.bar.hidden = item.panel.buttons.hidden = true;
    item.panel.say("Left out.");
    this.#ended(item, "left out");
  }

  #done(item, asset) {
    const address = this.form.dataset.done.replace("{id}", asset.id);
    if (this.#items.length === 1 && !asset.known) {
      window.location.assign(address);
      return;
    }
    const link = element("a", { href: address, textContent: asset.known ? asset.name : `Open ${asset.name}` });
    item.panel.say(asset.known ? "This file is in the library already: " : `${arrived(asset)} `);
    item.panel.line.append(link);
    this.#ended(item, asset.known ? "known" : "done");
  }

  #ended(item, outcome) {
    item.outcome = outcome;
    item.root.dataset.outcome = outcome;
    this.start();
  }

  #sum() {
    const count = (outcome) => this.#items.filter((item) => item.outcome === outcome).length;
    const under = this.#items.length - ["done", "known", "failed", "left out"].reduce((sum, each) => sum + count(each), 0);
    const parts = [
      counted(count("done"), "file is in the library", "files are in the library"),
      counted(count("known"), "was there already", "were there already"),
      counted(count("failed"), "was not taken", "were not taken"),
      counted(under, "is on its way", "are on their way"),
    ].filter(Boolean);
    this.summary.textContent = parts.length ? `${parts.join(", ")}.` : "";
    if (!under && count("done") && this.#items.length > 1) {
      this.summary.append(" ", element("a", { href: this.form.dataset.library, textContent: "Show the library as it is now" }));
    }
  }
}

const takeDropped = (form, take) => {
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  form.querySelector("[data-drop-words]")?.removeAttribute("hidden");
  form.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  form.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.remove("dropping");
    take([...event.dataTransfer.files]);
  });
};

export const enhanceMany = (form) => {
  const input = form.querySelector("input[type=file]");
  const queue = new Queue(form);
  let wanted = ""; // the file that is to be chosen again
  let mistake = null;

  const take = (files) => {
    mistake?.remove();
    for (const offer of document.querySelectorAll(".upload-offer")) offer.remove();
    for (const file of files) queue.add(file);
    queue.start();
    form.reset();
  };

  // A file that was asked for is sent at once, when it is the one.
  input.addEventListener("change", async () => {
    const [file] = input.files;
    const name = wanted;
    wanted = "";
    mistake?.remove();
    if (!file || !name) return;
    if (await new Transfer(file, form, new Panel(document.createElement("div")), {}).isKnown()) {
      take([file]);
      return;
    }
    mistake = element("p", {
      className: "upload-problem",
      textContent: `This is not the file that the upload of “${name}” began with. “Upload” sends it from its beginning.`,
    });
    mistake.setAttribute("role", "alert");
    form.append(mistake);
  });

  offerToGoOn(form, (name) => {
    wanted = name;
    input.click();
  });
  takeDropped(form, take);

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the plain form says what is missing
    event.preventDefault();
    take([...input.files]);
  });
};
