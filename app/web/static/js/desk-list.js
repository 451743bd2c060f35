// Ticking rows: all at once without leaving the page, and how many are ticked.

const all = document.querySelector("[data-select-all]");
const boxes = [...document.querySelectorAll('.row-pick input[type="checkbox"]')];
const legend = document.querySelector("[data-bulk] legend");

if (all && boxes.length) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "small";
  all.replaceWith(button);

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    const every = ticked === boxes.length;
    button.textContent = every ? "Tick none" : `Tick all ${boxes.length} on this page`;
    if (legend) legend.textContent = ticked ? `With the ${ticked} ticked` : "With the pages that are ticked";
    return every;
  };

  button.addEventListener("click", () => {
    const on = !count();
    for (const box of boxes) box.checked = on;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  window.addEventListener("pageshow", count);
  count();
}
