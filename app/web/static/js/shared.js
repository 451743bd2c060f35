// On a shared preview: words that are marked in the text become what a comment is about, without a way through the server.

const form = document.querySelector("#comment form");
const text = document.querySelector("main .columns, main .wrap");
const quoted = form?.querySelector("[data-quoted]");
const BEFORE = 60;
const LONGEST = 1000;

const plain = (words) => words.replace(/\s+/g, " ").trim();

// The text before a place, without our own links in it.
const before = (node, offset) => {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  const copy = range.cloneContents();
  for (const link of copy.querySelectorAll(".comment-here")) link.remove();
  for (const block of copy.querySelectorAll("p, li, h1, h2, h3, h4, td, th, caption, figcaption, div")) block.append(" ");
  return plain(copy.textContent).slice(-BEFORE);
};

const about = (quote, context) => {
  form.elements.quote.value = quote.slice(0, LONGEST);
  form.elements.before.value = context;
  quoted.textContent = form.elements.quote.value;
  quoted.hidden = !quote;
  form.querySelector("[data-whole]").hidden = Boolean(quote);
  form.querySelector("[data-to-whole]").hidden = !quote;
};

const write = () => {
  document.getElementById("comment").scrollIntoView({ block: "start" });
  form.elements.text.focus({ preventScroll: true });
};

// What a link "Comment" is about: the passage above it, the title, or the summary.
const passageOf = (link) => {
  if (link.dataset.passage === "0") return document.querySelector("main h1");
  if (link.dataset.passage === "1") return document.querySelector("main .lead");
  return link.closest(".comment-here")?.previousElementSibling ?? null;
};

const button = document.createElement("button");
button.type = "button";
button.className = "shared-mark";
button.textContent = "Comment on these words";
button.hidden = true;

const marked = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer) || form.contains(range.commonAncestorContainer)) return null;
  const quote = plain(selection.toString());
  return quote ? { quote, range } : null;
};

const offer = () => {
  const found = marked();
  button.hidden = !found;
  if (!found) return;
  const box = found.range.getBoundingClientRect();
  const room = document.documentElement.clientWidth - 220;
  button.style.top = `${window.scrollY + box.bottom + 8}px`;
  button.style.left = `${Math.max(8, Math.min(box.left, room))}px`;
};

if (form && text) {
  form.querySelector("[data-with-script]").hidden = false;
  document.body.append(button);
  document.addEventListener("selectionchange", offer);
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay marked
  button.addEventListener("click", () => {
    const found = marked();
    if (!found) return;
    about(found.quote, before(found.range.startContainer, found.range.startOffset));
    getSelection().removeAllRanges();
    button.hidden = true;
    write();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-passage]");
    if (!link) return;
    const passage = passageOf(link);
    event.preventDefault();
    if (passage) about(plain(passage.innerText), before(passage, 0));
    else about("", "");
    write();
  });
}
