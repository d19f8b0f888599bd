// The grid worker's report, one step at a time. Without this script all steps stand open, one below the other.
(() => {
  "use strict";
  const form = document.querySelector("[data-grid]");
  if (!form) return;

  const RISKS = ["", "蓝", "黄", "红"];
  const DEEDS = ["", "按期交给调解员。", "当天交给调解员。", "马上通知值班干部和调解员。"];
  const find = (what, within = form) => within.querySelector(what);
  const all = (what, within = form) => [...within.querySelectorAll(what)];
  const checked = (name) => all(`[name="${name}"]:checked`);
  const value = (name) => (find(`[name="${name}"]`) || { value: "" }).value.trim();
  const place = () => {
    const area = find('[name="area"]');
    return area.type === "hidden" ? find("[data-area]").textContent.trim() : (area.selectedOptions[0] || { text: "" }).text.trim();
  };
  const label = (box) => find(`label[for="${box.id}"]`).textContent.trim();

  // 1 the provisional colour, and the box that excludes the others
  const colour = find("[data-colour]");
  const byKind = Object.fromEntries(find("[data-kind-risks]").dataset.kindRisks.trim().split(/\s+/).filter(Boolean).map((pair) => pair.split(":")));
  const signs = all('[name="signs"]');
  find("[data-plain]").hidden = true;

  function paint() {
    const kind = checked("kind")[0];
    const ticked = checked("signs");
    const risk = Math.max(1, Number((kind && byKind[kind.value]) || 0), ...ticked.map((box) => Number(box.dataset.risk)));
    colour.hidden = !ticked.length && risk === 1;
    if (colour.hidden) return;
    colour.className = `alert ${["", "", "alert-warning", "alert-danger"][risk]}`;
    find("b", colour).textContent = `按这些迹象，暂定为${RISKS[risk]}色。`;
    find("span", colour).textContent = DEEDS[risk];
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "signs" && event.target.checked) {
      const none = event.target.value === "none";
      for (const box of signs) if (box !== event.target && (none || box.value === "none")) box.checked = false;
    }
    paint();
  });
  paint();

  // 2 photos: how many, how large, before they are sent through a weak net
  const photos = find('[name="photos"]');
  const told = find("[data-photos]");
  photos.addEventListener("change", () => {
    const files = [...photos.files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    told.hidden = !files.length;
    told.textContent = files.some((file) => file.size >= 20e6) ? "有一张照片太大了，一张要小于 20 MB，请换一张。" : `选了 ${files.length} 张，共 ${(size / 1e6).toFixed(1)} MB。`;
  });

  // 3 leaving by a slip loses what was typed: the browser asks first
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });

  if ("open" in form.dataset) return; // something is to be mended: all stands open, each mark is seen

  // 4 the steps
  const steps = all("[data-step]");
  const [back, next, send] = ["[data-back]", "[data-next]", "[data-send]"].map((what) => find(what));
  const missing = find("[data-missing]");
  const bars = steps.map(() => document.createElement("span"));
  find(".progress").append(...bars);
  find("[data-progress]").hidden = false;
  const bar = find("[data-bar]");
  send.classList.remove("btn-block");
  const folds = steps.map((step, n) => {
    const fold = document.createElement("div");
    step.before(fold);
    step.classList.add("step--now");
    return fold;
  });
  const sums = [
    () => checked("kind").map(label).join("、"),
    () => checked("signs").map(label).join("、"),
    () => [place(), value("name_1"), value("name_2"), value("name_3")].filter(Boolean).join("、"),
    () => (value("narrative").length > 24 ? `${value("narrative").slice(0, 24)}…` : value("narrative")),
    () => "",
  ];
  let now = 0;

  function fold(n) {
    const done = n < now;
    const line = folds[n];
    line.className = done ? "step step--done" : "step step--done step--next";
    const mark = document.createElement("span");
    mark.className = "step__n";
    mark.setAttribute("aria-hidden", "true");
    const words = document.createElement("p");
    if (done) {
      mark.append(find(".step__tick").content.cloneNode(true));
      const title = document.createElement("b");
      title.textContent = steps[n].dataset.step;
      words.append(title, document.createElement("br"), sums[n]());
      const change = document.createElement("button");
      change.type = "button";
      change.className = "btn btn-link";
      change.textContent = "改";
      change.setAttribute("aria-label", `改：${steps[n].dataset.step}`);
      change.addEventListener("click", () => go(n));
      line.replaceChildren(mark, words, change);
    } else {
      mark.textContent = n + 1;
      words.className = "soft";
      words.textContent = steps[n].dataset.step;
      line.replaceChildren(mark, words);
    }
  }

  function show(n, focus) {
    now = n;
    steps.forEach((step, k) => {
      step.hidden = k !== now;
      folds[k].hidden = k === now;
      if (k !== now) fold(k);
      bars[k].className = k <= now ? "on" : "";
    });
    find("[data-count]").textContent = `第 ${now + 1} 步，共 ${steps.length} 步`;
    const last = now === steps.length - 1;
    back.hidden = now === 0;
    next.hidden = last;
    send.hidden = !last;
    if (!last) next.textContent = `下一步：${steps[now + 1].dataset.short}`;
    say("");
    steps[now].after(missing, bar); // not over the page: nothing may lie half hidden under it
    paint();
    if (focus) {
      const title = find("h2", steps[now]);
      title.focus({ preventScroll: true });
      title.scrollIntoView({ block: "start" });
    }
  }

  function say(words) {
    missing.textContent = words;
    missing.classList.toggle("shown", Boolean(words));
  }

  function lacks(step) {
    const names = (step.dataset.need || "").split(" ").filter(Boolean);
    return names.some((name) => {
      const field = find(`[name="${name}"]`);
      return field.type === "radio" || field.type === "checkbox" ? !checked(name).length : !value(name);
    });
  }

  // Each step is an entry of the history, so that the phone's own Back leads one step back and loses nothing.
  function go(n) {
    history.pushState({ step: n }, "");
    show(n, true);
  }

  next.addEventListener("click", () => {
    if (lacks(steps[now])) say(steps[now].dataset.needWords);
    else go(now + 1);
  });
  back.addEventListener("click", () => history.back());
  window.addEventListener("popstate", (event) => show((event.state && event.state.step) || 0, true));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || now === steps.length - 1) return;
    event.preventDefault();
    next.click();
  });
  form.addEventListener("submit", (event) => {
    const first = steps.findIndex(lacks);
    if (first < 0) return;
    event.preventDefault();
    touched = true;
    go(first);
    say(steps[first].dataset.needWords);
  });
  history.replaceState({ step: 0 }, "");
  show(0, false);
})();
