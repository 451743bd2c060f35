// The player of an episode: our controls over the browser's own <audio>, chapters that seek, a transcript that follows.
// Without this module the page has the browser's own controls, the chapters as links and the transcript as text.

import { wireChapters } from "./player/chapters.js";
import { wireClips } from "./player/clips.js";
import { wireControls } from "./player/controls.js";
import { wireExtras } from "./player/extras.js";
import { wireKeys } from "./player/keys.js";
import { forgetPlace, placeOf, rememberPlace } from "./player/memory.js";
import { wireSession } from "./player/session.js";
import { Sound } from "./player/sound.js";
import { wireTranscript } from "./player/transcript.js";
import { moment } from "./player/words.js";

const EVERY = 5; // seconds between two notes of the place

function wirePlace(root, sound) {
  const key = root.dataset.key;
  const anew = root.querySelector("[data-anew]");
  let noted = 0;
  const note = () => {
    if (!sound.started || sound.isClip) return;
    noted = sound.time;
    if (sound.time < 10 || sound.time > sound.length - 10) forgetPlace(key);
    else rememberPlace(key, Math.floor(sound.time));
  };
  sound.on("change", () => Math.abs(sound.time - noted) >= EVERY && note());
  sound.on("pause", note);
  sound.on("ended", () => forgetPlace(key));
  window.addEventListener("pagehide", note);
  anew.addEventListener("click", () => {
    forgetPlace(key);
    anew.hidden = true;
    root.querySelector("[data-play]").focus();
    sound.seekAndPlay(0);
  });
  sound.on("play", () => (anew.hidden = true));

  const asked = moment(window.location.hash);
  const place = asked ?? placeOf(key);
  if (place === null || place >= sound.length) return;
  if (asked === null) sound.remembered = place;
  anew.hidden = asked !== null;
  sound.seek(place);
}

function start(root) {
  const sound = new Sound(root.querySelector("audio"), Number(root.dataset.durationMs) / 1000);
  const chapters = wireChapters(sound);
  wireControls(root, sound);
  wireExtras(root, sound, chapters);
  wireClips(root, sound);
  const transcript = document.querySelector("[data-transcript]");
  if (transcript) wireTranscript(transcript, sound);
  for (const part of [root, ...document.querySelectorAll("[data-player-keys]")]) wireKeys(part, root, sound, chapters);
  wireSession(root, sound, chapters);
  wirePlace(root, sound);
  window.addEventListener("hashchange", () => {
    const asked = moment(window.location.hash);
    if (asked !== null) sound.seekAndPlay(asked);
  });
  sound.changed();
}

const player = document.querySelector("[data-player]");
if (player) start(player);
