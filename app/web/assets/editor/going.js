// Where in the text a finding of the checks is: the words it quotes, or the thing that it is about, however deep inside.

import { NodeSelection, Selection, TextSelection } from "@tiptap/pm/state";

const MISSING = {
  pictures: (node) => node.type.name === "figure" && !node.attrs.alt && node.attrs.decorative !== "true",
  tables: (node) => node.type.name === "tableHeader" && !node.textContent.trim(),
  embedded: (node) => node.type.name === "episode",
};

// The n-th block as the server counts, which drops empty paragraphs: where it begins, and the node.
const outermost = (doc, block) => {
  let seen = -1;
  let found = { at: 0, node: doc.firstChild };
  doc.forEach((node, offset) => {
    const kept = node.type.name !== "paragraph" || node.content.size;
    if (kept && (seen += 1) === block) found = { at: offset, node };
  });
  return found;
};

const within = ({ at, node }, wanted) => {
  if (wanted(node)) return { at, node };
  let found = null;
  node.descendants((inner, offset) => {
    if (!found && wanted(inner)) found = { at: at + 1 + offset, node: inner };
    return !found;
  });
  return found;
};

// One line of text with the place of each of its signs; a break is a space, as it is for the server.
const signsOf = (line) => {
  let text = "";
  const places = [];
  line.forEach((node, offset) => {
    const words = node.isText ? node.text : node.type.name === "hardBreak" ? " " : "";
    for (let sign = 0; sign < words.length; sign += 1) places.push(offset + sign);
    text += words;
  });
  return { text, places };
};

const quoted = (doc, top, quote) => {
  const pattern = new RegExp(quote.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"));
  let found = null;
  within(top, (line) => line.isTextblock && pattern.test(signsOf(line).text) && (found = line));
  if (!found) return null;
  const { at } = within(top, (line) => line === found);
  const { text, places } = signsOf(found);
  const match = pattern.exec(text);
  const from = at + 1 + places[match.index];
  return TextSelection.create(doc, from, at + 2 + places[match.index + match[0].length - 1]);
};

// The selection for {block, quote, check}: the words, or what the check is about, or the beginning of the block.
export const placeOf = (doc, { block, quote = "", check = "" }) => {
  const top = outermost(doc, block);
  const words = quote && quoted(doc, top, quote);
  if (words) return words;
  const thing = MISSING[check] && within(top, MISSING[check]);
  if (thing?.node.type.spec.atom) return NodeSelection.create(doc, thing.at);
  return Selection.near(doc.resolve((thing ?? top).at + 1), 1);
};
