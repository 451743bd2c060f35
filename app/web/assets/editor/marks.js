// Marks on text. They nest in any order here; the server brings them into its own.

import { Mark } from "@tiptap/core";
import Code from "@tiptap/extension-code";

const raised = (name, tag) =>
  Mark.create({
    name,
    parseHTML: () => [{ tag: `${tag}:not([data-ref])` }],
    renderHTML: () => [tag, 0],
  });

export const Raised = raised("raised", "sup");
export const Lowered = raised("lowered", "sub");

// Usually code takes no other mark; a body may have it inside of them.
export const PlainCode = Code.extend({ excludes: "" });

const ALLOWED = /^(?:https?:\/\/[^/?#]|mailto:[^?]|tel:[+0-9(]|\/(?!\/)|#.)/i;
export const mayLink = (href) => ALLOWED.test(href) && !/[\s\\]/.test(href);

// A link to an address, or to an entry by its id.
export const Link = Mark.create({
  name: "link",
  priority: 1000, // outermost
  inclusive: false,
  addAttributes: () => ({
    href: { default: null, parseHTML: (element) => (element.dataset.entry ? null : element.getAttribute("href")) },
    entry: { default: null, parseHTML: (element) => element.dataset.entry ?? null },
  }),
  parseHTML: () => [{ tag: "a[data-entry]" }, { tag: "a[href]", getAttrs: (element) => mayLink(element.getAttribute("href").trim()) && null }],
  renderHTML: ({ mark: { attrs } }) => ["a", attrs.entry ? { "data-entry": attrs.entry } : { href: attrs.href }, 0],
  addMarkView() {
    // In the editor a link leads nowhere: a click puts the cursor into it.
    return ({ mark }) => {
      const dom = document.createElement("span");
      dom.className = "ed-link";
      dom.title = mark.attrs.entry ? `Links to page ${mark.attrs.entry}` : `Links to ${mark.attrs.href}`;
      return { dom, contentDOM: dom };
    };
  },
});

