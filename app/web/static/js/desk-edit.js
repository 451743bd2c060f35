// Leaving a form with unsaved words asks first; a file that was uploaded beside the form is chosen in it at once.

import "./desk/gate.js";

const form = document.querySelector("form[data-unsaved]");

const written = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

if (form) {
  // What came back, with an error or with a row more, was never saved, so it counts as unsaved from the start.
  const typed = form.dataset.unsaved === "typed" || document.getElementById("problems") || "changed" in form.dataset;
  const saved = typed ? null : written();
  let leaving = false;

  form.addEventListener("submit", (event) => {
    // A second click is no second post. After a while the answer has been given up, and trying again is meant.
    if (leaving) event.preventDefault();
    else setTimeout(() => (leaving = false), 5000);
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    // A form that saves itself knows better what the server has got.
    if (!leaving && !("saving" in form.dataset) && written() !== saved) event.preventDefault();
  });
}

// A link to a field opens the section that it is in; not every browser does that by itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field || !field.closest("form.edit")) return;
  event.preventDefault();
  field.closest("details:not([open])")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: field.matches("section") ? "start" : "center" });
});

// The same for a link from another page.
const here = document.getElementById(location.hash.slice(1));
if (here?.closest("form.edit details:not([open])")) {
  here.closest("details").setAttribute("open", "");
  here.focus();
}

// Where there are several places for a picture, an upload goes to the one that was touched last.
const touched = new Map();
document.addEventListener("focusin", (event) => {
  const kind = event.target.dataset?.assetKind;
  if (kind) touched.set(kind, event.target);
});

document.addEventListener("upload:done", (event) => {
  const { id, name, kind } = event.detail;
  const selects = [...document.querySelectorAll(`select[data-asset-kind="${kind}"]`)];
  const select = touched.get(kind) ?? selects[0];
  if (!select || !("choose" in event.target.dataset)) return;
  event.preventDefault();
  for (const each of selects) {
    const known = [...each.options].some((option) => option.value === String(id));
    if (!known) each.add(new Option(name, id));
  }
  select.value = String(id);
  select.closest("details")?.setAttribute("open", "");
});
