// Single keys, only while the focus is in the player or what belongs to it (WCAG 2.2, 2.1.4).

const TYPED = "input:not([type=range], [type=checkbox]), textarea";

export function wireKeys(part, root, sound, chapters) {
  const speed = root.querySelector("[data-speed]");
  const faster = (by) => {
    const to = speed.selectedIndex + by;
    if (!(to in speed.options)) return;
    speed.selectedIndex = to;
    speed.dispatchEvent(new Event("change"));
  };
  const acts = {
    k: () => sound.toggle(),
    j: () => sound.skip(-15),
    l: () => sound.skip(30),
    m: () => root.querySelector("[data-mute]").click(),
    n: () => chapters.step(1),
    p: () => chapters.step(-1),
    "<": () => faster(-1),
    ">": () => faster(1),
  };
  part.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPED)) return;
    const onControl = event.target.closest("button, a, select, summary, [type=checkbox]");
    const act = event.key === " " && !onControl && part === root ? acts.k : acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
