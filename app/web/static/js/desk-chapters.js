// Chapters on the picture of the sound: marks to drag or to move with keys, over a table that works without them.

import { ChapterTable } from "./desk/chapter-table.js";
import { clock, play, seek } from "./desk/times.js";
import { Waveform } from "./desk/waveform.js";

const form = document.querySelector(".chapters-form");
const sound = form.querySelector("[data-sound]");
const part = (name) => form.querySelector(`[data-${name}]`);
const marks = new Map(); // row -> mark
let wave = null;

const table = new ChapterTable(form.querySelector("[data-rows]"), () => showMarks());

function say(text, undoable = false) {
  part("undo-said").textContent = text;
  part("undo-button").hidden = !undoable;
  part("undo").hidden = false;
}

function remove(row) {
  const title = table.title(row) || "without a title";
  const blank = table.isBlank(row);
  table.remove(row);
  if (blank) return;
  say(`Chapter ${title} is removed.`, true);
  part("undo-button").focus();
}

function undo() {
  const row = table.undo();
  if (!row) return;
  say(`Chapter ${table.title(row)} is back.`, table.removed.length > 0);
  table.field(row, "title").focus();
}

function snapped(ms) {
  const how = part("snap").value;
  if (how === "second") return Math.min(Math.round(ms / 1000) * 1000, Math.floor(wave.duration / 1000) * 1000);
  return how === "pause" ? wave.pauseNear(ms) : ms;
}

function addHere() {
  const ms = snapped(wave.now);
  const there = table.rows.find((row) => table.time(row) === ms);
  if (there && table.title(there)) {
    say(`There is a chapter at ${clock(ms)} already.`);
  } else if (!there) {
    const row = table.add(ms);
    say(`A chapter at ${clock(ms)} is added. Give it a title.`);
    table.field(row, "title").focus();
    return;
  }
  table.field(there, "title").focus();
}

// Marks: one a row that has a time. They stay the same elements, so that the focus stays on them.

function showMarks() {
  if (!wave) return;
  const timed = table.timed;
  for (const [row, mark] of marks) {
    if (timed.includes(row)) continue;
    mark.remove();
    marks.delete(row);
  }
  for (const row of timed) {
    const ms = table.time(row);
    const mark = marks.get(row) ?? newMark(row);
    const number = table.rows.indexOf(row) + 1;
    const x = wave.x(Math.min(ms, wave.duration || ms));
    mark.style.left = `${x}px`;
    mark.classList.toggle("mark-left", x > wave.inner.clientWidth - 40);
    mark.firstChild.textContent = number;
    mark.setAttribute("aria-label", `Start of chapter ${number}${table.title(row) ? `, ${table.title(row)}` : ""}`);
    mark.setAttribute("aria-valuemax", wave.duration);
    mark.setAttribute("aria-valuenow", ms);
    mark.setAttribute("aria-valuetext", clock(ms));
  }
}

function newMark(row) {
  const mark = document.createElement("div");
  mark.className = "mark";
  mark.tabIndex = 0;
  mark.setAttribute("role", "slider");
  mark.setAttribute("aria-valuemin", "0");
  mark.append(document.createElement("span"));
  mark.addEventListener("keydown", (event) => moveByKey(event, row));
  mark.addEventListener("pointerdown", (event) => drag(event, row, mark));
  marks.set(row, mark);
  part("marks").append(mark);
  return mark;
}

function moveByKey(event, row) {
  const step = { ArrowLeft: -100, ArrowDown: -100, ArrowRight: 100, ArrowUp: 100 }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (step) {
    const ms = table.time(row) + step * (event.shiftKey ? 10 : 1);
    table.move(row, Math.min(Math.max(0, ms), wave.duration));
    table.sort();
    showMarks();
  } else if (event.key === "Delete" || event.key === "Backspace") remove(row);
  else if (event.key === "Enter") table.field(row, "title").focus();
  else if (event.key === " ") listen(row);
  else return;
  event.preventDefault();
}

function drag(event, row, mark) {
  if (event.button !== 0) return;
  event.preventDefault();
  mark.focus();
  mark.setPointerCapture(event.pointerId);
  const grip = event.clientX - wave.inner.getBoundingClientRect().left - wave.x(table.time(row));
  const to = (moved) => table.move(row, snapped(wave.at(moved.clientX - grip)));
  const end = () => {
    mark.removeEventListener("pointermove", to);
    table.sort();
    showMarks();
  };
  mark.addEventListener("pointermove", to);
  mark.addEventListener("lostpointercapture", end, { once: true });
}

function listen(row) {
  const audio = sound?.querySelector("audio");
  if (!audio || table.time(row) === null) return;
  seek(audio, table.time(row));
  play(audio);
}

async function startSound() {
  const audio = sound.querySelector("audio");
  sound.querySelector("[data-needs-script]").hidden = false;
  wave = new Waveform(sound, audio, () => showMarks());
  const tell = () => (part("time").textContent = clock(Math.floor(wave.now / 100) * 100));
  for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, tell);
  part("add").addEventListener("click", addHere);
  part("zoom").addEventListener("input", (event) => wave.setZoom(Number(event.target.value)));
  part("canvas").addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "c" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    addHere();
  });
  showMarks();
  const drawn = await wave.load(sound.dataset.peaks);
  part("pause").hidden = !drawn;
  part("no-peaks").hidden = drawn;
  if (!drawn && wave.message) part("no-peaks").textContent = wave.message;
}

part("undo-button").addEventListener("click", undo);
part("add-row").addEventListener("click", (event) => {
  event.preventDefault();
  table.field(table.add(), "start").focus();
});
form.querySelector("[data-rows]").addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  remove(button.closest("tr"));
});
table.renumber();
if (sound) startSound();
