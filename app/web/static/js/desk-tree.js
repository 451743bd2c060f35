// The tree of articles by hand: handles to drag or to pick up with the keyboard, and steps that keep the place on the
// page. Each drop is one post; the answer is the tree as it is then, whoever else has been at it.

import { depthsAt, nearest, next, placeAt, without } from "./desk/tree-places.js";
import { Roving } from "./desk/tree-roving.js";

const tree = document.getElementById("tree");
const said = document.getElementById("tree-said");
const STEP_PX = 24;
const THRESHOLD_PX = 5;

const drop = document.createElement("div");
drop.className = "tree-drop";
drop.setAttribute("aria-hidden", "true");

let picked = null; // { row, rest, elements, index, depth, limits }
let roving;
let busy = false;
let dragged = false; // the click at the end of a drag is none

const rowsOf = () => [...tree.querySelectorAll(".tree-row")];
const nameOf = (id) => document.getElementById(`article-${id}`).dataset.title;
const say = (words) => (said.textContent = words);

function dress() {
  tree.setAttribute("role", "treegrid");
  tree.setAttribute("aria-describedby", "tree-help"); // said on the way in, not at each handle
  for (const row of rowsOf()) {
    const { depth, number, of, title } = row.dataset;
    row.setAttribute("role", "row");
    row.setAttribute("aria-label", title);
    row.setAttribute("aria-level", Number(depth) + 1);
    row.setAttribute("aria-posinset", number);
    row.setAttribute("aria-setsize", of);
    for (const cell of row.children) cell.setAttribute("role", "gridcell");
    const handle = document.createElement("button");
    Object.assign(handle, { type: "button", className: "tree-handle", ariaPressed: "false", ariaLabel: `Move: ${title}` });
    handle.textContent = "⠿";
    const cell = document.createElement("div");
    cell.setAttribute("role", "gridcell");
    cell.append(handle);
    row.prepend(cell);
  }
}

function pickUp(row) {
  const elements = rowsOf();
  const at = elements.indexOf(row);
  const all = elements.map((each) => ({ id: each.dataset.id, depth: Number(each.dataset.depth) }));
  const { rest, count } = without(all, at);
  const limits = { height: Number(row.dataset.height), deepest: Number(tree.dataset.deepest) };
  picked = { row, rest, elements: elements.toSpliced(at, count), index: at, depth: all[at].depth, limits };
  for (const each of elements.slice(at, at + count)) each.classList.add("picked");
  row.querySelector(".tree-handle").ariaPressed = "true";
  show("Picked up. ");
}

function letGo() {
  for (const each of rowsOf()) each.classList.remove("picked");
  picked.row.querySelector(".tree-handle").ariaPressed = "false";
  drop.remove();
  picked = null;
}

function cancel() {
  const name = picked.row.dataset.title;
  letGo();
  say(`“${name}” stays where it was.`);
}

function show(before = "") {
  const { rest, elements, index, depth, row } = picked;
  const place = placeAt(rest, index, depth);
  drop.className = `tree-drop depth-${depth}`;
  if (index < elements.length) elements[index].before(drop);
  else tree.append(drop);
  const where = place.parent ? `below “${nameOf(place.parent)}”` : "at the top";
  say(`${before}“${row.dataset.title}”: number ${place.number} of ${place.of} ${where}.`);
}

function shift(index, depth) {
  const depths = depthsAt(picked.rest, index, picked.limits);
  if (!depths) return;
  Object.assign(picked, { index, depth: nearest(depths, depth) });
  show();
}

async function putDown() {
  const { row, rest, index, depth } = picked;
  const place = placeAt(rest, index, depth);
  const body = new FormData();
  const parent = place.parent ? document.getElementById(`article-${place.parent}`) : null;
  const there = parent ? parent.dataset.below : tree.dataset.seal;
  const fields = { csrf_token: tree.dataset.token, article: row.dataset.id, here: row.dataset.here, there };
  Object.assign(fields, { parent: place.parent ?? tree.dataset.top, after: place.after ?? "", below: tree.dataset.top });
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  letGo();
  await send(body, row.dataset.id, ".tree-handle");
}

