// While an import runs, the page follows it: every two seconds, only when it is looked at. Without this script there is
// the link "Look again".

const SECONDS = 2;

async function follow() {
  const shown = document.querySelector("[data-import]");
  if (shown?.dataset.import !== "running") return;
  if (!document.hidden) await renew(shown).catch(() => {}); // the next look may succeed
  window.setTimeout(follow, SECONDS * 1000);
}

async function renew(shown) {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-import]");
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  const at = document.activeElement?.id;
  const said = document.querySelector("#settled");
  const words = fresh.querySelector("#settled");
  if (said && words) {
    // The sentence that is read aloud stays the same element, or no screen reader would notice the change.
    said.textContent = words.textContent;
    words.replaceWith(said);
  }
  shown.dataset.import = fresh.dataset.import;
  shown.replaceChildren(...fresh.childNodes);
  document.title = page.title;
  if (at) document.getElementById(at)?.focus();
}

window.setTimeout(follow, SECONDS * 1000);
