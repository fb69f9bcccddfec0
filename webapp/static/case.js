// A case by keyboard: problems, candidates, acts. What is typed and not saved outlives every change
// of the page.
"use strict";

(() => {
  const OFF = "anslut-keys";
  const work = () => document.getElementById("work");
  const problems = () => [...work().querySelectorAll(".problem")];
  const keysAreOn = () => localStorage.getItem(OFF) !== "off";
  let acted = null; // the problem that the last act was about: its id, and its place in the list
  let kept = []; // what was typed and not saved, while the page changes

  // Where the reader is.
  function current() {
    const at = document.activeElement?.closest?.(".problem");
    return at ? problems().indexOf(at) : -1;
  }

  function mainControl(problem) {
    return problem.querySelector("[data-focus]") ?? problem;
  }

  function go(to) {
    const all = problems();
    if (all.length === 0) return toDecision();
    focusOn(mainControl(all[Math.min(Math.max(to, 0), all.length - 1)]));
  }

  function focusOn(control) {
    const folded = control.closest("details:not([open])");
    if (folded) folded.open = true;
    control.focus();
    if (control.matches("input:not([type=date])")) control.select();
    control.closest(".problem")?.scrollIntoView({ block: "nearest" });
    control.closest(".problem, .field")?.scrollIntoView({ block: "nearest" });
  }

  function toDecision() {
    const found = document.getElementById("approve-button") ?? work().querySelector("[data-waits], .decide .next, .decide a");
    found?.focus();
  }

  // The field that is worked on is lit on its page.
  document.addEventListener("focusin", (event) => {
    const key = event.target.closest(".field")?.dataset.key;
    if (key) document.dispatchEvent(new CustomEvent("anslut:field", { detail: { key } }));
  });

  // A crop that cannot be drawn leaves no broken picture behind.
  document.addEventListener("error", (event) => {
    if (event.target.matches?.("img.crop")) event.target.hidden = true;
  }, true);

  // Candidates
  function choose(scope, number) {
    const button = [...(scope?.querySelectorAll(".candidate, [data-choice]") ?? [])][number - 1];
    if (!button) return false;
    if (button.matches(".candidate")) put(button, "text", button.dataset.candidate);
    else button.click();
    return true;
  }

  function put(button, name, text) {
    const input = button.closest("form").querySelector(`input[name=${name}]`);
    input.value = text;
    input.focus();
  }

  function step(input, by) {
    const texts = [...input.form.querySelectorAll(".candidate")].map((one) => one.dataset.candidate);
    if (texts.length === 0) return false;
    const at = texts.indexOf(input.value);
    input.value = texts[(at + by + texts.length) % texts.length];
    return true;
  }

  document.addEventListener("click", (event) => {
    const candidate = event.target.closest(".candidate");
    if (candidate) put(candidate, "text", candidate.dataset.candidate);
    const reason = event.target.closest("[data-reason]");
    if (reason) put(reason, "why", reason.dataset.reason);
    if (event.target.closest("[data-keys-help]")) help();
  });

  function help() {
    document.getElementById("keys-on").checked = keysAreOn();
    document.getElementById("keys").showModal();
  }

  document.getElementById("keys-on").addEventListener("change", (event) => {
    localStorage.setItem(OFF, event.target.checked ? "on" : "off");
  });

  const press = (selector) => work().querySelector(selector)?.click();

  // In a field: Escape leaves it, Alt and an arrow goes to another problem, arrows and Alt with a
  // number choose a reading. Everything else is typing.
  function whileTyping(event) {
    const input = event.target;
    if (event.key === "Escape") {
      (input.closest(".problem") ?? work().querySelector("h1")).focus();
      if (document.activeElement === input) input.blur();
      return true;
    }
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      go(current() + (event.key === "ArrowDown" ? 1 : -1));
      return true;
    }
    if (event.altKey && /^[1-9]$/.test(event.key)) return choose(input.form, Number(event.key));
    if (input.name === "text" && event.key === "ArrowDown") return step(input, 1);
    if (input.name === "text" && event.key === "ArrowUp") return step(input, -1);
    return false;
  }

  const commands = {
    j: () => go(current() + 1),
    k: () => go(current() - 1),
    a: () => accept(),
    b: () => focusOn((problems()[Math.max(current(), 0)] ?? work()).querySelector("[data-own]") ?? work()),
    g: toDecision,
    u: () => press("form#undo button"),
    s: () => press("#supplement-link"),
    n: () => document.getElementById("next-form")?.requestSubmit(),
    "?": help,
  };

  function accept() {
    const problem = problems()[Math.max(current(), 0)];
    const input = problem?.querySelector("input[name=text]");
    if (input) input.form.requestSubmit();
  }

  function isTyping(target) {
    return target.matches("input:not([type=checkbox]), textarea, select");
  }

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("dialog")) return;
    if (isTyping(event.target)) {
      if (whileTyping(event)) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || !keysAreOn()) return;
    if (event.target.closest(".viewer")) return; // its keys are its own
    if (/^[1-9]$/.test(event.key)) {
      // Only of what the reader is at: a number may be an answer that is written down at once.
      if (choose(event.target.closest(".field, .problem"), Number(event.key))) event.preventDefault();
      return;
    }
    const does = commands[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // An act changes the page in place: what was typed elsewhere stays, and the reader goes on to the
  // next problem.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const at = event.target.closest?.(".problem");
    acted = at ? { id: at.dataset.problem, at: problems().indexOf(at) } : null;
  });

  // Inputs that hold something else than when the page was drawn.
  function unsaved() {
    const inputs = [...work().querySelectorAll("input[id]:not([type=hidden]), textarea[id]")];
    return inputs.filter((one) => one.value !== one.defaultValue);
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== work()) return;
    const sent = event.detail.xhr.status < 400 ? event.detail.requestConfig.elt : null;
    kept = unsaved().filter((one) => one.form !== sent).map((one) => [one.id, one.value]);
  });

  // Leaving with something unsaved: the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    if (unsaved().length) event.preventDefault();
  });

  document.addEventListener("htmx:afterSwap", () => {
    for (const [id, value] of kept) {
      const input = document.getElementById(id);
      if (input) input.value = value;
    }
    kept = [];
    const trouble = work().querySelector("[aria-invalid=true]") ?? document.getElementById("work-trouble");
    if (trouble) return focusOn(trouble);
    if (acted === null) return problems().length ? go(0) : toDecision();
    const same = problems().findIndex((one) => one.dataset.problem === acted.id);
    go(same < 0 ? acted.at : same);
  });

  // The work begins at the first problem.
  if (document.activeElement === document.body) {
    if (problems().length) go(0);
    else toDecision();
  }
})();
