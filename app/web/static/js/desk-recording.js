// While a recording is being listened to, the page looks every few seconds whether there is something new. Only the
// panel is put in anew: what plays goes on, and nobody loses their place. Without this script there is a link.

const PAUSE = 3000;
const MOST = 200;
const said = document.querySelector("[data-recording-said]");

async function look(times) {
  const panel = document.querySelector("#recording[data-waiting]");
  if (!panel || times > MOST) return;
  const fresh = await load();
  if (fresh && fresh.innerHTML !== panel.innerHTML && !panel.contains(document.activeElement)) {
    panel.replaceWith(fresh);
    if (said && !fresh.hasAttribute("data-waiting")) said.textContent = "What was found in the recording is here now.";
  }
  setTimeout(() => look(times + 1), PAUSE);
}

async function load() {
  if (document.hidden) return null;
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("#recording");
  } catch {
    return null; // no network at the moment: the next look may have one
  }
}

setTimeout(() => look(1), PAUSE);
