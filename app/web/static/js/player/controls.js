// Play, skip, speed, the slider, and what is said when something is slow or goes wrong.

import { recall, remember } from "./memory.js";
import { clock, inWords } from "./words.js";

const PATIENCE = 700; // milliseconds before waiting is worth a word
const STEPS = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };

export function wireControls(root, sound) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  sound.audio.removeAttribute("controls");
  find("controls").hidden = false;
  find("play").addEventListener("click", () => sound.toggle());
  for (const button of root.querySelectorAll("[data-skip]")) {
    button.addEventListener("click", () => sound.skip(Number(button.dataset.skip)));
  }
  wireSpeed(find, sound);
  wireWords(find, sound);
  wireSlider(find("position"), find("elapsed"), sound);
  sound.on("change", () => {
    find("play").textContent = label(sound);
    find("length").textContent = clock(sound.length);
  });
}

function label(sound) {
  if (sound.isPlaying) return "Pause";
  if (sound.started || sound.time < 1) return "Play";
  return `${sound.time === sound.remembered ? "Continue at" : "Play from"} ${clock(sound.time)}`;
}

function wireSpeed(find, sound) {
  const speed = find("speed");
  const known = [...speed.options].map((option) => option.value);
  const set = (value) => {
    speed.value = value;
    sound.speed = Number(value);
  };
  const kept = String(recall("speed", "1"));
  set(known.includes(kept) ? kept : "1");
  speed.addEventListener("change", () => {
    sound.speed = Number(speed.value);
    remember("speed", speed.value);
    find("status").textContent = `Speed ${speed.value}`;
  });
}

function wireWords(find, sound) {
  const [status, retry] = [find("status"), find("retry")];
  let waiting = 0;
  const say = (words) => {
    clearTimeout(waiting);
    status.textContent = words;
  };
  for (const name of ["waiting", "loadstart"]) {
    sound.audio.addEventListener(name, () => {
      clearTimeout(waiting);
      if (!sound.audio.paused) waiting = setTimeout(say, PATIENCE, "Loading…");
    });
  }
  for (const name of ["playing", "pause"]) {
    sound.audio.addEventListener(name, () => {
      clearTimeout(waiting);
      if (sound.audio.error) return; // a browser pauses what it could not load
      if (status.textContent === "Loading…" || !retry.hidden) say("");
      retry.hidden = true;
    });
  }
  sound.on("refused", () => say("Your browser did not start the audio. Please press Play."));
  sound.on("broken", (words) => {
    say(`${words} You can try again, or download the audio.`);
    retry.hidden = false;
  });
  retry.addEventListener("click", () => {
    say("Trying again…");
    find("play").focus();
    sound.play();
  });
}

function wireSlider(slider, elapsed, sound) {
  let dragging = false;
  const say = () => slider.setAttribute("aria-valuetext", `${inWords(sound.time)} of ${inWords(sound.length)}`);
  slider.addEventListener("input", () => {
    dragging = true;
    elapsed.textContent = clock(slider.value);
  });
  slider.addEventListener("change", () => {
    dragging = false;
    sound.seek(Number(slider.value));
    say();
  });
  slider.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    sound.skip(STEPS[event.key]);
    say();
  });
  slider.addEventListener("focus", say);
  sound.on("change", () => {
    if (dragging) return;
    slider.max = Math.floor(sound.length);
    slider.value = Math.floor(sound.time);
    elapsed.textContent = clock(sound.time);
    // A screen reader on the slider would read each second out; it hears where it is when it comes and when it moves.
    if (document.activeElement !== slider || !sound.isPlaying) say();
  });
}
