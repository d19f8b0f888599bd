// The self-check of the help zone: added up here and nowhere else. Nothing is sent, nothing is kept, until she presses 带给调解员.
(() => {
  "use strict";
  const page = document.querySelector("[data-self-check]");
  if (!page) return;
  const ask = page.querySelector("[data-ask]");
  const answers = page.querySelector("[data-answers]");
  const result = page.querySelector("[data-result]");
  const take = page.querySelector("[data-take]");
  const ticked = () => [...answers.querySelectorAll("[data-sign]:checked")];

  page.querySelector("[data-without-script]").hidden = true;
  answers.hidden = false;

  answers.addEventListener("submit", (event) => {
    event.preventDefault();
    const risk = Math.max(1, ...ticked().map((box) => Number(box.dataset.risk)));
    for (const part of result.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== String(risk);
    page.querySelector("[data-mine]").hidden = !ticked().length;
    ask.hidden = true;
    result.hidden = false;
    window.scrollTo(0, 0);
    result.querySelector("[data-for]:not([hidden]) h1").focus();
  });

  page.querySelector("[data-back]").addEventListener("click", () => {
    result.hidden = true;
    ask.hidden = false;
    answers.querySelector("[data-sign]").focus();
  });

  take.addEventListener("submit", () => {
    for (const old of take.querySelectorAll("[name=sign]")) old.remove();
    for (const box of ticked()) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "sign", value: box.dataset.sign });
      take.append(field);
    }
  });

  // Whoever comes back by the browser's Back finds an empty page.
  window.addEventListener("pagehide", () => {
    answers.reset();
    for (const old of take.querySelectorAll("[name=sign]")) old.remove();
    result.hidden = true;
    ask.hidden = false;
  });
})();
