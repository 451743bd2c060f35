// Who else has the page open. A tab says every now and then that it is there, and when it closes.

import { post, postWhileClosing } from "./sending.js";

const EVERY_MS = 25_000;

export class Presence {
  constructor(tab, show) {
    this.tab = tab;
    this.show = show;
    this.address = "";
  }

  start(address) {
    if (this.address || !address) return;
    this.address = address;
    this.beat();
    setInterval(() => this.beat(), EVERY_MS);
    window.addEventListener("pagehide", () => postWhileClosing(this.address, [["tab", this.tab], ["leaving", "1"]]));
    window.addEventListener("pageshow", (event) => event.persisted && this.beat());
  }

  async beat() {
    if (!this.address) return;
    const answer = await post(this.address, [["tab", this.tab]]);
    if (answer.what === "saved") this.show(inWords(answer.body.others), answer.body.version);
  }
}

function inWords(others) {
  const names = others.filter((other) => !other.mine).map((other) => other.name);
  const said = [];
  if (names.length) said.push(`${list(names)} ${names.length > 1 ? "have" : "has"} this page open, too.`);
  if (others.some((other) => other.mine)) said.push("You have this page open in another tab.");
  return said.join(" ");
}

const list = (names) => new Intl.ListFormat("en-GB").format(names);
