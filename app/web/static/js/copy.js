// Buttons that copy what stands beside them. Without this module they stay hidden, and the text can be marked.

const status = document.createElement("span");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const text = () => source.value ?? source.textContent.trim();
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      // No clipboard on this page: mark it, and the reader's own keys will do.
      if (source.select) source.select();
      else window.getSelection().selectAllChildren(source);
      said = "Marked: now copy it";
    }
    status.textContent = said;
    button.textContent = said;
    setTimeout(() => (button.textContent = label), 4000);
  });
}
