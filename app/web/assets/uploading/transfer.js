// One file on its way to the library: sent by tus, paused, gone on with, discarded, and looked at by the server at the end.

import { Upload } from "tus-js-client";
import { Speed } from "./panel.js";
import { inWords } from "./words.js";

const PIECE = 8 * 1024 * 1024;
const REFUSALS = new Set([413, 422]); // of the file itself: trying again would change nothing
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000];

export class Transfer {
  #speed = new Speed();
  #cutOff = false; // stopped by the line, not by a person
  #leaving = (event) => event.preventDefault();

  // `told` has what the page does: `running(on)`, `done(asset)`, `failed()` and `discarded()`.
  constructor(file, form, panel, told) {
    Object.assign(this, { file, panel, told, isRunning: false });
    this.token = form.querySelector("input[name=csrf_token]")?.value ?? "";
    this.upload = this.#uploadOf(form.dataset.upload);
    panel.pause.onclick = () => (this.isRunning ? this.pause() : this.goOn());
    panel.discard.onclick = () => this.discard();
    window.addEventListener("online", () => {
      if (this.#cutOff && !this.isRunning) this.goOn();
    });
  }

  #uploadOf(endpoint) {
    return new Upload(this.file, {
      endpoint,
      chunkSize: PIECE,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: this.file.name },
      headers: { "X-CSRFToken": this.token },
      onUploadUrlAvailable: () => {
        this.panel.discard.disabled = false; // before that, there is nothing to be forgotten by the server
      },
      onProgress: (sent, total) => {
        this.#speed.note(sent);
        this.panel.progress(sent, total, this.#speed.perSecond);
      },
      onSuccess: () => this.#end(),
      onError: (error) => {
        this.#run(false);
        this.#cutOff = !error.originalResponse;
        this.panel.fail(inWords(error));
        if (REFUSALS.has(error.originalResponse?.getStatus())) this.#close();
        this.told.failed();
      },
    });
  }

  // Whether this file is one that was begun here before.
  async isKnown() {
    return (await this.upload.findPreviousUploads()).length > 0;
  }

  async begin() {
    this.panel.open();
    this.panel.discard.disabled = true;
    const [earlier] = await this.upload.findPreviousUploads();
    if (earlier) this.upload.resumeFromPreviousUpload(earlier);
    this.goOn();
  }

  goOn() {
    this.panel.problem.textContent = "";
    this.#cutOff = false;
    this.#run(true);
    this.upload.start();
  }

  pause() {
    this.upload.abort();
    this.#run(false);
    this.#speed.forget();
    this.panel.say("Paused. What has arrived is kept for a day.");
  }

  async discard() {
    this.#run(false);
    try {
      await this.upload.abort(true);
    } catch {
      // it was gone already
    }
    this.panel.problem.textContent = "";
    this.panel.bar.hidden = this.panel.buttons.hidden = true;
    this.panel.say("The upload is discarded.");
    this.told.discarded();
  }

  #run(on) {
    this.isRunning = on;
    this.panel.name(this.panel.pause, on ? "Pause" : "Go on");
    window[on ? "addEventListener" : "removeEventListener"]("beforeunload", this.#leaving);
    this.told.running(on);
  }

  async #end() {
    try {
      this.panel.say("Everything has arrived. Looking at the file …");
      this.panel.buttons.hidden = true;
      const asset = await this.#finish();
      this.#run(false);
      this.panel.bar.hidden = true;
      this.told.done(asset);
    } catch (error) {
      this.#run(false);
      this.#close();
      this.panel.fail(error.message || "The server could not be reached. Please try again.");
      this.told.failed();
    }
  }

  // Nothing is left to go on with.
  #close() {
    this.panel.bar.hidden = this.panel.buttons.hidden = true;
    this.panel.line.textContent = "";
  }

  async #finish() {
    const response = await fetch(`${this.upload.url}/finish`, {
      method: "POST",
      headers: { "X-CSRFToken": this.token, Accept: "application/json" },
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    return answer.asset;
  }
}
