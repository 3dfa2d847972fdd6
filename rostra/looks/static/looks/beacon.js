// How long a page was looked at and how far it was read. No cookie, no identifier; the page works without it.
(function () {
  "use strict";
  if (!navigator.sendBeacon || navigator.doNotTrack === "1") return;
  var seen = 0, since = document.visibilityState === "visible" ? performance.now() : null, depth = 0, sent = false;
  function pause() {
    if (since !== null) { seen += performance.now() - since; since = null; }
  }
  function look() {
    var whole = document.documentElement.scrollHeight;
    var read = whole ? (window.scrollY + window.innerHeight) / whole : 1;
    depth = Math.max(depth, Math.min(100, Math.round(read * 100)));
  }
  function send() {
    if (sent) return;
    sent = true;
    pause();
    look();
    navigator.sendBeacon("/-/beacon", JSON.stringify({
      path: location.pathname,
      language: document.documentElement.dataset.language,
      seconds: Math.round(seen / 1000),
      scroll: depth
    }));
  }
  addEventListener("scroll", look, { passive: true });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") { since = performance.now(); } else { pause(); }
  });
  addEventListener("pagehide", send);
  addEventListener("pageshow", function (event) {
    if (event.persisted) { sent = false; seen = 0; since = performance.now(); }
  });
})();
