// The queue by keyboard: up and down the list, open, next case. Keys rest while something is typed.
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("table.queue a.open")];

  function isTyping(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, dialog") !== null;
  }

  function move(step) {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(document.activeElement);
    const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event.target) || localStorage.getItem("anslut-keys") === "off") return;
    const does = {
      j: () => move(1),
      ArrowDown: () => move(1),
      k: () => move(-1),
      ArrowUp: () => move(-1),
      n: () => document.getElementById("begin")?.click(),
      "/": () => document.getElementById("text").focus(),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // The list is where the day's work begins: Enter opens the first.
  if (document.activeElement === document.body) rows()[0]?.focus();
})();
