// A transcript beside its sound: each cue is corrected in its place. What is saved is the text in the form's own field.

import { CueList } from "./desk/cue-list.js";
import { oneLine, parse, print, replaceAll, split, spokenAt } from "./desk/cues.js";
import { clock, parseTime, play, seek, toggle } from "./desk/times.js";

const form = document.querySelector(".transcript-form");
const part = (name) => form.querySelector(`[data-${name}]`);
const written = form.elements.transcript;
const audio = form.querySelector("audio");
const list = new CueList(part("cues"));
const undone = []; // earlier lists of cues, the newest last

let dirty = false;
let chosen = null;
let spoken = -1;
let stopAt = null;

const say = (text) => (part("said").textContent = text);
const now = () => Math.round((audio?.currentTime ?? 0) * 1000);
const at = () => list.cues.indexOf(chosen);

function changed() {
  dirty = true;
  part("count").textContent = `${list.cues.length}`;
  part("empty").hidden = list.cues.length > 0;
}

// Before a change of more than one field: what there was can be had back.
function remember() {
  undone.push({ cues: list.cues.map((cue) => ({ ...cue })), at: at() });
  if (undone.length > 20) undone.shift();
  part("undo").disabled = false;
}

function undo() {
  const before = undone.pop();
  if (!before) return;
  list.show(before.cues);
  spoken = -1;
  choose(list.cues[before.at] ?? null);
  changed();
  speakersChanged();
  part("undo").disabled = !undone.length;
  say("Taken back.");
}

function choose(cue) {
  list.items.get(chosen)?.classList.remove("is-chosen");
  chosen = cue;
  list.items.get(cue)?.classList.add("is-chosen");
  part("selected").textContent = cue ? `Cue ${at() + 1} of ${list.cues.length}` : "No cue chosen";
  part("from").value = cue ? clock(cue.start) : "";
  part("to").value = cue ? clock(cue.end) : "";
}

// Every tool works on the chosen cue.
function tool(name, act) {
  part(name)?.addEventListener("click", () => {
    if (chosen) act();
    else say("Choose a cue first: go into its words.");
  });
}

function setTime(which, ms) {
  chosen[which] = ms;
  const before = list.cues[at() - 1];
  if (which === "start" && before && before.end > ms && before.start < ms) before.end = ms;
  list.refresh(chosen);
  choose(chosen);
  changed();
  say(`The cue ${which === "start" ? "begins" : "ends"} at ${clock(ms)}.`);
}

function typedTime(event, which) {
  const ms = parseTime(event.target.value);
  if (!chosen) return;
  if (ms === null) say("Write the time as 2:30 or 1:02:03.500.");
  else setTime(which, ms);
}

function splitHere() {
  const halves = split(chosen, list.text(chosen).selectionStart);
  if (!halves) {
    say("Put the cursor between two words first.");
    return;
  }
  remember();
  list.splice(at(), 1, ...halves);
  choose(halves[1]);
  list.focus(halves[1], 0);
  changed();
  say(`Split at ${clock(halves[1].start)}.`);
}

function joinNext() {
  const next = list.cues[at() + 1];
  if (!next) {
    say("There is no cue after this one.");
  } else if (next.speaker !== chosen.speaker) {
    say(`The next cue is said by ${next.speaker || "nobody named"}. Give both the same speaker first.`);
  } else {
    remember();
    const place = chosen.text.length;
    const joined = { ...chosen, end: Math.max(chosen.end, next.end), text: oneLine(`${chosen.text} ${next.text}`) };
    list.splice(at(), 2, joined);
    choose(joined);
    list.focus(joined, place);
    changed();
    say("Joined.");
  }
}

function addAfter() {
  remember();
  const start = chosen ? chosen.end : 0;
  const next = list.cues[at() + 1];
  const end = next && chosen && next.start > start ? Math.min(next.start, start + 2000) : start + 2000;
  const cue = { start, end, speaker: chosen?.speaker ?? "", text: "" };
  list.splice(at() + 1, 0, cue);
  choose(cue);
  list.focus(cue);
  changed();
}

function playCue() {
  seek(audio, chosen.start);
  stopAt = chosen.end;
  play(audio);
}

function follow() {
  if (stopAt !== null && now() >= stopAt) {
    stopAt = null;
    audio.pause();
  }
  const found = spokenAt(list.cues, now());
  if (found === spoken) return;
  part("cues").querySelector(".is-spoken")?.removeAttribute("aria-current");
  part("cues").querySelector(".is-spoken")?.classList.remove("is-spoken");
  spoken = found;
  const item = list.items.get(list.cues[found]);
  if (!item) return;
  item.classList.add("is-spoken");
  item.setAttribute("aria-current", "true");
  // Whoever is writing stays where they write.
  if (!audio.paused && !list.list.contains(document.activeElement)) item.scrollIntoView({ block: "nearest" });
}

