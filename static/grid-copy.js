// Copies the text for the 综治 system; without this script it is marked and copied by hand.
(() => {
  "use strict";
  const button = document.querySelector("[data-copy]");
  if (!button) return;
  const text = document.querySelector("[data-copy-text]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // without https
    }
    button.textContent = "复制好了";
  });
})();
