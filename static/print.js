/* 打印: there only where a script can print. A page of a case carries it in a form (data-print-log): each print is written down first. */
for (const line of document.querySelectorAll("[data-print]")) {
  line.hidden = false;
  line.addEventListener("click", (event) => { event.preventDefault(); window.print(); });
}
const logged = document.querySelector("[data-print-log]");
if (logged) {
  const write = () => fetch(logged.action, { method: "POST", body: new FormData(logged), redirect: "manual", keepalive: true });
  let asked = false; // by the button: it is in the log already
  const unwritten = document.querySelector("[data-print-unwritten]");
  logged.hidden = false;
  logged.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await write().catch(() => null);
    unwritten.hidden = Boolean(answer && answer.status === 204);
    if (!unwritten.hidden) return unwritten.focus();
    asked = true;
    window.print();
    asked = false;
  });
  addEventListener("beforeprint", () => { if (!asked) write().catch(() => null); }); // by the browser's own menu
}
