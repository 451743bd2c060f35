// Small help on every public page. Nothing depends on it.

const printed = document.querySelector("[data-print-date]");
if (printed) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
  window.addEventListener("beforeprint", () => {
    printed.textContent = `, printed ${words.format(new Date())}`;
  });
}

// After a refused form, take keyboard and screen reader to what has to be mended.
document.querySelector("[data-focus]")?.focus();
