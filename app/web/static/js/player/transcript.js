// The words: the spoken ones are marked and kept in sight, a click plays from there, and they can be searched.
// The text scrolls in a box of its own, so that following never moves the page; the focus stays where it is.

import { recall, remember } from "./memory.js";
import { wireSearch } from "./search.js";
import { lastStarted } from "./words.js";

const LEAVES = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

export function wireTranscript(root, sound) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  const [box, follow, back, play] = ["words", "follow", "back", "play-here"].map(find);
  const cues = [...box.querySelectorAll(".cue")];
  const starts = cues.map((cue) => Number(cue.dataset.start) / 1000);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let [spoken, away] = [-1, false];

  find("tools").hidden = false;
  box.tabIndex = 0;
  const show = (cue) => {
    const top = cue.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - box.clientHeight / 3;
    box.scrollTo({ top, behavior: still.matches ? "auto" : "smooth" });
  };
  const leave = () => {
    if (spoken < 0 || !follow.checked) return;
    away = true;
    back.hidden = false;
  };
  const come = () => {
    away = false;
    back.hidden = true;
    if (cues[spoken]) show(cues[spoken]);
  };

  follow.checked = recall("follow", true) !== false;
  const boxed = () => box.classList.toggle("is-boxed", follow.checked);
  boxed();
  follow.addEventListener("change", () => {
    remember("follow", follow.checked);
    boxed();
    if (follow.checked) come();
    else back.hidden = true;
  });
  back.addEventListener("click", () => {
    come();
    play.focus({ preventScroll: true }); // the button that had it goes away
  });
  play.addEventListener("click", () => sound.toggle());

  for (const name of ["wheel", "touchmove"]) box.addEventListener(name, leave, { passive: true });
  box.addEventListener("keydown", (event) => LEAVES.includes(event.key) && leave());
  box.addEventListener("pointerdown", (event) => event.target === box && leave()); // its scroll bar

  box.addEventListener("click", (event) => {
    const time = event.target.closest("[data-seek]");
    const cue = event.target.closest(".cue");
    const start = time ? time.dataset.seek : cue?.dataset.start;
    if (start === undefined || event.ctrlKey || event.metaKey || event.target.closest("a:not([data-seek])")) return;
    if (!time && window.getSelection()?.toString()) return;
    event.preventDefault();
    away = false;
    back.hidden = true;
    sound.seekAndPlay(Number(start) / 1000);
  });
  for (const time of box.querySelectorAll("[data-seek]")) time.href = `#t=${Math.floor(time.dataset.seek / 1000)}`;
  box.classList.add("is-seekable");

  sound.on("change", () => {
    play.textContent = sound.isPlaying ? "Pause" : "Play";
    const index = sound.started || sound.time > 0 ? lastStarted(starts, sound.time) : -1;
    if (index === spoken) return;
    cues[spoken]?.classList.remove("is-spoken");
    cues[index]?.classList.add("is-spoken");
    spoken = index;
    if (follow.checked && !away && cues[index]) show(cues[index]);
  });

  wireSearch(root, cues, (cue) => {
    leave();
    if (follow.checked) show(cue);
    else cue.scrollIntoView({ block: "center", behavior: still.matches ? "auto" : "smooth" });
  });
}
