// Quick exit (UI: Quick exit). Without this script the exit is a plain link; nothing here promises that traces vanish.
(() => {
  "use strict";
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const zone = ["/help/", "/slots/"];
  const inside = (url) => url.origin === location.origin && zone.some((start) => url.pathname.startsWith(start));

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
    if (inner.target || !inside(inner)) return;
    if (inner.pathname === location.pathname && inner.hash) return;
    event.preventDefault();
    location.replace(inner.href);
  });

  // A form sent by the browser would add an entry too. Sent from here, its answer is written over this page, under this page's address.
  let asis = null;
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form === asis || form.target || form.method !== "post" || !inside(new URL(form.action))) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    form.dataset.sending = "yes";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), credentials: "same-origin" });
      const to = new URL(answer.url);
      if (answer.redirected && !inside(to)) {
        location.replace(to);
        return;
      }
      const page = await answer.text();
      if (answer.redirected) history.replaceState(null, "", to);
      document.open();
      document.write(page);
      document.close();
      window.scrollTo(0, 0);
      document.querySelector("[autofocus]")?.focus();
    } catch {
      asis = form; // no network: the browser says so itself
      form.requestSubmit(event.submitter);
    }
  });

  for (const hint of document.querySelectorAll("[data-needs-script]")) hint.hidden = false;
})();
