// The preview beside the text: what is typed is sent to the server a moment after typing stops, and its page is shown.
// Nothing is saved by it. Open or not, and how wide, is remembered in this browser.

import { check, list, mark } from "./desk/live-check.js";
import { LiveFrame } from "./desk/live-frame.js";

const PAUSE_MS = 500;
const KEPT = "desk-live";
const NAMES = { 375: "Phone", 768: "Tablet", 1280: "Desktop" };

const remembered = () => {
  try {
    return { open: false, width: 1280, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { open: false, width: 1280 }; // storage is off, or holds something else: the usual
  }
};

const remember = (choice) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify(choice));
  } catch {
    // It is not remembered then; nothing else is lost.
  }
};

const form = document.querySelector("form#edit");
const section = document.getElementById("live");
if (form && section) start();

function start() {
  const part = (name) => section.querySelector(`[data-live-${name}]`);
  const toggle = document.querySelector("[data-live-toggle]");
  const choice = remembered();
  const state = { html: "", sent: null, timer: 0, request: null, flushing: false, findings: [] };
  const view = new LiveFrame(part("window"), { title: "Preview of what is typed", onShown: (page) => mark(page, state.findings) });

  const say = (problem) => {
    part("problem").textContent = problem;
  };

  const tellWidth = () => {
    const share = Math.round((view.scale ?? 1) * 100);
    const fitted = share < 100 ? `, made smaller to fit: ${share} %` : "";
    part("said").textContent = `${NAMES[view.width]}, ${view.width} pixels wide${fitted}. Not saved by looking.`;
  };

  const typed = () => {
    state.flushing = true; // the editor writes its text into the form at once, and says so with an event
    form.dispatchEvent(new CustomEvent("desk:flush", { bubbles: true }));
    state.flushing = false;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  const refresh = async () => {
    const data = typed();
    const sent = new URLSearchParams(data).toString();
    if (sent === state.sent) return;
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
    try {
      const answer = await fetch(section.dataset.live, { method: "POST", body: data, signal: request.signal });
      if (!answer.ok) throw new Error(answer.status === 401 ? "You are logged out: log in again to see the preview." : "The preview cannot be made just now.");
      const html = await answer.text();
      state.html = html;
      state.sent = sent;
      await view.show(html);
      section.dataset.shown = String(Number(section.dataset.shown ?? 0) + 1);
      say("");
      if (state.findings.length) part("summary").textContent = "You have typed since. Check again to see what is still there.";
    } catch (error) {
      if (error.name === "AbortError") return; // something newer is on its way
      say(`${error instanceof TypeError ? "The site cannot be reached, so the preview waits." : error.message} Your text stays in the form.`);
    }
  };

  const soon = () => {
    if (section.hidden || state.flushing) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(refresh, PAUSE_MS);
  };

  const setWidth = (width) => {
    choice.width = NAMES[width] ? width : 1280;
    for (const button of section.querySelectorAll("[data-live-width]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.liveWidth) === choice.width));
    }
    view.setWidth(choice.width);
    tellWidth();
  };

  const open = (isOpen) => {
    choice.open = isOpen;
    section.hidden = !isOpen;
    document.body.classList.toggle("with-live", isOpen);
    toggle.firstElementChild.setAttribute("aria-expanded", String(isOpen));
    toggle.firstElementChild.textContent = isOpen ? "Close the preview" : "Preview beside";
    if (!isOpen) return;
    setWidth(choice.width);
    refresh();
  };

  const show = ({ selector }) => {
    const element = view.page?.querySelector(selector);
    if (element) element.scrollIntoView({ block: "center", behavior: "instant" });
    else say("That place is not in the text any more.");
  };

  const runChecks = async () => {
    const button = part("check");
    button.disabled = true;
    part("findings").hidden = false;
    part("summary").textContent = "Checking …";
    try {
      await refresh();
      state.findings = await check(state.html, { axe: section.dataset.axe, width: view.width, height: 900 });
      list(part("list"), state.findings, show);
      if (view.page) mark(view.page, state.findings);
      part("summary").textContent = state.findings.length
        ? `${state.findings.length} found. Each is outlined in the preview.`
        : "Nothing found by the automatic checks. They see perhaps a third of what can be wrong: read it once with the keyboard and at the width of a phone, too.";
    } catch {
      part("list").replaceChildren();
      part("summary").textContent = "The checks could not be run. Load the page again after saving, and try once more.";
    } finally {
      button.disabled = false;
    }
  };

  toggle.hidden = false;
  toggle.firstElementChild.addEventListener("click", () => {
    open(section.hidden);
    remember(choice);
    if (!section.hidden && !matchMedia("(min-width: 75rem)").matches) section.scrollIntoView({ block: "start" });
  });
  for (const button of section.querySelectorAll("[data-live-width]")) {
    button.addEventListener("click", () => {
      setWidth(Number(button.dataset.liveWidth));
      remember(choice);
    });
  }
  part("check").addEventListener("click", runChecks);
  part("window").addEventListener("live:fit", tellWidth);
  for (const name of ["input", "change", "desk:set"]) form.addEventListener(name, soon);
  document.addEventListener("upload:done", soon);
  if (choice.open) open(true);
}
