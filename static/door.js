// The door's page. With a network each press goes to the server at once; without, it is kept with its key and its time and goes later.
(() => {
  "use strict";
  const root = document.querySelector("[data-door]");
  if (!root) return;
  const find = (what, within = root) => within.querySelector(what);
  const all = (what, within = root) => [...within.querySelectorAll(what)];
  const make = (tag, css = "", words = "") => Object.assign(document.createElement(tag), { className: css, textContent: words });
  const isShell = "shell" in root.dataset;
  const keeper = window.door && window.door.able ? window.door : null;
  const given = document.getElementById("kept");
  const session = isShell ? Number((location.pathname.match(/door\/(\d+)\//) || [])[1]) : Number(root.dataset.door);
  const WORDS = { held: "没有网络，先记在手机里", sending: "正在送", done: "已收到" };
  const LISTS = ["to_come", "here", "gone"];
  let list = null; // what is known of this session; rows by their number
  let skew = 0; // ms by which the server's clock is ahead of this phone's
  let online = !isShell && navigator.onLine;
  let why = "";
  let pending = new Map(); // row → kept press
  const odd = []; // sentences about presses that did not count

  // --- codes ---------------------------------------------------------------------------------------
  const letters = (said) => (said.trim().replace(/\/+$/, "").split("/").pop() || "").toUpperCase().replace(/[^0-9A-Z]/g, "");
  const codeForm = find("[data-code]");
  const wrong = find("[data-code-wrong]");
  function found(said) {
    const code = letters(said);
    const rows = list && code.length >= 6 ? list.rows.filter((row) => code.startsWith(row.c)) : [];
    if (!rows.length) {
      if (codeForm && codeForm.action && online && !isShell) {
        find("[name=code]", codeForm).value = said;
        codeForm.submit();
      } else wrong.textContent = list && code.length >= 6 ? "名单里没有这个码。没有网络时只认得存下的这一场。" : "要 6 位预约码。手机尾号，连上网才能查。";
      return;
    }
    wrong.textContent = "";
    const mates = list.rows.filter((row) => row.g === rows[0].g && row.s === "to_come");
    if (mates.length > 1) {
      const family = find(`[data-group="${rows[0].g}"]`);
      family.scrollIntoView({ block: "center" });
      find("button", family).focus({ preventScroll: true });
      say(`${mates.map((row) => row.n).join("、")}：一个码 ${mates.length} 个人，勾上来了的。`, true);
    } else if (mates.length) come(mates);
    else say(`${rows[0].n}已经到了，${rows[0].t}。`, true);
  }
  if (codeForm) codeForm.addEventListener("submit", (event) => {
    if (!list && !isShell) return;
    const said = find("[name=code]", codeForm).value;
    if (!isShell && online && letters(said).length < 6) return;
    event.preventDefault();
    found(said);
    if (!wrong.textContent) find("[name=code]", codeForm).value = "";
  });

  function say(words, well) {
    const old = find("[data-said]");
    const box = make("div", `alert alert-${well ? "success" : "warning"}`);
    box.dataset.said = "";
    box.setAttribute("role", "status");
    box.append(make("b", "", words));
    if (old) old.replaceWith(box);
    else find("[data-scan-card]").after(box);
  }

  // --- the camera ----------------------------------------------------------------------------------
  const shoot = find("[data-shoot]");
  const camera = find("[data-camera]");
  let stream = null;
  function stopCamera() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    camera.hidden = true;
    shoot.hidden = false;
  }
  async function look() {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const video = find("video", camera);
    video.srcObject = stream;
    shoot.hidden = true;
    camera.hidden = false;
    await video.play();
    while (stream) {
      const codes = await detector.detect(video).catch(() => []);
      if (codes.length && stream) {
        stopCamera();
        found(codes[0].rawValue);
        return;
      }
      await new Promise((go) => { setTimeout(go, 150); });
    }
  }
  if (shoot) {
    const file = find("input[type=file]", shoot);
    let still = false;
    file.addEventListener("change", () => { if (file.files.length) shoot.submit(); });
    file.addEventListener("click", (event) => {
      if (still || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
      event.preventDefault();
      look().catch(() => { stopCamera(); still = true; wrong.textContent = "打不开摄像头。再按一次，改成拍照。"; });
    });
    find("[data-stop]").addEventListener("click", stopCamera);
    find("[data-still]").addEventListener("click", () => { stopCamera(); still = true; file.click(); still = false; });
    window.addEventListener("pagehide", () => { if (stream) stopCamera(); });
  }
  if (!keeper) return;

  // --- presses -------------------------------------------------------------------------------------
  const clock = () => new Date(Date.now() + skew);
  const shownTime = (at) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
  async function press(facts) {
    const tick = { key: keeper.newKey(), at: Math.round(clock().getTime()), door: session, owner: list.owner, ...facts };
    await keeper.add(tick);
    return tick;
  }
  async function come(rows) {
    for (const row of rows) {
      const tick = await press({ kind: "in", booking: row.b });
      [row.s, row.t] = ["here", shownTime(tick.at)];
      pending.set(row.b, tick);
      move(row, online ? "sending" : "held");
    }
    say(`${rows.map((row) => row.n).join("、")}到了，${rows[0].t}。`, true);
    await after();
  }
  async function leave(row, ref, words) {
    const tick = await press({ kind: "out", booking: row.b, ref });
    [row.s, row.t, row.w] = ["gone", shownTime(tick.at), words];
    pending.set(row.b, tick);
    move(row, online ? "sending" : "held");
    say(`${row.n}走了，${row.t}，${words}。`, true);
    await after();
  }
  async function takeBack(row) { // of what was not sent yet
    const tick = pending.get(row.b);
    await keeper.remove(tick.key);
    pending.delete(row.b);
    [row.s, row.t] = tick.kind === "in" ? ["to_come", ""] : ["here", row.came || row.t];
    move(row, "");
    await after();
  }
  async function after() {
    await keeper.keepList({ ...list, skew });
    tell();
    if (online) flush();
  }

  // --- the lists -----------------------------------------------------------------------------------
  const rowOf = (number) => list.rows.find((row) => row.b === Number(number));
  const place = (name) => find(`[data-list="${name}"]`);
  function nodes(row) {
    return all(`[data-row="${row.b}"]`);
  }
  function move(row, state) {
    const old = nodes(row);
    const notes = old.flatMap((node) => all(".tag--bad", node)).slice(0, 4);
    const group = old.length && old[0].closest("[data-group]");
    old.forEach((node) => (node.closest(".tick") || node.closest(".kid") || node).remove());
    if (group && !find("[data-row]", group)) group.remove();
    const head = place(row.s);
    const made = article(row, notes, state);
    const title = find("h2", head).closest(".sec-h") || find("h2", head);
    title.after(made);
    counts();
  }
  function article(row, notes = [], state = "") {
    const made = make("article", row.s === "to_come" ? "kid" : "kid kid--3");
    made.dataset.row = row.b;
    const text = make("div");
    text.append(make("h3", "", row.n));
    const small = make("small", "dots");
    if (row.s === "here") small.append(make("span", "", `${row.t} 到`));
    if (row.s === "gone") small.append(make("span", "", `${row.t} 走`), ...(row.w ? [make("span", "", row.w)] : []));
    text.append(small, ...notes);
    const line = make("span", `state state--${state}`, WORDS[state] || "");
    line.dataset.state = "";
    line.setAttribute("role", "status");
    text.append(line);
    made.append(text);
    if (row.s !== "to_come" && pending.has(row.b) && state !== "sending") made.append(button("撤回", row.n, "more", () => takeBack(row)));
    if (row.s === "to_come") made.append(button("到了", row.n, "btn", () => come([row])));
    if (row.s === "here" && list.pickup) {
      const out = make("a", "btn", "接走");
      out.href = `/admin/today/door/${session}/out/${row.b}/`;
      out.append(make("span", "visually-hidden", `：${row.n}`));
      made.append(out);
    }
    return made;
  }
  function button(words, name, css, deed) {
    const made = make("button", css, words);
    made.type = "button";
    made.append(make("span", "visually-hidden", `：${name}`));
    made.addEventListener("click", deed);
    return made;
  }
  function counts() {
    const many = (state) => list.rows.filter((row) => row.s === state).length;
    for (const name of LISTS) {
      const head = place(name);
      if (!head) return;
      find("[data-count]", head).textContent = many(name);
      head.hidden = name !== "to_come" && !many(name);
    }
    find('[data-none="to_come"]').hidden = many("to_come") > 0;
    const came = find('[data-count="came"]');
    if (came) came.textContent = many("here") + many("gone");
  }
  function family(number, rows) {
    const made = make("article", "kid");
    made.dataset.group = number;
    if (rows.length === 1) return article(rows[0]);
    const form = make("form", "family");
    const text = make("div");
    text.append(make("h3", "", rows.map((row) => row.n).join("、")), make("small", "", `一个码 ${rows.length} 个人，没来的不勾`));
    for (const row of rows) {
      const label = make("label", "tick");
      label.dataset.row = row.b;
      const box = Object.assign(make("input"), { type: "checkbox", name: "booking", value: row.b, checked: true });
      label.append(box, make("span", "", row.n));
      text.append(label);
    }
    const go = make("button", "btn", "勾上的到了");
    go.type = "submit";
    form.append(text, go);
    made.append(form);
    return made;
  }

  // what the page's own forms would send is kept first
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!list || !form.classList.contains("family")) return;
    event.preventDefault();
    const rows = all("[name=booking]:checked", form).map((box) => rowOf(box.value)).filter((row) => row && row.s === "to_come");
    if (rows.length) come(rows);
    else say("还没勾上是谁来了。", false);
  });
  root.addEventListener("click", (event) => {
    const press_ = event.target.closest("button");
    if (list && press_ && press_.getAttribute("form") === "in") {
      const row = rowOf(press_.value);
      if (row && row.s === "to_come") {
        event.preventDefault();
        come([row]);
      }
    }
    const link = event.target.closest("a");
    if (list && link && /\/out\/\d+\/$/.test(link.pathname) && (isShell || !online)) {
      event.preventDefault();
      choose(rowOf(link.pathname.match(/out\/(\d+)/)[1]), link.closest(".kid"));
    }
  });
  function choose(row, kid) {
    if (!row || find(".pick", kid)) return;
    const box = make("fieldset", "pick");
    box.append(make("legend", "visually-hidden", `谁来接${row.n}`));
    row.f.forEach(([ref, words], n) => {
      const check = make("div", "form-check");
      const radio = Object.assign(make("input", "form-check-input"), { type: "radio", name: `by${row.b}`, value: ref, id: `by${row.b}-${n}` });
      const label = Object.assign(make("label", "form-check-label", words), { htmlFor: radio.id });
      check.append(radio, label);
      box.append(check);
    });
    const line = make("p", "soft", "没有网络，只能交给名单上的人。别的人来，孩子留在里面，等连上网再办。");
    const go = make("button", "btn btn-primary", "核对过，接走了");
    go.type = "button";
    go.addEventListener("click", () => {
      const by = find("input:checked", box);
      if (!by) line.textContent = "请选是谁来接。没有网络，只能交给名单上的人。";
      else leave(row, by.value, row.f.find(([ref]) => ref === by.value)[1]);
    });
    box.append(line, go);
    kid.append(box);
  }

  // where nobody books, heads are counted
  const heads = find('form[action$="/heads/"]');
  if (heads && given) heads.addEventListener("submit", (event) => {
    if (online || !list) return;
    event.preventDefault();
    const more = Number(event.submitter.value);
    list.heads = Math.max(0, list.heads + more);
    find(".big").textContent = list.heads;
    press({ kind: "heads", session, more }).then(after);
  });

  // --- sending, and saying so ----------------------------------------------------------------------
  async function flush() {
    const before = await keeper.all();
    if (!before.length && online) { tell(); return; }
    tell(true);
    const done = await keeper.send();
    why = done.why;
    online = why === "" || why === "other";
    for (const result of done.sent) settle(result);
    tell();
  }
  function settle(result) {
    const row = result.booking && list && rowOf(result.booking);
    const good = result.outcome === "done";
    if (!good) odd.push(result.words);
    if (!row) return;
    pending.delete(row.b);
    if (result.at) row.t = result.at;
    for (const node of nodes(row)) {
      const line = find("[data-state]", node);
      if (!line) continue;
      line.className = `state state--${good ? "done" : "odd"}`;
      line.textContent = good ? WORDS.done : result.words;
      all(".more", node).forEach((more) => more.remove());
      if (good && !isShell) node.firstElementChild.after(backButton(row));
    }
  }
  function backButton(row) {
    const made = make("button", "more", "撤回");
    made.setAttribute("form", "back");
    made.name = "booking";
    made.value = row.b;
    made.append(make("span", "visually-hidden", `：${row.n}`));
    return made;
  }
  async function tell(sending = false) {
    const left = (await keeper.all()).length;
    for (const [number, tick] of pending) {
      for (const line of all(`[data-row="${number}"] [data-state]`)) {
        const state = sending && online ? "sending" : "held";
        line.className = `state state--${state}`;
        line.textContent = state === "held" && why === "signin" ? "先记在手机里，登录了再送" : WORDS[state];
      }
      if (!tick) pending.delete(number);
    }
    const bar = find("[data-offline]");
    const words = find("[data-offline-words]");
    const more = find("[data-offline-more]");
    bar.hidden = online && !left && !odd.length && !isShell;
    more.hidden = !left && !odd.length && !(isShell && online);
    more.href = "#sync";
    more.textContent = "看看";
    if (why === "signin") {
      words.textContent = `要重新登录才能送，${left} 条记在手机里`;
      [more.hidden, more.href, more.textContent] = [false, `/accounts/login/?next=${encodeURIComponent(location.pathname)}`, "登录"];
    } else if (why === "other") words.textContent = `${left} 条是另一位同事记的，要她登录了才能送`;
    else if (!online) words.textContent = left ? `没有网络，照常签到。${left} 条等着传` : `没有网络，照常签到。名单是 ${list ? list.saved : ""} 存的`;
    else if (sending && left) words.textContent = `正在送 ${left} 条`;
    else if (isShell) {
      words.textContent = "有网络了，都传上去了";
      [more.href, more.textContent] = [location.href, "打开完整的页面"];
    } else if (odd.length) words.textContent = `有 ${odd.length} 条要看一看`;
    const sync = find("[data-sync]");
    sync.hidden = !left && !odd.length;
    find("[data-sync-count]").textContent = left ? `${left} 条等着传` : `${odd.length} 条和别处对不上`;
    find("[data-sync-list]").replaceChildren(...odd.map((sentence) => make("li", "", sentence)));
  }

  // --- beginning -----------------------------------------------------------------------------------
  async function begin() {
    await keeper.sweep();
    if (given) {
      list = JSON.parse(given.textContent);
      skew = list.now - Date.now();
      await keeper.keepList({ ...list, skew, csrf: "", now: 0 });
      if ("serviceWorker" in navigator) navigator.serviceWorker.register("/admin/today/door/worker.js", { scope: "/admin/today/door/" }).catch(() => {});
    } else if (isShell) {
      list = await keeper.list(session);
      skew = list ? list.skew : 0;
      draw();
    }
    if (!list) { tell(); return; }
    for (const tick of await keeper.all()) {
      const row = tick.door === session && rowOf(tick.booking);
      if (!row) continue;
      pending.set(row.b, tick);
      [row.s, row.t] = [tick.kind === "in" ? "here" : "gone", shownTime(tick.at)];
      if (tick.kind === "out") row.w = (row.f.find(([ref]) => ref === tick.ref) || ["", ""])[1];
      move(row, "held");
    }
    tell();
    flush();
  }
  function draw() {
    find("[data-empty]").hidden = Boolean(list);
    if (!list) return;
    find("[data-title]").textContent = list.title;
    find("[data-when]").textContent = `今天 ${list.time}，${list.saved} 存的名单`;
    find("[data-scan-card]").hidden = false;
    const groups = new Map();
    for (const row of list.rows) {
      if (row.s === "to_come") groups.set(row.g, [...(groups.get(row.g) || []), row]);
      else place(row.s).append(article(row));
    }
    for (const [number, rows] of groups) place("to_come").append(family(number, rows));
    place("to_come").hidden = false;
    counts();
  }
  window.addEventListener("online", () => { online = true; flush(); });
  window.addEventListener("offline", () => { online = false; tell(); });
  setInterval(async () => {
    if (online && !pending.size) return;
    try {
      await keeper.hello();
      [online, why] = [true, ""];
    } catch (error) {
      why = error.message;
      online = false;
    }
    flush();
  }, 10000);
  begin();
})();
