// The edit form saves itself; what that is made of stands in saving/. docs/saving.md tells the whole of it.

import * as copies from "./saving/copies.js";
import { Engine } from "./saving/engine.js";
import { hidden, labelOf, randomName, read, setHidden } from "./saving/fields.js";
import { LoginAgain } from "./saving/login.js";
import { Offer } from "./saving/offer.js";
import { Presence } from "./saving/presence.js";
import { post, postWhileClosing } from "./saving/sending.js";
import { Words } from "./saving/words.js";

const form = document.getElementById("edit");
const root = document.getElementById("saving");
if (form && root) start();

function start() {
  const id = randomName();
  const writer = Number(root.dataset.writer);
  // The server's time, carried on by a clock that nobody can set.
  const began = Date.parse(root.dataset.now) - performance.now();
  const typed = form.dataset.unsaved === "typed";
  const words = new Words(root);
  let place = location.pathname;
  const after = root.dataset.from ? [root.dataset.from] : [];
  let passing = false;
  let pressed = false;

  const keep = (text) =>
    copies
      .put({ id, place, writer, after, ...text, at: began + performance.now(), version: hidden(form, "version"), birth: hidden(form, "birth_key") })
      .catch(() => words.say("This browser cannot keep a copy of your text. Keep the page open until it is saved.", { tone: "problem" }));
  const drop = () => Promise.all([id, ...after].map(copies.forget)).catch(() => {});
  const fieldsOf = (text) => [...text, ["writer", String(writer)]];

  const engine = new Engine(form, {
    typed,
    keep,
    forget: drop,
    tell,
    send: (fields) => post(root.dataset.autosave, fieldsOf(fields)),
  });
  const presence = new Presence(id, showOthers);
  const login = new LoginAgain(document.getElementById("saving-login"), {
    address: root.dataset.again,
    writer,
    then: () => engine.resume(),
    later: () => engine.halted === "session" && sayEnded(),
  });

  form.dataset.saving = "on";
  setHidden(form, "copy", id);
  copies.hold(id);
  listen();
  presence.start(root.dataset.presence);
  const offer = new Offer(form, { section: document.getElementById("saving-offer"), address: root.dataset.autosave, place, writer });
  lookBack().catch(() => {}); // without a store in this browser there is nothing to offer

  function listen() {
    form.addEventListener("input", () => engine.touch());
    form.addEventListener("change", () => engine.touch());
    form.addEventListener("saving:leave", () => engine.halt("leaving"));
    window.addEventListener("submit", submitted, true);
    window.addEventListener("online", () => engine.now());
    document.addEventListener("keydown", saveByKey);
    document.addEventListener("visibilitychange", () => {
      engine.copy();
      engine.now();
      if (!document.hidden) presence.beat();
    });
    window.addEventListener("pagehide", () => {
      engine.copy();
      if (engine.isDirty && !engine.halted && !engine.sending) postWhileClosing(root.dataset.autosave, fieldsOf(engine.outgoing(read(form))));
    });
    window.addEventListener("beforeunload", (event) => {
      if (engine.halted !== "leaving" && engine.isUnsafe) event.preventDefault();
    });
    window.addEventListener("pageshow", (event) => {
      if (event.persisted && engine.halted === "leaving") engine.resume();
    });
  }

  /** Ctrl S or Cmd S: what everybody's fingers do, and not the browser's "save page". */
  function saveByKey(event) {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    engine.copy();
    if (engine.isDirty) engine.now();
    else words.say("Everything is saved.");
  }

  /** A button of the form: it goes through the same version, so it waits for a save that is on its way. */
  async function submitted(event) {
    if (event.target !== form || passing) return;
    engine.copy();
    if (!engine.sending && navigator.onLine) return engine.halt("leaving");
    event.preventDefault();
    event.stopImmediatePropagation();
    if (pressed) return;
    pressed = true;
    await engine.now();
    pressed = false;
    // Without an answer the page stays, so that nothing is lost with it; what became of the save is said.
    if (engine.unanswered === null) submit(event.submitter);
  }

  function submit(button) {
    engine.halt("leaving");
    passing = true;
    form.requestSubmit(button);
    passing = false;
  }

  /** Copies that are saved now are forgotten, others are offered; what came back unsaved is on the page already. */
  async function lookBack() {
    for (const saved of root.dataset.had.split(" ").filter(Boolean)) await copies.forget(saved);
    if (!typed) await offer.look();
  }

  function tell(what, body = {}) {
    const kept = "Your text is kept in this browser";
    switch (what) {
      case "saving":
        return words.say("Saving …");
      case "saved":
        return saved(body);
      case "unreachable":
        return words.say(`No connection. ${kept} and sent when it is back.`, { tone: "problem", acts: [["Try now", () => engine.now()]] });
      case "session":
        sayEnded();
        return login.ask();
      case "conflict":
        return words.say(`Somebody else saved this page${body.by ? ` (${body.by}, ${body.at})` : ""}. ${kept}; nothing was overwritten.`, {
          tone: "problem",
          acts: [["Compare the two texts", () => submit(form.querySelector('button[name="do"][value="save"]'))]],
        });
      case "gone":
        return words.say(`This page was deleted elsewhere. ${kept}.`, {
          tone: "problem",
          acts: [["Make a new draft of it", makeNew], ["Copy the text", copyOut]],
        });
      case "refused":
        return words.say(`${body.message ?? "You may not save this."} ${kept}.`, { tone: "problem", acts: [["Copy the text", copyOut]] });
      default:
        return words.say(`Not saved yet. ${kept}.`, { tone: "problem", problems: told(body) });
    }
  }

  function saved(body) {
    if (!hidden(form, "version") || place !== new URL(body.edit_url, location).pathname) {
      place = body.edit_url;
      history.replaceState(history.state, "", place);
      presence.start(body.presence_url);
    }
    if (body.title) document.querySelector("main h1").textContent = body.title;
    const last = form.querySelector("[data-last-save]");
    if (last) last.textContent = `Saved ${body.saved_at.full} by you.`;
    const problems = told(body);
    words.say(problems.length ? `Saved at ${body.saved_at.words}, but not everything:` : `Saved at ${body.saved_at.words}`, {
      tone: problems.length ? "problem" : "",
      problems,
    });
  }

  function told(body) {
    const problems = body.problems ?? [];
    return problems.length ? problems.map(({ field, message }) => (form.elements[field] ? `${labelOf(form, field)}: ${message}` : message)) : [body.message].filter(Boolean);
  }

  function sayEnded() {
    words.say("Your session has ended. Your text is kept in this browser.", { tone: "problem", acts: [["Log in again", () => login.ask()]] });
  }

  /** Somebody else's save is told before anything is typed over it. */
  function showOthers(said, version) {
    const older = Number(hidden(form, "version")) < version && !engine.sending && !engine.halted;
    words.sayOthers(older ? `${said} It was saved there since you opened it: load the page again to see it.`.trim() : said);
  }

  function makeNew() {
    form.action = root.dataset.new;
    setHidden(form, "version", "");
    setHidden(form, "apart", null);
    setHidden(form, "birth_key", randomName());
    submit(form.querySelector('button[name="do"][value="save"]'));
  }

  async function copyOut() {
    const text = read(form).fields.filter(([name, value]) => ["title", "summary", "body"].includes(name) && value.trim());
    try {
      await navigator.clipboard.writeText(text.map(([, value]) => value).join("\n\n"));
      words.line.textContent = "The text is copied: paste it where you want it.";
    } catch {
      form.elements.body?.select();
    }
  }
}
