// The list of cues on the page. Thousands of them: each is a button and two fields, and what is out of sight is not laid out.

import { clock } from "./times.js";

function pattern() {
  const item = document.createElement("li");
  item.className = "cue-row";
  const time = document.createElement("button");
  time.type = "button";
  time.className = "cue-time";
  const speaker = document.createElement("input");
  speaker.className = "cue-speaker";
  speaker.setAttribute("list", "speaker-names");
  speaker.autocomplete = "off";
  speaker.maxLength = 80;
  const text = document.createElement("textarea");
  text.className = "cue-text";
  text.rows = 1;
  item.append(time, speaker, text);
  return item;
}

export class CueList {
  constructor(list) {
    this.list = list;
    this.pattern = pattern();
    this.cues = [];
    this.items = new Map(); // cue -> item
    this.cueOf = new WeakMap(); // item -> cue
  }

  show(cues) {
    this.cues = cues;
    this.items.clear();
    this.list.replaceChildren(...cues.map((cue) => this.made(cue)));
  }

  made(cue) {
    const item = this.pattern.cloneNode(true);
    this.items.set(cue, item);
    this.cueOf.set(item, cue);
    this.refresh(cue);
    return item;
  }

  refresh(cue) {
    const item = this.items.get(cue);
    const [time, speaker, text] = item.children;
    const at = clock(cue.start);
    time.textContent = clock(Math.floor(cue.start / 1000) * 1000);
    time.setAttribute("aria-label", `Listen from ${at}`);
    speaker.setAttribute("aria-label", `Speaker at ${at}`);
    text.setAttribute("aria-label", `Words at ${at}`);
    if (speaker.value !== cue.speaker) speaker.value = cue.speaker;
    if (text.value !== cue.text) text.value = cue.text;
    text.rows = Math.max(1, Math.ceil(cue.text.length / 60));
  }

  refreshAll() {
    for (const cue of this.cues) this.refresh(cue);
  }

  // `fresh` cues in the place of `count` old ones.
  splice(at, count, ...fresh) {
    const gone = this.cues.splice(at, count, ...fresh);
    const before = this.list.children[at + count] ?? null;
    for (const cue of fresh) this.list.insertBefore(this.made(cue), before);
    for (const cue of gone) {
      if (!fresh.includes(cue)) this.items.get(cue).remove();
      this.items.delete(cue);
    }
  }

  text(cue) {
    return this.items.get(cue).querySelector(".cue-text");
  }

  focus(cue, place = null) {
    const field = this.text(cue);
    field.focus();
    if (place !== null) field.setSelectionRange(place, place);
  }

  // Says at the cue itself what is wrong with it.
  mark(cue, message, number) {
    const item = this.items.get(cue);
    const said = document.createElement("p");
    said.className = "field-error";
    said.id = `cue-${number}-error`;
    said.textContent = message;
    item.id = `cue-${number}`;
    item.append(said);
    this.text(cue).setAttribute("aria-invalid", "true");
    this.text(cue).setAttribute("aria-describedby", said.id);
  }
}
