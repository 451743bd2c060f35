// Logging in again in place: the page with the text stays as it is.

import { adoptToken } from "./fields.js";
import { post, whoIsThere } from "./sending.js";

export class LoginAgain {
  /** `then()` is called when the person who wrote is logged in again. */
  constructor(dialog, { address, writer, then, later }) {
    Object.assign(this, { dialog, address, writer, then });
    this.refused = dialog.querySelector("[data-refused]");
    dialog.querySelector("form").addEventListener("submit", (event) => this.#submitted(event));
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", later);
  }

  /** Take over a session that another tab has begun, or ask. */
  async ask() {
    const found = await whoIsThere(this.address);
    if (found) adoptToken(found.csrf_token);
    if (found?.person === this.writer) return this.then();
    this.#say("");
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.querySelector("[name=password]").focus();
  }

  async #submitted(event) {
    event.preventDefault();
    const password = this.dialog.querySelector("[name=password]");
    const answer = await post(this.address, [...new FormData(event.target)]);
    password.value = "";
    if (answer.what === "saved") {
      adoptToken(answer.body.csrf_token);
      this.done = true;
      this.dialog.close();
      this.done = false;
      return this.then();
    }
    this.#say(answer.body.message ?? "The site cannot be reached. Try again in a moment.");
    if (answer.status === 400) adoptToken((await whoIsThere(this.address))?.csrf_token ?? "");
    password.focus();
  }

  #say(text) {
    this.refused.textContent = text;
    this.refused.hidden = !text;
  }
}
