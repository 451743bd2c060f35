// Pieces that can be heard by themselves: they stop at their end.

export function wireClips(root, sound) {
  for (const link of document.querySelectorAll("[data-clip]")) {
    const [start, end] = link.dataset.clip.split("-").map((ms) => Number(ms) / 1000);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      root.querySelector("[data-status]").textContent = `Playing the clip “${link.textContent.trim()}”`;
      sound.seekAndPlay(start, end);
    });
  }
}
