// Leaving a form with unsaved words asks first; a file that was uploaded beside the form is chosen in it at once.

const form = document.querySelector("form[data-unsaved]");

const written = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();

if (form) {
  // What came back with an error was never saved, so it counts as unsaved from the start.
  const saved = document.getElementById("problems") || "changed" in form.dataset ? null : written();
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
    if (!leaving && written() !== saved) event.preventDefault();
  });
}

document.addEventListener("upload:done", (event) => {
  const { id, name, kind } = event.detail;
  const select = document.querySelector(`select[data-asset-kind="${kind}"]`);
  if (!select || !("choose" in event.target.dataset)) return;
  event.preventDefault();
  const known = [...select.options].some((option) => option.value === String(id));
  if (!known) select.add(new Option(name, id));
  select.value = String(id);
  select.closest("details")?.setAttribute("open", "");
});
