// What every page needs: notices that can be closed, signing in again without losing the page, and
// nothing typed that is lost: what could not be sent is sent once the session is known again.
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-dismiss], [data-close]");
    if (!pressed) return;
    if (pressed.hasAttribute("data-close")) pressed.closest("dialog").close();
    else pressed.closest(".notice").remove();
  });

  // A session that is over: the answer says so in a header, and nothing on the page is replaced.
  document.addEventListener("signed-out", () => signInAgain());

  let held = null; // sends what was to be saved when the session turned out to be over

  const dialog = () => document.getElementById("sign-in-again");

  function signInAgain() {
    const box = dialog();
    if (box && !box.open) box.showModal();
  }

  document.addEventListener("submit", async (event) => {
    if (!dialog() || event.target.closest("dialog") !== dialog()) return;
    event.preventDefault();
    const form = event.target;
    const told = form.querySelector(".trouble");
    const answer = await fetch("/sign-in", {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Requested-With": "fetch" },
    });
    const session = answer.ok ? await fetch("/session") : null;
    if (!session || !session.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      told.textContent = page.querySelector(".trouble")?.textContent ?? "";
      told.hidden = false;
      return;
    }
    renew((await session.json()).csrf);
    form.querySelector("[type=password]").value = "";
    told.hidden = true;
    goOn();
    dialog().close();
  });

  // Signed in again: the page says so, and what was to be saved is sent.
  function goOn() {
    const send = held;
    held = null;
    notify("told-again");
    send?.();
  }

  // Put away unanswered: what is saved later is sent then, and this not behind the reader's back.
  dialog()?.addEventListener("close", () => (held = null));

  // A notice of the page's own, and none of what is past.
  function notify(id, name = "") {
    const told = document.getElementById(id).content.cloneNode(true);
    for (const slot of told.querySelectorAll("[data-name]")) slot.textContent = name;
    document.getElementById("notices").replaceChildren(told);
  }

  // Whose session it is now, then what to do: send, ask to sign in, or say that it is another's.
  async function withSession(send) {
    const answer = await fetch("/session", { headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 401) {
      held = send;
      return signInAgain();
    }
    const session = answer.ok ? await answer.json() : null;
    if (session && session.login !== dialog().querySelector("[name=login]").value) {
      return notify("told-other", session.name);
    }
    if (session) renew(session.csrf);
    send();
  }

  // A form that the browser sends by itself: its page is gone when it is sent, so its session is
  // asked for first. Without an answer the browser sends it, and says what is wrong.
  const asking = new WeakSet();
  const asked = new WeakSet();
  let sent = null;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !dialog() || !isPlain(form)) return;
    if (asked.delete(form)) {
      sent = form;
      return;
    }
    event.preventDefault();
    if (asking.has(form)) return; // pressed twice
    asking.add(form);
    const send = () => {
      asked.add(form);
      form.requestSubmit(event.submitter);
    };
    withSession(send).catch(send).finally(() => asking.delete(form));
  });

  function isPlain(form) {
    const isPost = form.getAttribute("method")?.toLowerCase() === "post";
    return isPost && form.closest("main") && !form.hasAttribute("hx-post");
  }

  // A part of the page that was refused for its session alone is asked for once more.
  const resent = new WeakSet();

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    const why = xhr.getResponseHeader("HX-Trigger");
    const again = () => resend(requestConfig);
    if (why === "signed-out") held = again;
    else if (why === "forged" && dialog() && !resent.has(requestConfig.elt)) {
      resent.add(requestConfig.elt);
      event.detail.shouldSwap = false;
      withSession(again).catch(again);
    } else resent.delete(requestConfig.elt);
  });

  function resend({ verb, path, elt, triggeringEvent, formData }) {
    if (formData.has("csrf")) formData.set("csrf", document.body.dataset.csrf);
    htmx.ajax(verb, path, { source: elt, event: triggeringEvent, values: formData });
  }

  // Leaving with something typed in a form that is kept: the browser asks first.
  window.addEventListener("beforeunload", (event) => {
    const kept = [...document.querySelectorAll("form[data-keep]")];
    if (kept.some((form) => form !== sent && isTyped(form))) event.preventDefault();
  });

  // Whether it holds something else than when it was drawn, or was drawn with what was typed.
  function isTyped(form) {
    return form.dataset.keep === "typed" || [...form.elements].some(isChanged);
  }

  function isChanged(one) {
    if (one.type === "hidden" || one.matches("button, fieldset")) return false;
    if (one.matches("select")) {
      const first = [...one.options].findIndex((option) => option.defaultSelected);
      return one.selectedIndex !== Math.max(first, 0);
    }
    if (one.matches("[type=checkbox], [type=radio]")) return one.checked !== one.defaultChecked;
    return one.value !== one.defaultValue;
  }

  // The new session's secret, wherever the old one stood.
  function renew(csrf) {
    document.body.dataset.csrf = csrf;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRF-Token": csrf }));
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = csrf;
  }

  window.anslut = { csrf: () => document.body.dataset.csrf, signInAgain, renew };
})();
