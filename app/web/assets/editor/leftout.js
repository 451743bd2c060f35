// What comes along with a text and is no part of it: words that were deleted with changes tracked, comments, pictures
// that stay on the writer's computer. It is taken out and told of, never left out in silence.

import { make } from "./dom.js";

const styled = (root, pattern) => [...root.querySelectorAll("[data-style]")].filter((each) => pattern.test(each.dataset.style));
const without = (elements) => {
  for (const element of elements) element.remove();
  return elements.length;
};
const many = (number, one, more) => (number === 1 ? `1 ${one}` : `${number} ${more}`);

// "2 mg" deleted and "20 mg" written for it must not come out as "2 mg20 mg".
const deleted = (body) => {
  const gone = [...body.querySelectorAll("del, .msoDel")].filter((each) => !each.parentElement.closest("del, .msoDel"));
  return without(gone.filter((each) => each.textContent)) ? "Words deleted with tracked changes were left out." : "";
};

// Word shows where a comment stands by "[AB1]" and lists them all at the end. What was commented on stays.
const comments = (body) => {
  const anchors = without(body.querySelectorAll("a.msocomanchor, a[href^='#_msocom']"));
  const listed = without(styled(body, /mso-element:\s*comment(?![\w-])/i));
  without(styled(body, /mso-element:\s*comment-list|mso-special-character:\s*comment/i));
  const number = Math.max(anchors, listed);
  return number ? `${many(number, "comment was", "comments were")} left out.` : "";
};

// The mark is raised, the note keeps its number; whether it is a reference is for the writer to say.
const footnotes = (body) => {
  const marks = [...body.querySelectorAll("a")].filter((each) => /^#_(?:ft|ed)n\d/.test(each.getAttribute("href") ?? ""));
  for (const mark of marks) if (mark.closest("sup") === null) mark.replaceWith(make("sup", {}, mark.textContent.trim()));
  for (const list of styled(body, /mso-element:\s*(?:footnote|endnote)-list/i)) without(list.querySelectorAll(":scope > hr, :scope > br"));
  return marks.length ? `${many(marks.length, "footnote stands", "footnotes stand")} at the end as plain text: make references of what is a source.` : "";
};

const pictures = (body) => {
  const number = body.querySelectorAll("img").length || body.querySelectorAll("v\\:imagedata").length;
  const how = `copy ${number === 1 ? "it" : "each one"} by itself and paste it, or add it from the library`;
  return number ? `${many(number, "picture was", "pictures were")} left out: ${how}.` : "";
};

const crossed = (body) => {
  const found = body.querySelector("s, strike") || styled(body, /text-decoration[^;]*line-through/i).length;
  return found ? "Words that were crossed out are plain words now." : "";
};

const merged = (body) => {
  const wide = [...body.querySelectorAll("td, th")].some((cell) => cell.textContent.trim() && (cell.colSpan > 1 || cell.rowSpan > 1));
  return wide ? "Cells that were merged are divided." : "";
};

// Takes out of `body` what is no part of the text. Returns sentences about it.
export const leaveOut = (body) => [deleted, comments, footnotes, pictures, crossed, merged].map((look) => look(body)).filter(Boolean);
