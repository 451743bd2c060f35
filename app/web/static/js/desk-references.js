// Fields that take a source of the library offer what fits while one types; a large list is packed before it is sent.
// Without this script the same fields take a key or a number.

import { offer } from "./desk/offers.js";

const WAIT = 200;
const LARGE = 8_000_000; // bytes; the server takes 16 MB

const addressFor = (input) => input.closest("[data-library-find]")?.dataset.libraryFind;

async function find(input) {
  const answer = await fetch(`${addressFor(input)}?q=${encodeURIComponent(input.value.trim())}`, {
    headers: { Accept: "application/json" },
  });
  return answer.ok ? (await answer.json()).references : [];
}

function chosen(input, reference) {
  input.value = reference.key;
  const row = input.closest(".citation");
  if (row) {
    const key = row.querySelector(".part-key input");
    if (key && !key.value) key.value = reference.key;
    const words = [document.createTextNode(reference.text)];
    if (!["current", "unverified"].includes(reference.status)) {
      const said = document.createElement("strong");
      said.textContent = ` ${reference.said}.`;
      words.push(said);
    }
    row.querySelector("[data-cited]").replaceChildren(...words);
    row.querySelector(".by-hand").open = false;
  }
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("focusin", (event) => {
  const input = event.target;
  if (input.matches?.("input[data-library]") && !input.hasAttribute("role") && addressFor(input)) {
    offer(input, { find: () => find(input), choose: (reference) => chosen(input, reference), wait: WAIT });
  }
});

// What is no longer chosen is written by hand again.
document.addEventListener("change", (event) => {
  const row = event.target.matches?.("input[data-library]") && event.target.closest(".citation");
  if (row && !event.target.value.trim()) {
    row.querySelector("[data-cited]").replaceChildren();
    row.querySelector(".by-hand").open = true;
  }
});

async function packed(file) {
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  return new File([await new Response(stream).blob()], `${file.name}.gz`, { type: "application/gzip" });
}

const form = document.querySelector("form[data-pack]");
form?.addEventListener("submit", async (event) => {
  const input = form.querySelector("input[type=file]");
  const [file] = input.files;
  if (!file || file.size < LARGE || /\.gz$/i.test(file.name) || !("CompressionStream" in window)) return;
  event.preventDefault();
  const said = form.querySelector("[data-packing]");
  said.textContent = "Packing the file …";
  const small = new DataTransfer();
  small.items.add(await packed(file));
  input.files = small.files;
  said.textContent = "Sending it. The list is long: this takes a little while.";
  form.submit();
});
