// Quick exit (UI: Quick exit). Without this script the exit is a plain link; nothing here promises that traces vanish.
(() => {
  "use strict";
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const zone = "/help/";

  function leave() {
    document.documentElement.hidden = true;
    document.title = "天气";
    // Nobody stays signed in on this device. The answer is not waited for.
    fetch("/leave/", { method: "POST", keepalive: true, credentials: "same-origin" }).catch(() => {});
    location.replace(link.href);
    // WeChat's own browser may keep the page: then its window is closed.
    setTimeout(() => {
      if (window.WeixinJSBridge) window.WeixinJSBridge.invoke("closeWindow");
    }, 300);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  // Shift three times within five seconds. Never Esc: it stops the loading of pages.
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = Date.now();
    presses = presses.filter((at) => now - at < 5000);
    presses.push(now);
    if (presses.length === 3) leave();
  });

  // Inside the zone one page takes the place of the other, so the history holds a single entry.
  document.addEventListener("click", (event) => {
    const inner = event.target.closest("a[href]");
    if (!inner || inner === link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (inner.target || inner.origin !== location.origin || !inner.pathname.startsWith(zone)) return;
    if (inner.pathname === location.pathname && inner.hash) return;
    event.preventDefault();
    location.replace(inner.href);
  });

  for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;
})();
