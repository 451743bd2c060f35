// Beside the text: a finding leads to its place, the checks run again without leaving, and what changed can be published.

const form = document.querySelector("form.edit");

const text = () => form.elements.namedItem("body");
// The editor hides the field, in whatever format that is: a text that nobody touched stays as it came.
const isEditor = () => text().hidden;

// In the plain box: the words that a finding is about, marked and in sight.
function mark(box, quote) {
  const at = quote ? box.value.indexOf(quote) : -1;
  if (at < 0) return;
  box.setSelectionRange(at, at + quote.length);
  box.scrollTop = (box.scrollHeight * at) / box.value.length - box.clientHeight / 2;
}

function goTo(link) {
  const box = text();
  box.closest("details:not([open])")?.setAttribute("open", "");
  if (isEditor()) {
    form.dispatchEvent(new CustomEvent("desk:goto", { detail: { ...link.dataset, block: Number(link.dataset.block) } }));
    return;
  }
  box.focus();
  box.scrollIntoView({ block: "center" });
  mark(box, link.dataset.quote);
}

async function checkAgain(button) {
  form.dispatchEvent(new CustomEvent("desk:flush"));
  const sent = new FormData(form);
  sent.set("do", "check");
  button.disabled = true;
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("ready");
    if (!fresh) throw new Error(`status ${answer.status}`);
    document.getElementById("ready").replaceWith(fresh);
    fresh.focus();
  } catch {
    button.disabled = false;
    form.requestSubmit(button); // the page of the answer says what is the matter
  }
}

// "Publish changes" appears with the first change.
function offer() {
  for (const button of document.querySelectorAll("[data-when-changed]")) button.hidden = false;
  for (const line of document.querySelectorAll("[data-unchanged]")) line.hidden = true;
}

if (form) {
  // Before the listener that only knows fields.
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-block]");
      if (!link) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      goTo(link);
    },
    true,
  );
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="do"][value="check"]');
    if (!button || button.disabled || button.dataset.tried) return;
    event.preventDefault();
    button.dataset.tried = "once";
    checkAgain(button);
  });
  form.addEventListener("input", offer);
  form.addEventListener("change", offer);
}
