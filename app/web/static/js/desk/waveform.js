// The picture of the sound: drawn as far as it is seen, so that an hour costs no more than a minute.

import { clock, seek, toggle } from "./times.js";

const CLOSEST = 200; // pixels a second at the largest zoom
const STEPS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 600, 1800, 3600]; // seconds between the marks of the scale
const ROOM = 80; // pixels that a written time needs

export class Waveform {
  constructor(root, audio, changed) {
    this.scroller = root.querySelector("[data-wave]");
    this.inner = root.querySelector("[data-wave-inner]");
    this.canvas = root.querySelector("[data-canvas]");
    this.audio = audio;
    this.changed = changed;
    this.peaks = [];
    this.duration = Number(root.dataset.duration) || 0;
    this.zoom = 0;
    this.scroller.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    for (const name of ["timeupdate", "seeked", "play", "pause"]) audio.addEventListener(name, () => this.follow());
    audio.addEventListener("loadedmetadata", () => this.measure());
    this.wirePointer();
    this.resize();
  }

  async load(address) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const found = answer.ok ? await answer.json() : {};
      if (Array.isArray(found.peaks)) this.peaks = found.peaks.map(Number);
      if (!this.duration) this.duration = Number(found.duration_ms) || 0;
      this.message = found.message;
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error; // no line, or no JSON: a plain one
    }
    this.resize();
    return this.peaks.length > 0;
  }

  measure() {
    if (!this.duration && Number.isFinite(this.audio.duration)) this.duration = Math.round(this.audio.duration * 1000);
    this.resize();
  }

  get now() {
    return Math.round(this.audio.currentTime * 1000);
  }

  // Pixels a second.
  get scale() {
    const fit = this.scroller.clientWidth / Math.max(1, this.duration / 1000);
    return fit * Math.max(1, CLOSEST / fit) ** (this.zoom / 100);
  }

  x(ms) {
    return (ms / 1000) * this.scale;
  }

  at(clientX) {
    const ms = ((clientX - this.inner.getBoundingClientRect().left) / this.scale) * 1000;
    return Math.min(Math.max(0, Math.round(ms)), this.duration);
  }

  setZoom(zoom) {
    const middle = this.now;
    this.zoom = zoom;
    this.resize();
    this.scroller.scrollLeft = this.x(middle) - this.scroller.clientWidth / 2;
  }

  // The quietest place near a time; the time itself where there is no picture.
  pauseNear(ms) {
    const each = this.duration / this.peaks.length;
    const [from, to] = [Math.max(0, Math.floor((ms - 700) / each)), Math.min(this.peaks.length, Math.ceil((ms + 700) / each))];
    let found = -1;
    for (let at = from; at < to; at += 1) if (found < 0 || this.peaks[at] < this.peaks[found]) found = at;
    return found < 0 ? ms : Math.round((found + 0.5) * each);
  }

  wirePointer() {
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      seek(this.audio, this.at(event.clientX));
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.canvas.hasPointerCapture(event.pointerId)) seek(this.audio, this.at(event.clientX));
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30 }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) seek(this.audio, Math.min(Math.max(0, this.now + step * (event.shiftKey ? 10000 : 1000)), this.duration));
    else if (event.key === "Home") seek(this.audio, 0);
    else if (event.key === "End") seek(this.audio, this.duration);
    else if (event.key === " ") toggle(this.audio);
    else return;
    event.preventDefault();
  }

  follow() {
    const [x, left, width] = [this.x(this.now), this.scroller.scrollLeft, this.scroller.clientWidth];
    if (!this.audio.paused && (x < left || x > left + width - 40)) this.scroller.scrollLeft = x - 40;
    this.draw();
    if (!this.audio.paused) requestAnimationFrame(() => this.draw());
  }

  resize() {
    this.inner.style.width = `${Math.max(this.scroller.clientWidth, this.x(this.duration))}px`;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.style.width = `${this.scroller.clientWidth}px`;
    this.canvas.width = Math.round(this.scroller.clientWidth * ratio);
    this.canvas.height = Math.round(this.canvas.clientHeight * ratio);
    this.draw();
    this.changed();
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [this.canvas.width / ratio, this.canvas.height / ratio];
    const colour = (name) => getComputedStyle(this.canvas).getPropertyValue(name).trim();
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.drawSound(pen, width, height - 18, colour("--deep"));
    this.drawScale(pen, width, height, colour("--ink-quiet"));
    pen.fillStyle = colour("--accent");
    pen.fillRect(this.x(this.now) - this.scroller.scrollLeft - 1, 0, 2, height);
    this.canvas.setAttribute("aria-valuemax", this.duration);
    this.canvas.setAttribute("aria-valuenow", this.now);
    this.canvas.setAttribute("aria-valuetext", `${clock(this.now)} of ${clock(this.duration)}`);
  }

  drawSound(pen, width, height, colour) {
    pen.fillStyle = colour;
    const middle = height / 2;
    if (!this.peaks.length) {
      pen.fillRect(0, middle - 1, width, 2);
      return;
    }
    const each = this.peaks.length / Math.max(1, this.x(this.duration)); // peaks a pixel
    for (let x = 0; x < width; x += 1) {
      const from = (x + this.scroller.scrollLeft) * each;
      let peak = 0;
      for (let at = Math.floor(from); at < Math.max(from + each, Math.floor(from) + 1); at += 1) peak = Math.max(peak, this.peaks[at] ?? 0);
      const tall = Math.max(1, peak * (height - 4));
      pen.fillRect(x, middle - tall / 2, 1, tall);
    }
  }

  drawScale(pen, width, height, colour) {
    const step = STEPS.find((seconds) => seconds * this.scale >= ROOM) ?? STEPS.at(-1);
    pen.fillStyle = colour;
    pen.font = `12px ${getComputedStyle(this.canvas).fontFamily}`;
    const first = Math.floor(this.scroller.scrollLeft / this.scale / step);
    for (let at = first; at * step * 1000 <= this.duration; at += 1) {
      const x = at * step * this.scale - this.scroller.scrollLeft;
      if (x > width) break;
      pen.fillRect(x, height - 18, 1, 6);
      pen.fillText(clock(at * step * 1000), x + 3, height - 4);
    }
  }
}
