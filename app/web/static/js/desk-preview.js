// The width of the preview changes in place; without this script each width is a page of its own.

const frame = document.querySelector("[data-preview]");
const links = [...document.querySelectorAll("[data-width]")];

for (const link of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    frame.className = `preview preview-${link.dataset.width}`;
    for (const other of links) other.toggleAttribute("aria-current", false);
    link.setAttribute("aria-current", "true");
    window.history.replaceState(null, "", link.href);
  });
}
