// Uploads in pieces, with progress, pause and resume, for every <form data-upload="/desk/uploads/">.
//
// Without this script the form is a plain one and takes what fits into one request. With it, the chosen file is sent by
// tus; a broken connection goes on where it stopped, by itself when the line is back, and after the page was closed when
// the same file is chosen again: what this browser has begun is offered, in the list of uploads that are not finished
// ([data-upload-url]) or, on a page without that list, below the form. When the file is in the library the form tells the
// page by the event "upload:done" (its detail is the asset); unless a listener prevents the default, the form goes to
// data-done, in which {id} is replaced by the asset's number.

import { defaultOptions, Upload } from "tus-js-client";

const PIECE = 8 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000];
const KEPT_FOR = 24 * 60 * 60 * 1000; // as long as the server does
const SPOKEN_EVERY = 10; // per cent: a screen reader is not to be kept talking

const LABELS = {
  audio: "recording",
  image: "picture",
  document: "document",
};

const size = (bytes) => {
  const [amount, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${unit}`;
};

const time = (seconds) => {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return `${Math.round(seconds / 60)} min left`;
};

// The average of the last seconds, so that the time left does not jump.
class Speed {
  #marks = [];

  note(bytes, now = performance.now()) {
    this.#marks.push([now, bytes]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > 5000) this.#marks.shift();
  }

  forget() {
    this.#marks = [];
  }

  get perSecond() {
    if (this.#marks.length < 2) return NaN;
    const [[from, first], [to, last]] = [this.#marks[0], this.#marks.at(-1)];
    return to > from ? ((last - first) * 1000) / (to - from) : NaN;
  }
}

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// What the server said, if it said it in words; else what to do.
const inWords = (error) => {
  const response = error.originalResponse;
  if (!response) return "The connection is gone. What has arrived is kept: try again when you are back online.";
  try {
    const { message } = JSON.parse(response.getBody());
    if (message) return message;
  } catch {
    // not JSON: a proxy answered
  }
  return `The server answered ${response.getStatus()}. What has arrived is kept; please try again.`;
};

class Panel {
  constructor(form) {
    this.bar = element("progress", { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", "Uploaded");
    this.line = element("p", { className: "upload-line" });
    this.spoken = element("p", { className: "visually-hidden" });
    this.spoken.setAttribute("aria-live", "polite");
    this.problem = element("p", { className: "upload-problem" });
    this.problem.setAttribute("role", "alert");
    this.pause = element("button", { type: "button", textContent: "Pause" });
    this.discard = element("button", { type: "button", textContent: "Discard" });
    this.buttons = element("p", { className: "upload-buttons" }, this.pause, " ", this.discard);
    this.root = element("div", { className: "upload-panel", hidden: true });
    this.root.append(this.bar, this.line, this.buttons, this.spoken, this.problem);
    form.append(this.root);
    this.lastSpoken = -SPOKEN_EVERY;
  }

  open() {
    this.root.hidden = false;
    this.bar.hidden = this.buttons.hidden = false;
    this.problem.textContent = "";
    this.lastSpoken = -SPOKEN_EVERY;
  }

  progress(sent, total, speed) {
    const percent = Math.floor((sent / total) * 100);
    this.bar.value = percent;
    const parts = [`${percent} %`, `${size(sent)} of ${size(total)}`];
    if (Number.isFinite(speed) && speed > 0) parts.push(`${size(speed)} a second`, time((total - sent) / speed));
    this.line.textContent = parts.filter(Boolean).join(" · ");
    if (percent >= this.lastSpoken + SPOKEN_EVERY) {
      this.lastSpoken = percent;
      this.spoken.textContent = `${percent} per cent uploaded`;
    }
  }

  say(text) {
    this.line.textContent = text;
    this.spoken.textContent = text;
  }

  fail(text) {
    this.problem.textContent = text;
  }
}

const absolute = (address) => new URL(address, location).href;

// What this browser has begun and not finished, without what the server has forgotten.
const begunHere = async () => {
  const kept = defaultOptions.urlStorage;
  const rows = document.querySelectorAll("[data-upload-url]");
  const known = new Set([...rows].map((row) => absolute(row.dataset.uploadUrl)));
  const isOver = ({ creationTime, uploadUrl }) =>
    Date.now() - new Date(creationTime) > KEPT_FOR || (document.querySelector("[data-uploads]") && !known.has(absolute(uploadUrl)));
  const begun = await kept.findAllUploads();
  for (const upload of begun.filter(isOver)) await kept.removeUpload(upload.urlStorageKey);
  return begun.filter((upload) => upload.uploadUrl && !isOver(upload));
};

// "Go on" for each of them: in its row of the list, or in a list of our own below the form.
const offerToGoOn = async (form, choose) => {
  for (const { uploadUrl, metadata } of await begunHere()) {
    const name = metadata.filename;
    const button = element("button", { type: "button", textContent: "Go on" });
    button.append(element("span", { className: "visually-hidden", textContent: ` with ${name}` }));
    button.addEventListener("click", () => choose(name));
    const rows = [...document.querySelectorAll("[data-upload-url]")];
    const row = rows.find((listed) => absolute(listed.dataset.uploadUrl) === absolute(uploadUrl));
    if (row) row.querySelector(".buttons").prepend(button);
    else form.append(element("p", { className: "upload-offer" }, `“${name}” is not finished. `, button));
  }
};

const enhance = (form) => {
  const input = form.querySelector("input[type=file]");
  const send = form.querySelector("button[type=submit], button:not([type])");
  const token = form.querySelector("input[name=csrf_token]")?.value ?? "";
  const endpoint = form.dataset.upload;
  if (!input || !endpoint) return;

  const panel = new Panel(form);
  const speed = new Speed();
  let upload = null;
  let running = false;
  let cutOff = false; // stopped by the line, not by a person
  let wanted = ""; // the file that is to be chosen again

  const leaving = (event) => event.preventDefault();
  const run = (on) => {
    running = on;
    panel.pause.textContent = on ? "Pause" : "Go on";
    if (send) send.disabled = on;
    window[on ? "addEventListener" : "removeEventListener"]("beforeunload", leaving);
  };

  const finish = async (address) => {
    panel.say("Everything has arrived. Looking at the file …");
    panel.buttons.hidden = true;
    const response = await fetch(`${address}/finish`, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    return answer.asset;
  };

  const done = async () => {
    try {
      const asset = await finish(upload.url);
      run(false);
      panel.bar.hidden = true;
      const told = asset.problems.map((problem) => problem.message);
      panel.say([`The ${LABELS[asset.kind]} “${asset.name}” is in the library.`, ...told].join(" "));
      form.reset();
      const event = new CustomEvent("upload:done", { detail: asset, bubbles: true, cancelable: true });
      if (form.dispatchEvent(event) && form.dataset.done) {
        window.location.assign(form.dataset.done.replace("{id}", asset.id));
      }
    } catch (error) {
      run(false);
      panel.bar.hidden = true;
      panel.line.textContent = "";
      panel.fail(error.message || "The server could not be reached. Please try again.");
    }
  };

  const uploadOf = (file) =>
    new Upload(file, {
      endpoint,
      chunkSize: PIECE,
      retryDelays: PAUSES,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name },
      headers: { "X-CSRFToken": token },
      onUploadUrlAvailable: () => {
        panel.discard.disabled = false; // before that, there is nothing to be forgotten by the server
      },
      onProgress: (sent, total) => {
        speed.note(sent);
        panel.progress(sent, total, speed.perSecond);
      },
      onSuccess: done,
      onError: (error) => {
        run(false);
        cutOff = !error.originalResponse;
        panel.fail(inWords(error));
      },
    });

  const begin = async (file) => {
    panel.open();
    panel.discard.disabled = true;
    speed.forget();
    upload = uploadOf(file);
    const [earlier] = await upload.findPreviousUploads();
    if (earlier) upload.resumeFromPreviousUpload(earlier);
    for (const offer of document.querySelectorAll(".upload-offer")) offer.remove();
    goOn();
  };

  const goOn = () => {
    panel.problem.textContent = "";
    cutOff = false;
    run(true);
    upload.start();
  };

  // A file that was asked for is sent at once, when it is the one.
  const chosen = async () => {
    const [file] = input.files;
    const name = wanted;
    wanted = "";
    if (!file || !name) return;
    const [earlier] = await uploadOf(file).findPreviousUploads();
    if (earlier) {
      begin(file);
      return;
    }
    panel.root.hidden = false;
    panel.bar.hidden = panel.buttons.hidden = true;
    panel.fail(`This is not the file that the upload of “${name}” began with. “Upload” sends it from its beginning.`);
  };

  panel.pause.addEventListener("click", () => {
    if (running) {
      upload.abort();
      run(false);
      speed.forget();
      panel.say("Paused. What has arrived is kept for a day.");
    } else {
      goOn();
    }
  });

  input.addEventListener("change", chosen);
  window.addEventListener("online", () => {
    if (cutOff && !running) goOn();
  });
  offerToGoOn(form, (name) => {
    wanted = name;
    input.click();
  });

  panel.discard.addEventListener("click", async () => {
    run(false);
    try {
      await upload.abort(true);
    } catch {
      // it was gone already
    }
    panel.bar.hidden = panel.buttons.hidden = true;
    panel.say("The upload is discarded.");
    input.focus();
  });

  form.addEventListener("submit", (event) => {
    const [file] = input.files;
    if (!file) return; // the plain form says what is missing
    event.preventDefault();
    begin(file);
  });
};

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);
