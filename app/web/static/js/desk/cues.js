// The words of a recording with their times. Reads and writes WebVTT as the server prints it, and changes lists of cues.

import { full, parseTime } from "./times.js";

const TIMES = /^([\d:.]+) --> ([\d:.]+)/;
const VOICE = /^<v ([^>]*)>/;
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escaped = (text) => text.replace(/[&<>]/g, (sign) => SIGNS[sign]);
const plain = (text) => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);

export const oneLine = (text) => text.replace(/\s+/g, " ").trim();

// The cues of a text, or null when the server has not put it in order yet.
export function parse(text) {
  const blocks = text.replace(/\r\n?/g, "\n").trim().split(/\n{2,}/);
  if (blocks.length === 1 && blocks[0] === "") return [];
  if (blocks.shift() !== "WEBVTT") return null;
  const cues = [];
  let speaker = "";
  for (const block of blocks) {
    const [times, ...lines] = block.split("\n");
    const found = TIMES.exec(times);
    const [start, end] = found ? [parseTime(found[1]), parseTime(found[2])] : [null, null];
    if (start === null || end === null) return null;
    const said = lines.join(" ");
    const voice = VOICE.exec(said);
    if (voice) speaker = plain(voice[1]);
    cues.push({ start, end, speaker, text: oneLine(plain(said.replace(VOICE, ""))) });
  }
  return cues;
}

export function print(cues) {
  const blocks = cues.map(({ start, end, speaker, text }) => {
    const name = oneLine(speaker.replace(/[<>]/g, " "));
    return `${full(start)} --> ${full(end)}\n${name ? `<v ${escaped(name)}>` : ""}${escaped(oneLine(text))}`;
  });
  return cues.length ? `${["WEBVTT", ...blocks].join("\n\n")}\n` : "";
}

// The index of the cue that is being said at a time; -1 in silence.
export function spokenAt(cues, ms) {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].start <= ms) low = middle + 1;
    else high = middle;
  }
  return low > 0 && ms < cues[low - 1].end ? low - 1 : -1;
}

// Two cues of one, cut before the sign at `place`; the time is shared by the length of the words. Null where there is
// nothing to cut.
export function split(cue, place) {
  const [before, after] = [oneLine(cue.text.slice(0, place)), oneLine(cue.text.slice(place))];
  if (!before || !after || cue.end - cue.start < 2) return null;
  const share = before.length / (before.length + after.length);
  const middle = Math.min(Math.max(cue.start + 1, Math.round(cue.start + (cue.end - cue.start) * share)), cue.end - 1);
  return [
    { ...cue, end: middle, text: before },
    { ...cue, start: middle, text: after },
  ];
}

// How often `find` was replaced, and in how many cues.
export function replaceAll(cues, find, instead, whole) {
  const wanted = find.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const edge = "[\\p{L}\\p{N}]";
  const pattern = new RegExp(whole ? `(?<!${edge})${wanted}(?!${edge})` : wanted, "gu");
  let [places, changed] = [0, 0];
  for (const cue of cues) {
    const found = cue.text.match(pattern)?.length ?? 0;
    if (!found) continue;
    places += found;
    changed += 1;
    cue.text = oneLine(cue.text.replace(pattern, () => instead));
  }
  return { places, changed };
}
