// Handing in: files are chosen or dropped, looked over, sent two at a time, and followed to the end.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  const form = document.getElementById("hand-in");
  if (!form) return;
  const AT_ONCE = 2;
  const LISTEN_AGAIN = 1000; // milliseconds
  const LITTER = new Set(["thumbs.db", "desktop.ini"]);
  const told = form.dataset;
  const batch = form.elements.batch.value;
  const rows = []; // { file, name, item, state, delivery, came }; state as below
  // chosen → queued → sending → sent → judged; or held (signed out), failed (again may help), wrong
  let stream = null;

  const find = (id) => document.getElementById(id);
  const send = find("send");
  const clear = find("clear");
  const drop = find("drop");

  form.classList.add("scripted");
  send.hidden = true;

  // ---- choosing ----

  for (const id of ["files", "folder", "photo"]) {
    find(id).addEventListener("change", (event) => {
      add([...event.target.files].map((file) => [file, file.webkitRelativePath || file.name]));
      event.target.value = "";
    });
  }

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  drop.addEventListener("dragleave", (event) => {
    if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
  });
  // A file that misses the place would else take the place of the page.
  for (const kind of ["dragover", "drop"]) {
    window.addEventListener(kind, (event) => event.preventDefault());
  }
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const items = [...event.dataTransfer.items].filter((one) => one.kind === "file");
    const entries = items.map((one) => one.webkitGetAsEntry && one.webkitGetAsEntry());
    if (!entries.length || entries.includes(null) || entries.includes(undefined)) {
      add([...event.dataTransfer.files].map((file) => [file, file.name]));
      return;
    }
    const found = [];
    for (const entry of entries) await walk(entry, found);
    add(found);
  });

  async function walk(entry, found) {
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isFile) {
      const file = await new Promise((yes) => entry.file(yes, () => yes(null)));
      if (file) found.push([file, path]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((yes) => reader.readEntries(yes, () => yes([])));
      if (!some.length) return;
      for (const one of some) await walk(one, found);
    }
  }

  function isLitter(name) {
    const last = name.split("/").pop().toLowerCase();
    return last.startsWith(".") || (name.includes("/") && LITTER.has(last));
  }

  function add(chosen) {
    for (const [file, name] of chosen) {
      if (isLitter(name)) continue;
      const row = { file, name, item: drawn(name, file.size), state: "chosen", delivery: "" };
      rows.push(row);
      if (file.size === 0) fail(row, told.empty, "wrong");
      else if (file.size > Number(told.most) * 1e6) fail(row, told.large, "wrong");
      else say(row, "");
    }
    summarise();
  }

  function drawn(name, size) {
    const item = find("sending-row").content.firstElementChild.cloneNode(true);
    item.querySelector(".file-name").textContent = name;
    item.querySelector(".size").textContent = sized(size);
    for (const label of item.querySelectorAll(".hidden-label")) label.textContent = ` ${name}`;
    item.querySelector("progress").setAttribute("aria-label", `${told.sending} ${name}`);
    const here = () => rows.find((one) => one.item === item);
    item.querySelector(".remove").addEventListener("click", () => remove(here()));
    item.querySelector(".again").addEventListener("click", () => again(here()));
    find("list").append(item);
    return item;
  }

  function sized(bytes) {
    const [count, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "kB"] : [bytes / 1e6, "MB"];
    const shown = count.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    return `${shown} ${unit}`;
  }

  function remove(row) {
    const next = row.item.nextElementSibling ?? row.item.previousElementSibling;
    rows.splice(rows.indexOf(row), 1);
    row.item.remove();
    summarise();
    (next?.querySelector(".remove:not([hidden])") ?? find("files")).focus();
  }

  clear.addEventListener("click", () => {
    for (const row of rows.filter((one) => isIdle(one))) {
      rows.splice(rows.indexOf(row), 1);
      row.item.remove();
    }
    summarise();
    find("files").focus();
  });

  const isIdle = (row) => ["chosen", "wrong", "failed", "judged"].includes(row.state);
  const all = (...states) => rows.filter((one) => states.includes(one.state));

  // ---- sending ----

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await isComeRight())) return;
    start(all("chosen"));
    find("sending-title").focus(); // the button is gone
  });

  // How and when it came is asked about once, before anything is sent; errors stand at their fields.
  async function isComeRight() {
    const asked = new FormData();
    for (const key of ["channel", "day", "time"]) asked.set(key, value(key));
    const headers = { "X-CSRF-Token": anslut.csrf(), "X-Requested-With": "fetch" };
    let answer;
    try {
      answer = await fetch("/upload/check", { method: "POST", body: asked, headers });
    } catch {
      notice(told.broken);
      return false;
    }
    if (answer.status === 204) {
      clean();
      return true;
    }
    if (answer.status === 401) {
      whenSignedIn(async () => {
        if (await isComeRight()) start(all("chosen"));
      });
      return false;
    }
    const part = parsed(await answer.text());
    const fields = part.getElementById("came");
    if (fields) {
      find("came").replaceWith(fields);
      find("came").querySelector("[aria-invalid]")?.focus();
    } else notice(part.body.textContent);
    return false;
  }

  function clean() {
    for (const one of find("came").querySelectorAll(".trouble")) one.remove();
    for (const one of find("came").querySelectorAll("[aria-invalid]")) {
      one.removeAttribute("aria-invalid");
      one.removeAttribute("aria-describedby");
    }
  }

  const value = (key) => new FormData(form).get(key) ?? "";
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  function notice(text) {
    const made = document.createElement("p");
    made.className = "trouble";
    made.textContent = text.trim();
    find("notices").replaceChildren(made);
  }

  function start(some) {
    const came = { Channel: value("channel"), Day: value("day"), Time: value("time") };
    for (const row of some) {
      row.came = row.came ?? came;
      row.state = "queued";
      row.item.querySelector(".remove").hidden = true;
      row.item.querySelector(".again").hidden = true;
      row.item.querySelector("progress").value = 0;
      say(row, told.queued);
    }
    pump();
  }

  function again(row) {
    start([row]);
    row.item.querySelector(".state").focus(); // the button is gone
  }

  function pump() {
    while (all("sending").length < AT_ONCE) {
      const row = all("queued")[0];
      if (!row) break;
      sendOne(row);
    }
    summarise();
  }

  function sendOne(row) {
    const bar = row.item.querySelector("progress");
    row.state = "sending";
    bar.hidden = false;
    say(row, told.sending);
    const request = new XMLHttpRequest();
    request.open("POST", "/upload/file");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("X-CSRF-Token", anslut.csrf());
    request.setRequestHeader("X-Batch", batch);
    request.setRequestHeader("X-File-Name", encodeURIComponent(row.name.toWellFormed?.() ?? row.name));
    for (const [key, one] of Object.entries(row.came)) {
      request.setRequestHeader(`X-${key}`, encodeURIComponent(one));
    }
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => answered(row, request));
    request.addEventListener("error", () => broken(row));
    request.addEventListener("abort", () => broken(row));
    request.send(row.file);
  }

  function answered(row, request) {
    // 403: signed in anew in another window, so the page's secret is of a session that is over.
    if (request.status === 401 || (request.status === 403 && !row.isRenewed)) {
      row.isRenewed = request.status === 403;
      return hold(row);
    }
    row.item.querySelector("progress").hidden = true;
    if (request.status !== 200) {
      const part = parsed(request.responseText);
      const text = part.querySelector(".notice p")?.textContent ?? told.broken;
      // What is wrong with the file stays wrong; what was wrong with us may pass.
      fail(row, text, [413, 422].includes(request.status) ? "wrong" : "failed");
    } else {
      row.delivery = JSON.parse(request.responseText).delivery;
      row.state = "sent";
      say(row, "");
      const receipt = row.item.querySelector(".receipt");
      receipt.href = `/upload/${row.delivery}`;
      receipt.hidden = false;
      row.item.querySelector(".stages").hidden = false;
      reach(row, "received");
      listen();
    }
    pump();
  }

  // A server that refuses before it has heard all may cut the line: is it that we are signed out?
  async function broken(row) {
    if (!(await isSignedIn())) return hold(row);
    row.item.querySelector("progress").hidden = true;
    fail(row, told.broken, "failed");
    pump();
  }

  // False when the session is over for certain. The page has the secret of the present one then.
  async function isSignedIn() {
    try {
      const answer = await fetch("/session", { headers: { "X-Requested-With": "fetch" } });
      if (answer.ok) anslut.renew((await answer.json()).csrf);
      return answer.status !== 401;
    } catch {
      return true;
    }
  }

  function hold(row) {
    row.state = "held";
    row.item.querySelector("progress").hidden = true;
    say(row, told.signedOut);
    for (const one of all("queued")) {
      one.state = "held";
      say(one, told.signedOut);
    }
    summarise();
    whenSignedIn(
      () => start(all("held")),
      () => {
        for (const one of all("held")) fail(one, told.signedOut, "failed");
        summarise();
      },
    );
  }

  let isAsking = false;

  // Ask to sign in again, and go on with a new session; `otherwise` when the question is put away.
  async function whenSignedIn(then, otherwise = () => {}) {
    if (isAsking) return;
    isAsking = true;
    if (await isSignedIn()) {
      isAsking = false;
      then();
      listen();
      return;
    }
    const before = anslut.csrf();
    anslut.signInAgain();
    find("sign-in-again").addEventListener(
      "close",
      () => {
        isAsking = false;
        if (anslut.csrf() === before) otherwise();
        else {
          then();
          listen();
        }
      },
      { once: true },
    );
  }

  window.addEventListener("beforeunload", (event) => {
    if (all("queued", "sending", "held").length) event.preventDefault();
  });

  // ---- following ----

  function listen() {
    if (stream || !all("sent").length) return;
    stream = new EventSource(`/upload/progress?batch=${batch}`);
    stream.addEventListener("stage", (event) => {
      const { delivery, stage, html } = JSON.parse(event.data);
      for (const row of rows.filter((one) => one.delivery === delivery)) {
        reach(row, stage);
        if (stage !== "judged") continue;
        row.state = "judged";
        row.item.querySelector(".outcome").innerHTML = html; // drawn by the server
      }
      summarise();
    });
    stream.addEventListener("end", () => {
      hush();
      // What was sent while the last event was on its way is asked about anew.
      if (all("sent").length) setTimeout(listen, LISTEN_AGAIN);
      else document.body.dispatchEvent(new CustomEvent("handed-in"));
    });
    stream.addEventListener("error", async () => {
      if (stream?.readyState !== EventSource.CLOSED) return; // the browser asks anew by itself
      hush();
      if (!(await isSignedIn())) whenSignedIn(() => start(all("held")));
      else setTimeout(listen, 5 * LISTEN_AGAIN);
    });
  }

  function hush() {
    stream?.close();
    stream = null;
  }

  function reach(row, stage) {
    let isBehind = true;
    for (const step of row.item.querySelectorAll(".stages li")) {
      const isHere = step.dataset.stage === stage;
      if (isHere) isBehind = false;
      step.classList.toggle("past", isBehind || (isHere && stage === "judged"));
      if (isHere) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
  }

  // ---- telling ----

  function say(row, text) {
    const state = row.item.querySelector(".state");
    state.textContent = text;
    state.hidden = !text;
    state.classList.remove("trouble");
  }

  function fail(row, text, state) {
    say(row, text);
    row.state = state;
    row.item.querySelector(".state").classList.add("trouble");
    row.item.querySelector(".remove").hidden = false;
    row.item.querySelector(".again").hidden = state !== "failed";
  }

  const filled = (text, ...numbers) => numbers.reduce((made, one) => made.replace("#", one), text);

  function summarise() {
    const ready = all("chosen").length;
    const begun = rows.length - ready;
    find("sending").hidden = !rows.length;
    send.hidden = !ready;
    send.textContent = ready === 1 ? told.sendOne : filled(told.sendMany, ready);
    clear.hidden = !rows.some(isIdle);
    const wrong = all("wrong", "failed", "held").length;
    const parts = [];
    if (ready) parts.push(filled(told.summaryReady, ready));
    if (begun > wrong) parts.push(filled(told.summarySent, all("judged").length, begun - wrong));
    if (wrong) parts.push(filled(told.summaryWrong, wrong));
    const text = parts.join(" ");
    if (find("summary").textContent !== text) find("summary").textContent = text;
  }
})();
