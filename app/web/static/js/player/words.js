// Times as people write, say and link them.

const two = (n) => String(n).padStart(2, "0");

function apart(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
}

export function clock(seconds) {
  const [h, m, s] = apart(seconds);
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function inWords(seconds) {
  const [h, m, s] = apart(seconds);
  const of = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
  return [h && of(h, "hour"), (h || m) && of(m, "minute"), of(s, "second")].filter(Boolean).join(" ");
}

// The seconds of "#t=90", "#t=1:30", "#t=1:02:03" or "#t=1h2m3s"; null for anything else.
export function moment(hash) {
  const found = /^#t=(?:(?:(\d{1,3})[:h])?(\d{1,4})[:m])?(\d{1,6}(?:\.\d+)?)s?$/.exec(hash);
  return found ? (Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0)) * 60 + Number(found[3]) : null;
}

// The last of `starts` (ascending, in seconds) that is not after `now`; -1 before the first.
export function lastStarted(starts, now) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] > now + 0.05) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}