async function send(body, id, control) {
  if (busy) return;
  busy = true;
  tree.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(tree.dataset.move, { method: "POST", body, headers: { Accept: "text/html" } });
    take(new DOMParser().parseFromString(await answer.text(), "text/html"), id, control);
  } catch {
    say("The site could not be reached. Nothing was moved; please try again.");
  } finally {
    busy = false;
    tree.removeAttribute("aria-busy");
  }
}

// The rows of the answer in place of ours; what it says is said here.
function take(page, id, control) {
  const fresh = page.getElementById("tree");
  if (!fresh) return window.location.reload(); // logged out, or something else that needs a whole page
  const problem = page.getElementById("problems");
  document.getElementById("problems")?.remove();
  if (problem) said.before(problem);
  Object.assign(tree.dataset, fresh.dataset);
  tree.replaceChildren(...fresh.children);
  dress();
  roving.begin();
  say((problem?.querySelector("p") ?? page.querySelector(".said"))?.textContent ?? "");
  const row = document.getElementById(`article-${id}`);
  (row?.querySelector(`${control}:not(:disabled)`) ?? row?.querySelector(".tree-handle"))?.focus();
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const { key } = event;
  if (!picked) {
    if (roving.take(key, event.target)) event.preventDefault();
    return;
  }
  const { rest, index, depth, limits } = picked;
  const there = { ArrowUp: () => next(rest, index, -1, limits), ArrowDown: () => next(rest, index, 1, limits) }[key]?.();
  if (key === "Escape") cancel();
  else if (key === "ArrowLeft") shift(index, depth - 1);
  else if (key === "ArrowRight") shift(index, depth + 1);
  else if (there != null) shift(there, depth);
  else if (!key.startsWith("Arrow")) return;
  event.preventDefault();
}

function onPointer(event) {
  const handle = event.target.closest(".tree-handle");
  if (!handle || event.button !== 0 || picked || busy) return;
  dragged = false;
  const start = { x: event.clientX, y: event.clientY };
  const ended = new AbortController();
  let origin = null;
  const options = { signal: ended.signal };
  const move = (at) => {
    if (origin === null) {
      if (Math.hypot(at.clientX - start.x, at.clientY - start.y) < THRESHOLD_PX) return;
      pickUp(handle.closest(".tree-row"));
      origin = picked.depth;
      dragged = true;
    }
    if (!picked) return;
    const middles = picked.elements.map((each) => each.getBoundingClientRect()).map((box) => box.top + box.height / 2);
    const found = middles.findIndex((middle) => middle > at.clientY);
    shift(found < 0 ? middles.length : found, origin + Math.round((at.clientX - start.x) / STEP_PX));
  };
  const end = (how) => {
    ended.abort();
    if (origin === null || !picked) return;
    if (how === "drop") putDown();
    else cancel();
  };
  window.addEventListener("pointermove", move, options);
  window.addEventListener("pointerup", () => end("drop"), options);
  window.addEventListener("pointercancel", () => end("stop"), options);
}

function onClick(event) {
  const handle = event.target.closest(".tree-handle");
  if (!handle || busy || (dragged && event.detail > 0)) return;
  if (picked) putDown();
  else pickUp(handle.closest(".tree-row"));
}

if (tree) {
  document.getElementById("tree-help").hidden = false;
  dress();
  roving = new Roving(tree);
  tree.addEventListener("keydown", onKey);
  tree.addEventListener("pointerdown", onPointer);
  tree.addEventListener("click", onClick);
  tree.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter, target } = event;
    send(new FormData(target, submitter), target.elements.article.value, `button[value="${submitter.value}"]`);
  });
  tree.addEventListener("focusout", (event) => {
    if (picked && event.relatedTarget && !tree.contains(event.relatedTarget)) cancel();
  });
}
