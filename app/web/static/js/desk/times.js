// Times as the desk writes and reads them: whole milliseconds, "0:37", "1:02:03.500". The server reads the same forms.

export function clock(ms) {
  const whole = Math.max(0, Math.round(ms));
  const [h, m, s, rest] = [Math.floor(whole / 3600000), Math.floor(whole / 60000) % 60, Math.floor(whole / 1000) % 60, whole % 1000];
  const two = (n) => String(n).padStart(2, "0");
  const front = h ? `${h}:${two(m)}` : String(m);
  return `${front}:${two(s)}${rest ? `.${String(rest).padStart(3, "0")}` : ""}`;
}

// With hours and milliseconds always, as subtitle files have it.
export function full(ms) {
  const whole = Math.max(0, Math.round(ms));
  const part = (n, unit, size) => String(Math.floor(n / unit) % size).padStart(2, "0");
  const hours = String(Math.floor(whole / 3600000)).padStart(2, "0");
  return `${hours}:${part(whole, 60000, 60)}:${part(whole, 1000, 60)}.${String(whole % 1000).padStart(3, "0")}`;
}

const TIME = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,9}))?$/;

// Milliseconds, or null for what is no time.
export function parseTime(text) {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [, h, m, s, fraction = ""] = found;
  if ((m !== undefined && Number(s) > 59) || (h !== undefined && Number(m) > 59)) return null;
  const seconds = (Number(h ?? 0) * 60 + Number(m ?? 0)) * 60 + Number(s);
  return seconds * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
}

// Starts the sound, whatever the browser thinks of it.
export async function play(audio) {
  try {
    await audio.play();
  } catch (error) {
    if (error.name !== "AbortError") audio.focus();
  }
}

export function toggle(audio) {
  if (audio.paused) play(audio);
  else audio.pause();
}

// Goes to a place, also in a file that the browser has not looked at yet.
export function seek(audio, ms) {
  const go = () => (audio.currentTime = ms / 1000);
  if (audio.readyState > 0) go();
  else {
    audio.addEventListener("loadedmetadata", go, { once: true });
    audio.load();
  }
}
