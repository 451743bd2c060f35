// What comes from Word, Google Docs or a web page, as our vocabulary: words and structure, no looks.

import { make } from "./dom.js";
import { leaveOut } from "./leftout.js";
import { withRealLists } from "./word.js";

export const MOST_PASTED = 20e6; // characters of HTML that are looked at
export const MOST_KEPT = 190_000; // bytes of text: a body holds 200 kB

const GONE = "script,style,title,meta,link,xml,head,template,object,embed,iframe,svg,math,select,textarea,input,button,video,audio,canvas,img,v\\:shape,v\\:shapetype,v\\:imagedata";
const INLINE = { strong: "(?<![\\w-])font-weight:\\s*(?:bold|[6-9]00)", em: "(?<![\\w-])font-style:\\s*italic", sup: "vertical-align:\\s*super", sub: "vertical-align:\\s*sub" };
const STYLED = Object.entries(INLINE).map(([tag, style]) => [tag, new RegExp(style, "i")]);
const RENAMED = { B: "strong", I: "em" };
const UNWRAPPED = new Set("SPAN FONT U S STRIKE INS SMALL BIG LABEL MARK ABBR CITE TIME CENTER NOBR O:P ST1:PLACE".split(" "));

// Cut out before anything is parsed: style sheets, comments and pictures written into the text, which make up most of a
// document from Word. Each search goes on where the last one ended, so the time grows with the length only.
const without = (html, from, to) => {
  let kept = "";
  let at = 0;
  const lower = html.toLowerCase();
  for (;;) {
    const start = lower.indexOf(from, at);
    const end = start < 0 ? -1 : lower.indexOf(to, start + from.length);
    if (end < 0) return kept + html.slice(at);
    kept += html.slice(at, start);
    at = end + to.length;
  }
};

const lean = (html) => {
  let rest = html;
  for (const [from, to] of [["<style", "</style>"], ["<xml", "</xml>"], ["<script", "</script>"], ["<!--[if ", "<![endif]-->"]]) rest = without(rest, from, to);
  // The page's policy forbids styles in attributes, and the browser would complain of each; they are only read here.
  return rest.replace(/\bsrc=(["'])data:[^"']*\1/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));
};

const renamed = (element, tag) => {
  const other = make(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
};

const wrapped = (element, tag) => {
  const inner = make(tag);
  inner.append(...element.childNodes);
  element.append(inner);
};

// Looks that mean something become marks; Google Docs puts all of a text into a <b> that is not bold.
const marked = (element) => {
  const style = element.dataset.style ?? "";
  const plain = /(?<![\w-])font-weight:\s*(?:normal|[1-4]00)/i.test(style);
  if (element.nodeName === "B" && plain) return element.replaceWith(...element.childNodes);
  if (element.nodeName in RENAMED) return renamed(element, RENAMED[element.nodeName]);
  if (!UNWRAPPED.has(element.nodeName)) return element;
  for (const [tag, pattern] of STYLED) if (pattern.test(style)) wrapped(element, tag);
  return element.replaceWith(...element.childNodes);
};

// The highest heading of what is pasted becomes h2, all below it h3.
const withHeadings = (body) => {
  for (const title of body.querySelectorAll("p.MsoTitle, p.MsoHeading1")) renamed(title, "h1");
  const headings = [...body.querySelectorAll("h1,h2,h3,h4,h5,h6")];
  const highest = Math.min(...headings.map((heading) => Number(heading.nodeName[1])));
  for (const heading of headings) {
    const level = Math.min(3, Number(heading.nodeName[1]) - highest + 2);
    const other = renamed(heading, `h${level}`);
    for (const strong of other.querySelectorAll("strong")) strong.replaceWith(...strong.childNodes);
    if (!other.textContent.trim()) other.remove();
  }
};

// Google Docs and old editors put a list inside a list beside its item, not inside it.
const withNestedLists = (body) => {
  for (const inner of body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const item = inner.previousElementSibling;
    if (item?.nodeName === "LI") item.append(inner);
    else {
      const around = make("li");
      inner.replaceWith(around);
      around.append(inner);
    }
  }
  // The middle of a list, copied without the items above it, comes in lists that hold a list only.
  for (const item of [...body.querySelectorAll("li")].reverse()) {
    const [inner, ...others] = item.children;
    if (inner && !others.length && /^[OU]L$/.test(inner.nodeName) && item.textContent.trim() === inner.textContent.trim()) item.replaceWith(...inner.children);
  }
};

// Lists begin with 1 here: a step that was number 4 must not become another without a word.
const renumbered = (body) => ([...body.querySelectorAll("ol[start]")].some((list) => Number(list.getAttribute("start")) > 1) ? ["A numbered list that went on from another begins with 1 now."] : []);

const KEPT = { A: ["href", "data-entry"], TH: ["scope", "colspan", "rowspan"], TD: ["colspan", "rowspan"], SUP: ["data-ref"], FIGURE: ["data-asset", "data-alt", "data-decorative"], ASIDE: ["data-care"], SECTION: ["data-exercise"], DIV: ["data-episode", "data-start", "data-part"] };

const bare = (body) => {
  for (const element of body.querySelectorAll("*")) {
    const kept = KEPT[element.nodeName] ?? [];
    for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name);
  }
  // Marks of places in Word ("_Toc123") and links without an address say nothing here.
  for (const link of body.querySelectorAll("a")) {
    if (!link.dataset.entry && !/^(?:https?:|mailto:|tel:)/i.test(link.getAttribute("href") ?? "")) link.replaceWith(...link.childNodes);
  }
};

const blank = (element) => !element.textContent.replace(/\u00a0/g, " ").trim() && !element.querySelector("[data-ref]");

// Line breaks that Word puts in for a new page, and at the end of a block, break nothing here.
const withoutIdleBreaks = (body) => {
  for (const last of body.querySelectorAll("br")) {
    const block = last.closest("p, li, td, th, h2, h3");
    let after = last.nextSibling;
    while (after?.nodeType === Node.TEXT_NODE && !after.data.trim()) after = after.nextSibling;
    if (!after && last.parentElement === block && block.textContent.trim()) last.remove();
  }
};

// Soft hyphens and signs without width are looks, too.
const HIDDEN = /[\u00ad\u200b\u2060\ufeff]|&(?:shy|ZeroWidthSpace|NoBreak);/g;

// What was pasted as HTML that is ours, and sentences about what did not come along.
export const cleanPasted = (html) => {
  const body = new DOMParser().parseFromString(lean(html).replace(HIDDEN, ""), "text/html").body;
  const comments = document.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const comment of found) comment.remove();
  const said = leaveOut(body);
  for (const element of body.querySelectorAll(GONE)) element.remove();
  withRealLists(body);
  said.push(...renumbered(body));
  for (const element of [...body.querySelectorAll("*")].reverse()) marked(element);
  withHeadings(body);
  withNestedLists(body);
  bare(body);
  for (const element of body.querySelectorAll(":scope > br")) element.remove();
  for (const paragraph of body.querySelectorAll("p")) if (blank(paragraph) && !paragraph.closest("td, th, li")) paragraph.remove();
  for (const division of body.querySelectorAll("div:not([data-episode]):not([data-part])")) {
    if (division.querySelector("p,ul,ol,table,h2,h3,div,blockquote,section,aside,figure")) division.replaceWith(...division.childNodes);
  }
  withoutIdleBreaks(body);
  return { html: body.innerHTML.replaceAll("&nbsp;", " "), said };
};
