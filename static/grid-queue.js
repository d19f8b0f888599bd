// Reports that wait in the phone. Each is sealed to the server's public key before it is written down: this script can close an
// envelope and cannot open one. Also loaded where one signs in and out, so that what waits is sent, and not thrown away unseen.
(() => {
  "use strict";
  const NAME = "grid";
  const PENDING = "grid.pending"; // how many wait, so that other pages need not open the database
  const WHERE = "/grid/parcels/";
  const SHOWN = 3 * 86400e3; // ms for which the phone still says that one arrived
  const able = Boolean(window.isSecureContext && window.indexedDB && window.crypto && window.crypto.subtle);

  // The numbers of those that arrived are told by the server to whoever is signed in. They stand on the page and never on the disk:
  // with the login they are gone, also when it merely ran out.
  const numbers = new Map();

  // --- the database: {id, saved_at, box: bytes or null, done_at} -------------------------------------
  let opened;
  function open() {
    opened = opened || new Promise((done, no) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("parcels", { keyPath: "id" });
      asked.onsuccess = () => { asked.result.onversionchange = () => asked.result.close(); done(asked.result); };
      asked.onerror = () => no(asked.error);
    });
    return opened;
  }
  async function store(mode, deed) {
    const base = await open();
    return new Promise((done, no) => {
      const work = base.transaction("parcels", mode, { durability: "strict" }); // what she is told is kept, is on the disk
      const asked = deed(work.objectStore("parcels"));
      work.oncomplete = () => done(asked && asked.result);
      work.onerror = work.onabort = () => no(work.error);
    });
  }
  const all = async () => (await store("readonly", (rows) => rows.getAll())).sort((one, other) => other.saved_at - one.saved_at);
  async function waiting() {
    const rows = (await all()).filter((row) => row.box);
    if (rows.length) localStorage.setItem(PENDING, rows.length);
    else localStorage.removeItem(PENDING);
    return rows;
  }
  async function keep(row) {
    await store("readwrite", (rows) => rows.put(row));
    await waiting();
  }
  async function remove(id) {
    await store("readwrite", (rows) => rows.delete(id));
    await waiting();
  }
  async function sweep() {
    for (const row of await all()) {
      if (!row.box && Date.now() - row.done_at > SHOWN) await remove(row.id);
      else if (row.number) await keep({ id: row.id, saved_at: row.saved_at, box: row.box, done_at: row.done_at }); // kept by an older script
    }
  }
  async function forget() {
    await store("readwrite", (rows) => rows.clear());
    localStorage.removeItem(PENDING);
    if (window.caches) await caches.delete(NAME);
  }

  // --- the seal: mediation/offline/envelope.py opens it ---------------------------------------------
  const text = new TextEncoder();
  const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { whole.set(part, at); at += part.length; }
    return whole;
  }
  // Seal {key, author, data: FormData} to the server's {id, point}; returns the row that may be kept.
  async function seal({ key, author, data, to }) {
    const body = new Response(data);
    const type = body.headers.get("Content-Type");
    const saved_at = Date.now();
    const facts = text.encode(JSON.stringify({ key, author, saved_at, type }));
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, facts.length);
    const plain = joined(size, facts, new Uint8Array(await body.arrayBuffer()));

    const curve = { name: "ECDH", namedCurve: "P-256" };
    const once = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const head = joined(text.encode("G1"), bytes(to.id), new Uint8Array(await crypto.subtle.exportKey("raw", once.publicKey)));
    const server = await crypto.subtle.importKey("raw", bytes(to.point), curve, false, []);
    const shared = await crypto.subtle.importKey("raw", await crypto.subtle.deriveBits({ name: "ECDH", public: server }, once.privateKey, 256), "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: head, info: text.encode("mediation.offline.envelope/1") };
    const closing = await crypto.subtle.deriveKey(how, shared, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: head }, closing, plain));
    plain.fill(0);
    return { id: key, saved_at, box: joined(head, iv, sealed) };
  }

  // --- sending --------------------------------------------------------------------------------------
  let csrf = "";
  async function ask(how = {}) {
    let answer;
    try {
      answer = await fetch(WHERE, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...how });
    } catch {
      throw new Error("offline");
    }
    if (answer.type === "opaqueredirect") {
      numbers.clear();
      throw new Error("signin");
    }
    return answer;
  }
  async function hello() {
    const answer = await ask();
    if (!answer.ok) throw new Error("offline");
    const told = await answer.json();
    csrf = told.csrf;
    numbers.clear(); // somebody else may have signed in
    for (const [id, number] of Object.entries(told.received)) numbers.set(id, number);
  }
  async function post(row, open, again = true) {
    if (!csrf) await hello();
    const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": csrf, "X-Phone-Now": String(Date.now()) };
    const answer = await ask({ method: "POST", headers: open ? { ...headers, "X-Page-Open": "1" } : headers, body: row.box });
    if (answer.status === 403 && again) {
      csrf = "";
      return post(row, open, false);
    }
    if (![200, 413, 422].includes(answer.status)) throw new Error("offline");
    return answer.json();
  }
  const heard = [];
  let under_way = "";
  const say = (id) => { under_way = id; for (const listener of heard) listener(); };
  // Two pages of one phone do not send the same at once; if they do after all, the server knows it again.
  const alone = (deed) => (navigator.locks ? navigator.locks.request("grid-send", deed) : deed());

  // Send one and note its number. Returns the server's answer: {number}, {problems} or {words}.
  async function sendOne(row, open) {
    say(row.id);
    try {
      const told = await post(row, open);
      if (told.number) {
        numbers.set(row.id, told.number);
        await keep({ id: row.id, saved_at: row.saved_at, box: null, done_at: Date.now() });
      }
      return told;
    } finally {
      say("");
    }
  }
  let busy = null;
  // Send what waits. Returns {left: how many stay, why: "" | "offline" | "signin" | the server's words}.
  function send() {
    busy = busy || alone(work).finally(() => { busy = null; });
    return busy;
  }
  async function work() {
    let why = "";
    try {
      for (const row of (await waiting()).reverse()) {
        const told = await sendOne(row, false);
        if (told.words) why = told.words;
      }
    } catch (error) {
      why = ["offline", "signin"].includes(error.message) ? error.message : "offline";
    }
    return { left: (await waiting()).length, why };
  }

  window.gridKeeper = {
    able, all, waiting, keep, remove, sweep, forget, newKey, seal, hello, send,
    sendNow: (row) => alone(() => sendOne(row, true)),
    sending: () => under_way,
    numberOf: (row) => numbers.get(row.id) || "",
    listen: (listener) => heard.push(listener),
  };
  if (!able) return;

  // --- signing out: send or delete, never unseen ------------------------------------------------------
  const OUT = ["/accounts/logout/", "/admin/logout/"];
  for (const form of document.forms) {
    if (form.method !== "post" || !OUT.includes(new URL(form.action, location.href).pathname)) continue;
    form.addEventListener("submit", (event) => {
      const many = localStorage.getItem(PENDING);
      if (!many || event.defaultPrevented) return;
      event.preventDefault();
      askFirst(form, many);
    });
  }
  function askFirst(form, many) {
    const box = document.createElement("dialog");
    box.className = "ask-first";
    box.setAttribute("aria-labelledby", "ask-first");
    const title = Object.assign(document.createElement("h2"), { id: "ask-first", textContent: `手机里还有 ${many} 件上报没送到` });
    const words = Object.assign(document.createElement("p"), { textContent: "退出登录会清掉这台手机里存的东西。先送，还是删掉？" });
    words.setAttribute("role", "status");
    const row = Object.assign(document.createElement("div"), { className: "actions" });
    const button = (label, css, deed) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: `btn ${css}`, textContent: label });
      made.addEventListener("click", deed);
      row.append(made);
    };
    button("先送，再退出", "btn-primary", async () => {
      words.textContent = "正在送";
      const done = await send();
      if (!done.left) form.submit();
      else words.textContent = done.why === "offline" ? "现在没有网络，送不出去。等有网络再退出，或者先不退。" : done.why === "signin" ? "登录已经到时间了。重新登录一次就能送。" : done.why;
    });
    button("删掉，再退出", "btn-secondary", async () => { await forget(); form.submit(); });
    button("先不退出", "btn-link", () => box.remove());
    box.append(title, words, row);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }

  // --- on a page that is not the grid's: send what waits, and say so -----------------------------------
  const line = document.querySelector("[data-grid-kept]");
  if (!localStorage.getItem(PENDING) || document.querySelector("[data-grid-page]")) return;
  send().then(async (done) => {
    if (!line) return;
    line.hidden = false;
    const arrived = [...numbers.values()];
    line.querySelector("[data-words]").textContent = done.left ? `手机里还有 ${done.left} 件上报没送到，连上网会自己送。` : `存在手机里的上报已收到${arrived.length ? `：${arrived.join("、")}` : ""}`;
  });
})();
