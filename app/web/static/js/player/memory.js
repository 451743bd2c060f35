// What this device remembers of its listener. Where nothing may be kept (a private window, a frame on another site), it
// is remembered for as long as the page is open.

const MOST = 60; // places; the oldest goes first
const here = new Map();

export function recall(name, otherwise) {
  try {
    return JSON.parse(window.localStorage.getItem(`player-${name}`)) ?? here.get(name) ?? otherwise;
  } catch {
    return here.get(name) ?? otherwise; // no storage, or something in it that is not ours
  }
}

export function remember(name, value) {
  here.set(name, value);
  try {
    window.localStorage.setItem(`player-${name}`, JSON.stringify(value));
  } catch {
    // Full or forbidden: `here` has it.
  }
}

// Places are pairs of a name and a second, the newest last.
function places() {
  const found = recall("places", []);
  return Array.isArray(found) ? found.filter((pair) => Array.isArray(pair) && Number.isFinite(pair[1])) : [];
}

const others = (key) => places().filter(([name]) => name !== key);

export function placeOf(key) {
  return places().find(([name]) => name === key)?.[1] ?? null;
}

export function rememberPlace(key, seconds) {
  remember("places", [...others(key), [key, seconds]].slice(-MOST));
}

export function forgetPlace(key) {
  remember("places", others(key));
}
