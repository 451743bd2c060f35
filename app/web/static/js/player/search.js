// Search in the transcript. Words are found across lines; where they are is marked and counted.

import { lastStarted } from "./words.js";

const PAUSE = 200; // milliseconds after the last key
const plain = (text) => text.toLowerCase().replaceAll("’", "'").replace(/\s+/g, " ");

export function wireSearch(root, cues, show) {
  const [field, count, ahead, before] = ["search", "found", "next", "previous"].map((name) => root.querySelector(`[data-${name}]`));
  const starts = [];
  let text = "";
  for (const cue of cues) {
    starts.push(text.length);
    text += `${plain(cue.textContent)} `;
  }
  let [hits, at, timer, asked] = [[], -1, 0, ""];

  const mark = (name, found, on) => found?.forEach((cue) => cue.classList.toggle(name, on));
  const search = () => {
    for (const hit of hits) mark("is-found", hit, false);
    mark("is-found-now", hits[at], false);
    asked = plain(field.value).trim();
    [hits, at] = [[], -1];
    if (asked.length > 1) {
      for (let place = text.indexOf(asked); place >= 0; place = text.indexOf(asked, place + asked.length)) {
        hits.push(cues.slice(lastStarted(starts, place), lastStarted(starts, place + asked.length - 1) + 1));
      }
    }
    for (const hit of hits) mark("is-found", hit, true);
    count.textContent = asked.length < 2 ? "" : hits.length ? "" : "Not found";
    for (const button of [ahead, before]) button.disabled = !hits.length;
    if (hits.length) step(1);
  };
  const step = (by) => {
    if (!hits.length) return;
    mark("is-found-now", hits[at], false);
    at = (at + by + hits.length) % hits.length;
    mark("is-found-now", hits[at], true);
    count.textContent = `${at + 1} of ${hits.length}`;
    show(hits[at][0]);
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") field.value = "";
    else if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    if (plain(field.value).trim() !== asked) search();
    else step(event.shiftKey ? -1 : 1);
  });
  ahead.addEventListener("click", () => step(1));
  before.addEventListener("click", () => step(-1));
}
