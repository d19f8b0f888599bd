// The screen in the hall: reads itself anew each minute, tells the time, and says when the network is gone.
(function () {
  "use strict";
  var EVERY = 60 * 1000;
  var LATE = 3 * EVERY; // the page that was kept is older than this: the network is gone
  var screen = document.getElementById("main");
  var weekdays = "日一二三四五六";

  function two(number) { return (number < 10 ? "0" : "") + number; }
  function made() { return new Date(screen.querySelector("[data-made]").getAttribute("data-made")); }
  function clock(moment) { return moment.getHours() + ":" + two(moment.getMinutes()); }

  function isGone() { return navigator.onLine === false || new Date() - made() > LATE; } // the worker answers from what it kept

  function tick() {
    var now = new Date();
    screen.querySelector("[data-day]").textContent = (now.getMonth() + 1) + "月" + now.getDate() + "日 星期" + weekdays[now.getDay()];
    screen.querySelector("[data-clock]").textContent = clock(now);
  }

  function gone(is) {
    var line = screen.querySelector("[data-gone]");
    line.hidden = !is;
    if (is) line.textContent = "网断了，这是 " + clock(made()) + " 存下的，名额以前台为准";
  }

  function read() {
    fetch(location.href, { cache: "no-cache", credentials: "omit" }).then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("main");
      if (!fresh) throw new Error("another page");
      screen.innerHTML = fresh.innerHTML;
      tick();
      gone(isGone());
    }).catch(function () { gone(true); });
  }

  tick();
  gone(isGone());
  setInterval(tick, 10 * 1000);
  setInterval(read, EVERY);
  window.addEventListener("offline", function () { gone(true); });
  window.addEventListener("online", read);
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(screen.getAttribute("data-worker")).then(function () { return navigator.serviceWorker.ready; }).then(read, function () {});
  }
})();
