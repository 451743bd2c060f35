// The <audio> of one player. Nothing is loaded before somebody presses Play: until then `wanted` is where it will begin.

const CHANGES = ["timeupdate", "play", "playing", "pause", "ended", "loadedmetadata", "seeked", "ratechange", "volumechange"];
const WHY = {
  2: "The connection was lost. Your place is kept.",
  3: "This part of the audio cannot be played by your browser.",
};

// Other pages of this site that are open; where the browser has no such channel, they go on.
function openChannel() {
  try {
    return new BroadcastChannel("player");
  } catch {
    return null;
  }
}

export class Sound {
  constructor(audio, duration) {
    this.audio = audio;
    this.known = duration;
    this.wanted = null;
    this.until = null; // where to stop: the end of a clip or of a chapter
    this.started = false;
    this.last = 0;
    this.isClip = false;
    this.remembered = null; // where this device left off
    this.heard = new Map();
    for (const name of CHANGES) audio.addEventListener(name, () => this.changed());
    for (const name of ["pause", "ended"]) audio.addEventListener(name, () => this.tell(name));
    audio.addEventListener("loadedmetadata", () => this.begin());
    audio.addEventListener("timeupdate", () => this.stopInTime());
    audio.addEventListener("error", () => this.tell("broken", WHY[audio.error?.code] ?? "The audio could not be loaded."));
    this.alone();
  }

  // Only one player speaks, in this page and in the others that are open.
  alone() {
    const channel = openChannel();
    if (channel) channel.onmessage = () => this.audio.pause();
    this.audio.addEventListener("play", () => {
      this.started = true;
      channel?.postMessage("playing");
      this.tell("play");
    });
    document.addEventListener("play", (event) => event.target !== this.audio && this.audio.pause(), true);
  }

  on(name, act) {
    this.heard.set(name, [...(this.heard.get(name) ?? []), act]);
  }

  tell(name, words) {
    for (const act of this.heard.get(name) ?? []) act(words);
  }

  changed() {
    if (this.audio.readyState > 0 && this.wanted === null && !this.audio.error) this.last = this.audio.currentTime;
    this.tell("change");
  }

  get length() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : this.known;
  }

  get time() {
    return this.wanted ?? this.last;
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  seek(seconds, until = null) {
    const to = Math.min(Math.max(0, seconds), this.length);
    this.until = until;
    this.isClip = until !== null;
    if (this.audio.readyState === 0 || this.audio.error) this.wanted = to;
    else this.audio.currentTime = to;
    this.last = to;
    this.changed();
  }

  begin() {
    if (this.wanted === null) return;
    const to = this.wanted;
    this.wanted = null;
    this.audio.currentTime = to;
  }

  stopInTime() {
    if (this.until === null || this.audio.currentTime < this.until) return;
    this.until = null;
    this.audio.pause();
  }

  async play() {
    if (this.audio.error) {
      this.wanted = this.time;
      this.audio.load();
    }
    try {
      await this.audio.play();
    } catch (error) {
      if (error.name === "NotAllowedError") this.tell("refused");
    }
  }

  seekAndPlay(seconds, until = null) {
    this.seek(seconds, until);
    this.play();
  }

  skip(seconds) {
    this.seek(this.time + seconds);
  }

  toggle() {
    this.isClip = false; // who goes on after a clip listens to the episode
    if (this.audio.paused) this.play();
    else this.audio.pause();
  }

  set speed(value) {
    // A browser goes back to the default when it loads.
    this.audio.defaultPlaybackRate = value;
    this.audio.playbackRate = value;
  }
}
