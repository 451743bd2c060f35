// Volume, sleep timer, and the link to this moment.

import { recall, remember } from "./memory.js";
import { clock } from "./words.js";

export function wireExtras(root, sound, chapters) {
  const find = (name) => root.querySelector(`[data-${name}]`);
  wireVolume(find("volume"), find("mute"), sound.audio);
  wireSleep(find("sleep"), find("status"), sound, chapters);
  const copy = find("copy-moment");
  copy.addEventListener("click", async () => {
    const at = Math.floor(sound.time);
    const address = `${new URL(root.dataset.href, window.location.href).href}#t=${at}`;
    try {
      await navigator.clipboard.writeText(address);
      find("status").textContent = `Copied the link to ${clock(at)}.`;
    } catch {
      // No clipboard here: show the address, to be copied by hand.
      find("status").textContent = address;
    }
  });
}

function wireVolume(slider, mute, audio) {
  const kept = Number(recall("volume", 1));
  // Phones leave the volume to their buttons and ignore what a page sets.
  audio.volume = 0.5;
  slider.closest("label").hidden = audio.volume !== 0.5;
  audio.volume = kept > 0 && kept <= 1 ? kept : 1;
  slider.value = Math.round(audio.volume * 100);
  slider.addEventListener("input", () => {
    audio.volume = Number(slider.value) / 100;
    audio.muted = false;
    remember("volume", audio.volume);
  });
  mute.addEventListener("click", () => (audio.muted = !audio.muted));
  audio.addEventListener("volumechange", () => (mute.textContent = audio.muted ? "Sound on" : "Mute"));
}

function wireSleep(choice, status, sound, chapters) {
  let at = Infinity;
  choice.addEventListener("change", () => {
    at = choice.value && choice.value !== "chapter" ? Date.now() + Number(choice.value) * 60_000 : Infinity;
    sound.until = choice.value === "chapter" ? (chapters.current()?.end ?? null) : null;
    status.textContent = choice.value ? `The player stops ${choice.selectedOptions[0].textContent.toLowerCase()}.` : "The sleep timer is off.";
  });
  sound.on("change", () => {
    if (Date.now() < at) return;
    at = Infinity;
    sound.audio.pause();
  });
  sound.on("pause", () => {
    if (at === Infinity && sound.until === null) choice.value = "";
  });
}
