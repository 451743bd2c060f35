// Buttons that copy an address. They are hidden where scripts are off: there the address is selected by hand.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      said.textContent = "Copied.";
    } catch {
      // No clipboard here (an insecure origin, or the browser refused): mark the text, so that one key copies it.
      getSelection().selectAllChildren(source);
      said.textContent = "Marked. Copy it with your keyboard.";
    }
  });
}
