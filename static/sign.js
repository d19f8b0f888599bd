/* A signature drawn with a finger, a pen or the mouse. It goes with the form as a PNG, once; nothing is kept on this device. */
(() => {
  "use strict";
  const form = document.querySelector("[data-sign]");
  if (!form) return;
  const pad = form.querySelector("[data-pad]");
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext && canvas.getContext("2d");
  if (!pen) return;
  const sent = form.querySelector('[name="drawn"]');
  form.querySelector("[data-plain]").hidden = true;
  pad.hidden = false;
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#111";
  let drawing = false;
  let drawn = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
    drawn = true;
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drawing = false; });
  const wipe = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    drawn = false;
    sent.value = "";
  };
  form.querySelector("[data-clear]").addEventListener("click", wipe);
  for (const choice of form.querySelectorAll('[name="place"]')) choice.addEventListener("change", wipe); // another person writes on an empty sheet
  form.addEventListener("submit", () => { sent.value = drawn ? canvas.toDataURL("image/png") : ""; });
})();
