// The player of an episode: our buttons over the browser's own <audio>, chapters that seek, a transcript that follows.
// Without this module the page has the browser's own controls, the chapters as a list and the transcript as text.

const BACK = -15;
const FORWARD = 30;

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function inWords(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [m, s] = [Math.floor(whole / 60), whole % 60];
  const of = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return m ? `${of(m, "minute")} ${of(s, "second")}` : of(s, "second");
}

// The last of `starts` (ascending, in seconds) that is not after `now`; -1 before the first.
export function lastStarted(starts, now) {
  let found = -1;
  for (const [index, start] of starts.entries()) {
    if (start > now + 0.05) break;
    found = index;
  }
  return found;
}

function asButton(element, label, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = element.className;
  button.append(...element.childNodes);
  if (label) button.setAttribute("aria-label", label);
  button.addEventListener("click", act);
  return button;
}

class Player {
  constructor(root) {
    this.root = root;
    this.audio = root.querySelector("audio");
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.position = this.find("position");
    this.dragging = false;
    this.wanted = null; // where to begin once the browser knows the file
  }

  start() {
    this.audio.removeAttribute("controls");
    this.find("player-controls").hidden = false;
    this.wireControls();
    this.wireKeys();
    this.wireChapters();
    this.wireTranscript();
    const events = ["timeupdate", "play", "pause", "ended", "loadedmetadata", "seeked"];
    for (const name of events) this.audio.addEventListener(name, () => this.show());
    this.audio.addEventListener("loadedmetadata", () => this.begin());
    this.audio.addEventListener("error", () => this.say("The audio could not be loaded. You can download it below."));
    this.fromAddress();
    this.show();
  }

  get length() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.position.max);
  }

  get time() {
    return this.wanted ?? this.audio.currentTime;
  }

  say(text) {
    this.find("player-status").textContent = text;
  }

  seek(seconds) {
    const to = Math.min(Math.max(0, seconds), this.length);
    if (this.audio.readyState === 0) {
      this.wanted = to;
      this.audio.preload = "metadata";
    } else {
      this.audio.currentTime = to;
    }
    this.show();
  }

  begin() {
    if (this.wanted === null) return;
    const to = this.wanted;
    this.wanted = null;
    this.audio.currentTime = to;
  }

  async play() {
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name !== "AbortError") this.say("Your browser did not start the audio. Please press Play again.");
    }
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  wireControls() {
    this.find("play").addEventListener("click", () => this.toggle());
    for (const button of this.root.querySelectorAll("[data-skip]")) {
      button.addEventListener("click", () => this.seek(this.time + Number(button.dataset.skip)));
    }
    this.find("speed").addEventListener("change", (event) => {
      this.audio.playbackRate = Number(event.target.value);
      this.say(`Speed ${event.target.value}`);
    });
    this.position.addEventListener("input", () => {
      this.dragging = true;
      this.find("elapsed").textContent = clock(this.position.value);
    });
    this.position.addEventListener("change", () => {
      this.dragging = false;
      this.seek(Number(this.position.value));
    });
  }

  wireKeys() {
    this.root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const onButton = event.target.closest("button, a, select");
      const key = event.key.toLowerCase();
      if (key === "j") this.seek(this.time + BACK);
      else if (key === "l") this.seek(this.time + FORWARD);
      else if (key === "k" || (key === " " && !onButton)) this.toggle();
      else return;
      event.preventDefault();
    });
  }

  wireChapters() {
    this.chapters = [...document.querySelectorAll("[data-chapter]")].map((element) => {
      const start = Number(element.dataset.chapter) / 1000;
      const title = element.querySelector(".chapter-title").textContent;
      const button = asButton(element, "", () => this.seekAndPlay(start));
      element.replaceWith(button);
      return { start, title, button };
    });
  }

  wireTranscript() {
    const root = document.querySelector("[data-transcript]");
    this.cues = [...(root?.querySelectorAll(".cue") ?? [])].map((element) => {
      element.dataset.seekable = "";
      const [start, end] = [Number(element.dataset.start) / 1000, Number(element.dataset.end) / 1000];
      element.addEventListener("click", () => {
        if (!window.getSelection()?.toString()) this.seekAndPlay(start);
      });
      return { start, end, element };
    });
    for (const mark of root?.querySelectorAll("[data-seek]") ?? []) {
      const start = Number(mark.dataset.seek) / 1000;
      const inner = document.createElement("span");
      inner.append(...mark.childNodes);
      mark.append(asButton(inner, `${clock(start)}, play from here`, () => this.seekAndPlay(start)));
    }
  }

  seekAndPlay(seconds) {
    this.seek(seconds);
    this.play();
  }

  // A link such as .../#t=90 opens the page there.
  fromAddress() {
    const asked = /^#t=(\d+)$/.exec(window.location.hash);
    if (asked) this.seek(Number(asked[1]));
  }

  show() {
    const now = this.time;
    const playing = !this.audio.paused && !this.audio.ended;
    this.find("play").textContent = playing ? "Pause" : "Play";
    if (!this.dragging) {
      this.position.max = Math.floor(this.length);
      this.position.value = Math.floor(now);
      this.find("elapsed").textContent = clock(now);
    }
    this.position.setAttribute("aria-valuetext", `${inWords(now)} of ${inWords(this.length)}`);
    this.find("left").textContent = clock(this.length);
    this.showChapter(now);
    this.showCue(now, playing);
  }

  showChapter(now) {
    const index = lastStarted(this.chapters.map((c) => c.start), now);
    for (const [i, chapter] of this.chapters.entries()) {
      if (i === index) chapter.button.setAttribute("aria-current", "true");
      else chapter.button.removeAttribute("aria-current");
    }
    this.find("chapter-now").textContent = this.chapters[index]?.title ?? "";
  }

  showCue(now, playing) {
    const index = lastStarted(this.cues.map((c) => c.start), now);
    for (const [i, cue] of this.cues.entries()) {
      cue.element.classList.toggle("is-spoken", i === index && playing && now < cue.end + 0.5);
    }
  }
}

for (const root of document.querySelectorAll("[data-player]")) new Player(root).start();
