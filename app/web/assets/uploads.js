// Uploads in pieces, with progress, pause and resume, for every <form data-upload="/desk/uploads/">.
//
// Without this script the form is a plain one and takes what fits into one request. With it, the chosen file is sent by
// tus; a broken connection goes on where it stopped, by itself when the line is back, and after the page was closed when
// the same file is chosen again: what this browser has begun is offered, in the list of uploads that are not finished
// ([data-upload-url]) or, on a page without that list, below the form. When the file is in the library the form tells the
// page by the event "upload:done" (its detail is the asset); unless a listener prevents the default, the form goes to
// data-done, in which {id} is replaced by the asset's number. A form with data-many takes several files (many.js).

import { offerToGoOn } from "./uploading/begun.js";
import { enhanceMany } from "./uploading/many.js";
import { Panel } from "./uploading/panel.js";
import { Transfer } from "./uploading/transfer.js";
import { arrived } from "./uploading/words.js";

const enhance = (form) => {
  const input = form.querySelector("input[type=file]");
  const send = form.querySelector("button[type=submit], button:not([type])");
  if (!input) return;
  const panel = new Panel(form);
  let wanted = ""; // the file that is to be chosen again

  const told = {
    running: (on) => {
      if (send) send.disabled = on;
    },
    done: (asset) => {
      panel.say(arrived(asset));
      form.reset();
      const event = new CustomEvent("upload:done", { detail: asset, bubbles: true, cancelable: true });
      if (form.dispatchEvent(event) && form.dataset.done) {
        window.location.assign(form.dataset.done.replace("{id}", asset.id));
      }
    },
    failed: () => {},
    discarded: () => input.focus(),
  };

  const begin = (file) => {
    for (const offer of document.querySelectorAll(".upload-offer")) offer.remove();
    new Transfer(file, form, panel, told).begin();
  };

  // A file that was asked for is sent at once, when it is the one.
  input.addEventListener("change", async () => {
    const [file] = input.files;
    const name = wanted;
    wanted = "";
    if (!file || !name) return;
    if (await new Transfer(file, form, panel, told).isKnown()) {
      begin(file);
      return;
    }
    panel.root.hidden = false;
    panel.bar.hidden = panel.buttons.hidden = true;
    panel.fail(`This is not the file that the upload of “${name}” began with. “Upload” sends it from its beginning.`);
  });

  offerToGoOn(form, (name) => {
    wanted = name;
    input.click();
  });

  form.addEventListener("submit", (event) => {
    const [file] = input.files;
    if (!file) return; // the plain form says what is missing
    event.preventDefault();
    begin(file);
  });
};

for (const form of document.querySelectorAll("form[data-upload]")) ("many" in form.dataset ? enhanceMany : enhance)(form);
