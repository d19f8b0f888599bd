// What the door's phone keeps: today's lists and the presses that are not sent yet, sealed with the key of the day (a cookie that the
// browser drops at the end of the day and at sign-out). Loaded on every page of the admin, so that what was kept is sent from any of them.
(() => {
  "use strict";
  const NAME = "door";
  const PENDING = "door.pending"; // how many presses wait, so that other pages need not open the database
  const able = Boolean(window.indexedDB && window.crypto && window.crypto.subtle);

  // --- the database --------------------------------------------------------------------------------
  let opened;
  function open() {
    opened = opened || new Promise((done, no) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("lists", { keyPath: "session" });
        asked.result.createObjectStore("ticks", { keyPath: "key" });
      };
      asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); done(asked.result); };
      asked.onerror = () => no(asked.error);
    });
    return opened;
  }
  async function store(what, mode, deed) {
    const base = await open();
    return new Promise((done, no) => {
      const work = base.transaction(what, mode);
      const asked = deed(work.objectStore(what));
      work.oncomplete = () => done(asked && asked.result);
      work.onerror = work.onabort = () => no(work.error);
    });
  }

  // --- the key of the day --------------------------------------------------------------------------
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  async function key() {
    const found = document.cookie.split("; ").find((one) => one.startsWith("door_key="));
    return found ? crypto.subtle.importKey("raw", bytes(found.slice(9)), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  }
  async function seal(what) {
    const held = await key();
    if (!held) return null;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, held, new TextEncoder().encode(JSON.stringify(what))) };
  }
  async function unseal(sealed) {
    const held = await key();
    if (!held || !sealed) return null;
    try {
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, held, sealed.data)));
    } catch {
      return null; // of another day
    }
  }

  // --- lists ---------------------------------------------------------------------------------------
  async function keepList(list) {
    const sealed = await seal(list);
    if (sealed) await store("lists", "readwrite", (lists) => lists.put({ session: list.session, day: list.day, sealed }));
  }
  async function list(session) {
    const row = await store("lists", "readonly", (lists) => lists.get(session));
    return row ? unseal(row.sealed) : null;
  }
  const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
  async function sweep() {
    const rows = await store("lists", "readonly", (lists) => lists.getAll());
    for (const row of rows) if (row.day !== today() && !(await unseal(row.sealed))) await store("lists", "readwrite", (lists) => lists.delete(row.session));
  }
  const dropLists = () => store("lists", "readwrite", (lists) => lists.clear());

  // --- presses: numbers, kinds and times, never a name ----------------------------------------------
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  async function add(tick) {
    await store("ticks", "readwrite", (ticks) => ticks.put(tick));
    await count();
  }
  const all = async () => (await store("ticks", "readonly", (ticks) => ticks.getAll())).sort((one, other) => one.at - other.at);
  async function count() {
    const many = (await all()).length;
    if (many) localStorage.setItem(PENDING, many);
    else localStorage.removeItem(PENDING);
    return many;
  }
  async function remove(one) {
    await store("ticks", "readwrite", (ticks) => ticks.delete(one));
    await count();
  }

  // --- sending -------------------------------------------------------------------------------------
  const token = { csrf: (document.querySelector("input[name=csrfmiddlewaretoken]") || {}).value || "", owner: "" };
  async function ask(path, how = {}) {
    let answer;
    try {
      answer = await fetch(path, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...how });
    } catch {
      throw new Error("offline");
    }
    if (answer.type === "opaqueredirect") throw new Error("signin");
    return answer;
  }
  // Say hello: the form's token, the server's clock, who is signed in.
  async function hello() {
    const answer = await ask("/admin/today/door/ticks/");
    if (!answer.ok) throw new Error(answer.status < 500 ? "signin" : "offline");
    const told = await answer.json();
    [token.csrf, token.owner] = [told.csrf, told.owner];
    return told;
  }
  let busy = null;
  // Send what is kept. Returns {sent: results, left: how many stay, why: "" | "offline" | "signin" | "other"}.
  function send() {
    busy = busy || work().finally(() => { busy = null; });
    return busy;
  }
  async function work() {
    const sent = [];
    let why = "";
    try {
      if ((await all()).length && !token.owner) await hello();
      for (;;) {
        const part = (await all()).filter((tick) => tick.owner === token.owner).slice(0, 100);
        if (!part.length) break;
        for (const result of await post(part)) {
          await remove(result.key);
          sent.push(result);
        }
      }
    } catch (error) {
      why = error.message === "signin" ? "signin" : "offline";
      if (why === "signin") await dropLists(); // signed out elsewhere: what names people goes, what happened stays
    }
    const left = await count();
    return { sent, left, why: why || (left ? "other" : "") };
  }
  async function post(part, again = true) {
    const answer = await ask("/admin/today/door/ticks/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.csrf },
      body: JSON.stringify({ owner: token.owner, ticks: part }),
    });
    if ((answer.status === 403 || answer.status === 409) && again) {
      await hello();
      return post(part.filter((tick) => tick.owner === token.owner), false);
    }
    if (!answer.ok) throw new Error("offline");
    const told = await answer.json();
    token.csrf = told.csrf;
    return told.results;
  }

  window.door = { able, keepList, list, sweep, newKey, add, all, remove, hello, send };
  if (!able) return;

  // On any page of the admin: send what is left, and do not let a sign-out throw it away unseen.
  if (localStorage.getItem(PENDING) && !document.querySelector("[data-door]")) send().catch(() => {});
  const leaving = document.getElementById("logout-form");
  if (leaving) leaving.addEventListener("submit", (event) => {
    if (!localStorage.getItem(PENDING)) return;
    event.preventDefault();
    send().catch(() => ({ left: 1, why: "offline" })).then((done) => {
      if (!done.left || window.confirm(`还有 ${done.left} 条签到没有传上去，现在退出就没有了。还要退出吗？`)) {
        localStorage.removeItem(PENDING);
        leaving.submit();
      }
    });
  });
})();