// Names

function speakersChanged() {
  const names = [...new Set(list.cues.map((cue) => cue.speaker).filter(Boolean))];
  const options = () => names.map((name) => new Option(name, name));
  document.getElementById("speaker-names").replaceChildren(...options());
  part("rename-from").replaceChildren(...options());
}

function rename() {
  const [from, to] = [part("rename-from").value, oneLine(part("rename-to").value)];
  if (!from || !to) {
    say("Choose a speaker and write the new name.");
    return;
  }
  remember();
  for (const cue of list.cues) if (cue.speaker === from) cue.speaker = to;
  for (const row of form.querySelectorAll("[data-speaker]")) {
    const field = row.querySelector("input");
    if (field.value !== from) continue;
    field.value = to;
    row.querySelector("[data-speaker-name]").textContent = to;
  }
  list.refreshAll();
  speakersChanged();
  changed();
  say(`${from} is ${to} everywhere now.`);
}

function replace() {
  const find = part("find").value.trim();
  if (!find) {
    say("Write what to find first.");
    return;
  }
  remember();
  const { places, changed: count } = replaceAll(list.cues, find, part("instead").value.trim(), part("whole").checked);
  list.refreshAll();
  if (places) changed();
  say(places ? `Changed in ${places === 1 ? "1 place" : `${places} places`}, ${count === 1 ? "1 cue" : `${count} cues`}.` : `“${find}” stands nowhere.`);
}

function wireList() {
  const cueOf = (event) => list.cueOf.get(event.target.closest(".cue-row"));
  list.list.addEventListener("focusin", (event) => cueOf(event) && choose(cueOf(event)));
  list.list.addEventListener("input", (event) => {
    const cue = cueOf(event);
    cue[event.target.matches(".cue-text") ? "text" : "speaker"] = event.target.value;
    changed();
  });
  list.list.addEventListener("change", (event) => event.target.matches(".cue-speaker") && speakersChanged());
  list.list.addEventListener("click", (event) => {
    if (!event.target.closest(".cue-time") || !audio) return;
    stopAt = null;
    seek(audio, cueOf(event).start);
    play(audio);
  });
  list.list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.ctrlKey && event.key === " " && audio) toggle(audio);
    else if (event.ctrlKey && event.key === "Enter" && audio && chosen) playCue();
    else if (event.altKey && step && list.cues[at() + step]) list.focus(list.cues[at() + step]);
    // A cue is one line, so Enter would write nothing; in a speaker's field it would send the form.
    else if (event.key !== "Enter" || event.target.closest(".cue-time")) return;
    event.preventDefault();
  });
}

function wireTools() {
  tool("split", splitHere);
  tool("join", joinNext);
  tool("add-cue", addAfter);
  tool("play-cue", playCue);
  tool("set-from", () => setTime("start", now()));
  tool("set-to", () => setTime("end", now()));
  part("first").addEventListener("click", addAfter);
  part("undo").addEventListener("click", undo);
  part("replace").addEventListener("click", replace);
  part("rename").addEventListener("click", rename);
  part("from").addEventListener("change", (event) => typedTime(event, "start"));
  part("to").addEventListener("change", (event) => typedTime(event, "end"));
  for (const name of ["find", "instead", "rename-to", "from", "to"]) {
    // Enter there means the tool beside it, not the whole form.
    part(name).addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (name === "rename-to") rename();
      else if (name === "find" || name === "instead") replace();
      else event.target.dispatchEvent(new Event("change"));
    });
  }
}

function showFaults() {
  const links = [...document.querySelectorAll("#problems a")];
  for (const { cue, message } of JSON.parse(form.dataset.faults)) {
    if (!list.cues[cue]) continue;
    list.mark(list.cues[cue], message, cue + 1);
    const link = links.find((each) => each.textContent.includes(message));
    link?.setAttribute("href", `#cue-${cue + 1}`);
    link?.addEventListener("click", (event) => {
      event.preventDefault();
      list.focus(list.cues[cue]);
    });
  }
}

const keep = () => {
  if (dirty) written.value = print(list.cues);
};

const cues = parse(written.value);
if (cues) {
  list.show(cues);
  part("count").textContent = `${cues.length}`;
  part("empty").hidden = cues.length > 0;
  for (const name of ["sound", "change-all", "cues-place"]) part(name).hidden = false;
  part("plain").hidden = true;
  wireList();
  wireTools();
  speakersChanged();
  showFaults();
  audio?.addEventListener("timeupdate", follow);
  audio?.addEventListener("seeked", follow);
  form.addEventListener("submit", keep, { capture: true });
  window.addEventListener("beforeunload", keep, { capture: true });
}
