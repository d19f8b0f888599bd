// The grid worker's pages without a network: a report is sealed and kept first, then sent; the list says how far each has come.
(() => {
  "use strict";
  const keeper = window.gridKeeper;
  if (!keeper || !keeper.able) return;
  const find = (what, within = document) => within.querySelector(what);
  const facts = find("[data-grid-page]");
  const bar = find("[data-grid-bar]");
  const form = find("[data-grid]");
  let online = navigator.onLine;
  let why = "";

  // --- the bar on top --------------------------------------------------------------------------------
  async function tell() {
    const left = (await keeper.waiting()).length;
    const words = find("[data-bar-words]", bar);
    const more = find("[data-bar-more]", bar);
    bar.hidden = online && !left && !why;
    [more.hidden, more.href, more.textContent] = [!left || Boolean(find("[data-kept-list]")), "/grid/", "看看"];
    if (why === "signin") {
      words.textContent = left ? `登录一次就能送，${left} 件封好存在手机里，不会丢` : "登录到时间了，照常填，先存手机里";
      [more.hidden, more.href, more.textContent] = [false, "/accounts/login/?next=/grid/", "登录"];
    } else if (!online) words.textContent = left ? `没有网络，先存手机里。${left} 件待上传` : "没有网络，照常填，先存手机里";
    else if (keeper.sending()) words.textContent = "正在送";
    else if (why) words.textContent = why;
    else words.textContent = `${left} 件待上传`;
    list();
  }

  // --- the list: when, and how far; nobody can read more, she neither ---------------------------------
  const DAY = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric" });
  const CLOCK = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  function saved(at) {
    const day = DAY.format(at);
    return `${day === DAY.format(Date.now()) ? "今天" : day} ${CLOCK.format(at)} 存的`;
  }
  async function list() {
    const section = find("[data-kept-list]");
    if (!section) return;
    const rows = await keeper.all();
    section.hidden = !rows.length;
    find("[data-kept-send]", section).hidden = !rows.some((row) => row.box);
    find("ul", section).replaceChildren(...rows.map((row) => {
      const number = keeper.numberOf(row);
      const [state, words] = !row.box ? ["done", `已收到 ${number}`.trim()] : keeper.sending() === row.id ? ["sending", "正在送"] : ["held", "在手机里"];
      const line = find(`[data-line="${state}"]`, section).content.cloneNode(true);
      find("[data-when]", line).textContent = saved(row.saved_at);
      find("[data-words]", line).textContent = words;
      const link = find("a", line);
      if (link && number) link.href = `/grid/cases/${number}/`;
      else if (link) link.removeAttribute("href");
      return line;
    }));
    const empty = find("[data-shell-empty]");
    if (empty) empty.hidden = Boolean(rows.length);
  }
  keeper.listen(tell);

  async function flush() {
    const done = await keeper.send();
    why = done.why === "offline" ? "" : done.why;
    online = done.why !== "offline";
    tell();
  }
  async function begin() {
    await keeper.sweep();
    if (form && "open" in form.dataset) await keeper.remove(find('[name="key"]', form).value); // it stands before her again, to be put right
    try {
      await keeper.hello();
      online = true;
    } catch (error) {
      online = error.message !== "offline";
      why = error.message === "signin" ? "signin" : "";
    }
    await tell();
    if (online && !why) flush();
  }
  window.addEventListener("online", flush);
  window.addEventListener("offline", () => { online = false; tell(); });
  setInterval(async () => { if (!document.hidden && (!online || (await keeper.waiting()).length)) begin(); }, 15000);
  const press = find("[data-kept-send] button");
  if (press) press.addEventListener("click", flush);

  // --- the form --------------------------------------------------------------------------------------
  const LONGEST = 2560;
  // A photo as large as the server would keep it: a weak net carries it sooner. One that the browser cannot read goes as it is.
  async function small(file) {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 1e6 && file.type === "image/jpeg") return file;
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  }
  async function contents() {
    const data = new FormData(form);
    const photos = data.getAll("photos").filter((file) => file.size);
    data.delete("csrfmiddlewaretoken");
    data.delete("photos");
    for (const file of photos) data.append("photos", await small(file), "photo.jpg");
    return data;
  }
  if (form) {
    const key = find('[name="key"]', form);
    if (!("open" in form.dataset)) key.value = keeper.newKey(); // the same kept page serves many reports
    form.addEventListener("submit", async (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const button = find("[data-send]", form);
      if (button.disabled) return;
      button.disabled = true;
      button.textContent = "正在封好";
      let row;
      try {
        const to = { id: facts.dataset.boxId, point: facts.dataset.boxPoint };
        row = await keeper.seal({ key: key.value, author: facts.dataset.author, data: await contents(), to });
        await keeper.keep(row);
      } catch {
        form.submit(); // a phone that cannot keep it (full, or private): the plain way, as without this script
        return;
      }
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      button.textContent = "正在送";
      let told = {};
      try {
        told = await keeper.sendNow(row);
      } catch (error) {
        online = error.message !== "offline";
        why = error.message === "signin" ? "signin" : "";
      }
      if (told.number) location.replace(`/grid/cases/${told.number}/`);
      else if (told.problems) form.submit(); // the page comes back with each mark beside its field
      else {
        why = told.words || why;
        rest();
      }
    });
  }
  function rest() {
    form.reset(); // what was typed leaves the page too
    form.hidden = true;
    for (const part of document.querySelectorAll("[data-while-filling]")) part.hidden = true;
    const done = find("[data-kept]");
    done.hidden = false;
    const title = find("h1", done);
    title.focus();
    scrollTo(0, 0);
    tell();
  }

  // --- the app ---------------------------------------------------------------------------------------
  const OWNER = "grid.owner"; // whose form the phone keeps, as a mark that names nobody
  async function install() {
    if (!("serviceWorker" in navigator)) return;
    await navigator.serviceWorker.register("/grid/worker.js", { scope: "/grid/" });
    const ready = await navigator.serviceWorker.ready;
    const owner = facts.dataset.owner;
    if (owner && localStorage.getItem(OWNER) !== owner) {
      ready.active.postMessage("keep");
      localStorage.setItem(OWNER, owner);
    }
  }
  install().catch(() => {});
  begin();
})();
