// The editor of the desk: takes the place of <textarea name="body"> in the form of an entry. Loaded there only.
//
// Events on the form, for what saves and checks: "desk:flush" writes the text into the field at once; "desk:set" with
// {name, value, format} puts a text back; "desk:goto" with {block: n, quote, check} puts the cursor to the
// words in the n-th block of the text, or to what that check is about there.

import { Writing } from "./editor/writing.js";

const KEY = "desk.writing";

// Which of the two ways of writing somebody likes; without storage the editor.
const memory = {
  get wantsMarkdown() {
    try {
      return localStorage.getItem(KEY) === "markdown";
    } catch {
      return false;
    }
  },
  set wantsMarkdown(wanted) {
    try {
      localStorage.setItem(KEY, wanted ? "markdown" : "editor");
    } catch {
      // storage is forbidden: the choice holds for this page
    }
  },
};

const field = document.querySelector("form.edit textarea[name=body]");

if (field) {
  const writing = new Writing(field, memory);
  const { form } = writing;
  form.addEventListener("desk:flush", () => writing.flush());
  form.addEventListener("desk:set", ({ detail }) => detail.name === "body" && writing.set(detail));
  form.addEventListener("desk:goto", ({ detail }) => writing.goTo(detail));
  form.addEventListener("submit", () => writing.flush(), { capture: true });
  // Whoever reads the form reads what is written now.
  form.addEventListener("formdata", ({ formData }) => {
    writing.flush({ later: true });
    formData.set("body", field.value);
    formData.set("body_format", writing.format.value);
  });
  writing.start();
}
