// The list of chapters: links that seek, the present one marked, with how far it has come.

import { lastStarted } from "./words.js";

export function wireChapters(sound) {
  const all = [...document.querySelectorAll("[data-chapter]")].map((link) => ({
    start: Number(link.dataset.chapter) / 1000,
    end: Number(link.dataset.end) / 1000,
    title: link.querySelector(".chapter-title").textContent,
    link,
  }));
  const starts = all.map((chapter) => chapter.start);
  const progress = document.createElement("progress");
  progress.className = "chapter-progress";
  progress.setAttribute("aria-hidden", "true"); // the slider says it in words
  const now = document.querySelector("[data-chapter-now]");
  let shown = -1;

  const current = () => lastStarted(starts, sound.time);
  for (const { link, start } of all) {
    link.href = `#t=${Math.floor(start)}`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      sound.seekAndPlay(start);
    });
  }

  sound.on("change", () => {
    const index = sound.started || sound.time > 0 ? current() : -1;
    if (index !== shown) {
      all[shown]?.link.removeAttribute("aria-current");
      all[index]?.link.setAttribute("aria-current", "true");
      if (all[index]) all[index].link.after(progress);
      else progress.remove();
      now.textContent = all[index]?.title ?? "";
      shown = index;
    }
    const chapter = all[index];
    if (chapter) progress.value = Math.min(1, (sound.time - chapter.start) / Math.max(0.1, chapter.end - chapter.start));
  });

  return {
    all,
    current: () => all[current()],
    // Back goes to the beginning of this chapter first, as everywhere.
    step(by) {
      const index = current();
      if (index < 0) return;
      const again = by < 0 && sound.time - starts[index] > 3 ? 0 : by;
      const to = starts[Math.max(0, index + again)];
      if (to !== undefined) sound.seek(to);
    },
  };
}
