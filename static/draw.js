/* Works a draw out again on this device, from what the page shows: both fingerprints, and every number in its place.
   With crypto.subtle where the browser has it, else (plain http, old phones) with the SHA-256 below. Nothing is sent or fetched. */
(() => {
  const place = document.querySelector("[data-draw]");
  if (!place) return;
  const draw = JSON.parse(place.dataset.draw);
  const button = place.querySelector("[data-recompute]");
  const answer = place.querySelector("[data-answer]");
  const words = button.querySelector("[data-words]");
  words.textContent = words.dataset.words;

  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const utf8 = (text) => Uint8Array.from(unescape(encodeURIComponent(text)), (letter) => letter.charCodeAt(0));

  function plainSha(text) {
    const primes = [];
    for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
    const part = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
    const k = primes.map((p) => part(Math.cbrt(p)));
    const h = primes.slice(0, 8).map((p) => part(Math.sqrt(p)));
    const data = utf8(text);
    const size = ((data.length + 8) >> 6) * 64 + 64;
    const bytes = new Uint8Array(size);
    bytes.set(data);
    bytes[data.length] = 128;
    new DataView(bytes.buffer).setUint32(size - 4, data.length * 8);
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < size; at += 64) {
      const w = [];
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) { w[i] = view.getInt32(at + i * 4); continue; }
        const a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = (w[i - 16] + a + w[i - 7] + b) | 0;
      }
      let [a, b, c, d, e, f, g, z] = h;
      for (let i = 0; i < 64; i += 1) {
        const one = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        z = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, z].forEach((value, i) => { h[i] = (h[i] + value) | 0; });
    }
    return h.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
  }

  const subtle = window.crypto && window.crypto.subtle;
  const sha = (text) => (subtle ? subtle.digest("SHA-256", utf8(text)).then((found) => hex(new Uint8Array(found))) : Promise.resolve(plainSha(text)));

  function seat(numbers, people, places) {
    const seated = [];
    for (const number of numbers) if (people[number] <= places) { seated.push(number); places -= people[number]; }
    return seated;
  }

  async function sorted(numbers, seed) {
    const lots = {};
    await Promise.all(numbers.map(async (number) => { lots[number] = await sha(seed + number); }));
    return numbers.slice().sort((a, b) => (lots[a] < lots[b] ? -1 : 1));
  }

  async function recompute() {
    if (await sha(draw.secret) !== draw.secret_hash) return "密数的指纹对不上";
    if (await sha(draw.list.join("\n")) !== draw.list_hash) return "号码表的指纹对不上";
    const seed = await sha(draw.secret + "|" + draw.lottery_number);
    const people = {}, apart = [], all = [];
    for (const line of draw.list) {
      const [number, ...marks] = line.split(" ");
      all.push(number);
      people[number] = 1;
      for (const mark of marks) if (mark === "k") apart.push(number); else people[number] = Number(mark.slice(1));
    }
    const kept = seat(await sorted(apart, seed + "k"), people, draw.kept_places);
    const rest = await sorted(all.filter((number) => !kept.includes(number)), seed);
    const won = seat(rest, people, draw.places - kept.reduce((sum, number) => sum + people[number], 0));
    const found = { kept, won, waiting: rest.filter((number) => !won.includes(number)) };
    let before = 0;
    for (const group of ["kept", "won", "waiting"]) {
      const shown = Array.from(document.querySelectorAll(`[data-order="${group}"] [data-no]`), (item) => item.dataset.no);
      for (let i = 0; i < Math.max(shown.length, found[group].length); i += 1) {
        if (shown[i] !== found[group][i]) return `第 ${before + i + 1} 个号对不上`;
      }
      before += shown.length;
    }
    return "";
  }

  function say(is_same, bold, rest) {
    const box = document.createElement("div");
    box.className = `alert alert-${is_same ? "success" : "warning"}`;
    const text = document.createElement("div"), strong = document.createElement("b");
    strong.textContent = bold;
    text.append(strong, rest);
    box.append(text);
    answer.textContent = "";
    answer.append(box);
  }

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const start = Date.now();
    const wrong = await recompute();
    const took = Math.max((Date.now() - start) / 1000, 0.1).toFixed(1);
    if (wrong) say(false, `算出来不一样：${wrong}。`, "请打电话告诉邻里中心。");
    else say(true, "算出来一模一样。", `${draw.list.length} 个号的顺序都对，两个指纹也对。用了 ${took} 秒，没连网。`);
  });
})();
