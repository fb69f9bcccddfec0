// The viewer of a case's pages: going to a page, size, turning, lighting a field's box, layers.
// Lengths are in pixels of CSS. What a field is, the page that has the fields tells by the event
// "anslut:field"; a box that is clicked is told by "anslut:box". Both have {key} in their detail.
"use strict";

(() => {
  const FULL = 794; // the width of an A4 sheet at 100 %
  const SMALLEST = 120, LARGEST = 4800, STEP = 1.25;
  const WIDTHS = [400, 800, 1200, 1600, 2400]; // as the server draws them (webapp/pictures.py)
  const KEYS = { "+": "in", "=": "in", "-": "out", b: "width", h: "whole", v: "turn", PageDown: "next", PageUp: "previous" };
  const NS = "http://www.w3.org/2000/svg";

  class Viewer {
    constructor(root) {
      this.root = root;
      this.case = root.dataset.case;
      this.window = root.querySelector(".viewer-window");
      this.room = root.querySelector(".viewer-room");
      this.sheet = root.querySelector(".viewer-sheet");
      this.picture = root.querySelector(".viewer-picture");
      this.tools = root.querySelector(".viewer-tools");
      this.told = root.querySelector(".viewer-told");
      this.links = [...root.querySelectorAll(".viewer-pages a")];
      this.page = this.links[0].dataset.page;
      this.fit = "width"; // or "whole", or null: as wide as `wide`
      this.wide = FULL;
      this.turn = 0;
      this.ratio = 1.414;
      this.asked = 0; // pictures so far: only the last one counts
      this.drawn = 1200; // pixels of the picture that is shown
      this.tools.hidden = false;
      root.classList.add("is-alive");
      this.listen();
      this.settled(this.picture);
      this.changed();
    }

    listen() {
      this.root.addEventListener("click", (event) => this.clicked(event));
      this.tools.addEventListener("change", () => this.layers());
      this.window.addEventListener("keydown", (event) => this.pressed(event));
      this.window.addEventListener("wheel", (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX, event.clientY);
      }, { passive: false });
      this.drag();
      this.pinch();
      new ResizeObserver(() => this.render()).observe(this.window);
    }

    clicked(event) {
      const link = event.target.closest(".viewer-pages a");
      const tool = event.target.closest("[data-do]");
      const change = event.target.closest("[data-go]");
      if (link && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.go(link.dataset.page);
      } else if (tool) this.act(tool.dataset.do);
      else if (change) {
        this.go(change.dataset.go);
        this.mark(change.dataset.box.split(" ").map(Number));
      }
    }

    pressed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const act = KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      this.act(act);
    }

    act(what) {
      if (what === "in") this.zoom(STEP);
      else if (what === "out") this.zoom(1 / STEP);
      else if (what === "turn") {
        this.turn = (this.turn + 90) % 360;
        this.render();
      } else if (what === "next" || what === "previous") {
        const at = this.links.findIndex((one) => one.dataset.page === this.page);
        const other = this.links[at + (what === "next" ? 1 : -1)];
        if (other) this.go(other.dataset.page);
      } else {
        this.fit = what;
        this.render();
      }
    }

    // Go to a page; it stands upright there, at its top.
    go(page) {
      if (page === this.page && !this.root.classList.contains("has-failed")) return;
      this.page = page;
      this.turn = 0;
      this.window.scrollTo(0, 0);
      this.load();
      this.changed();
    }

    link() {
      return this.links.find((one) => one.dataset.page === this.page);
    }

    // What depends on which page is shown, but for its picture.
    changed() {
      for (const one of this.links) {
        if (one === this.link()) one.setAttribute("aria-current", "true");
        else one.removeAttribute("aria-current");
      }
      for (const one of this.root.querySelectorAll(".viewer-boxes")) {
        one.toggleAttribute("hidden", one.dataset.page !== this.page);
      }
      const { onBlank, changes, fate } = this.link().dataset;
      this.layer("words").disabled = this.layer("ink").disabled = onBlank === undefined;
      this.layer("alterations").disabled = !changes;
      const told = this.root.querySelector(".viewer-fate");
      told.hidden = fate === undefined;
      told.querySelector(".mark").textContent = fate ?? "";
      this.layers();
    }

    layer(name) {
      return this.tools.querySelector(`[data-layer=${name}]`);
    }

    address(what) {
      return `/cases/${this.case}/pages/${this.page}/${what}`;
    }

    // The picture of the page as wide as it is shown.
    load() {
      const asked = ++this.asked;
      const width = this.fitting();
      const next = this.picture.cloneNode();
      next.alt = this.link().dataset.alt;
      this.tell("loading");
      next.addEventListener("load", () => {
        if (asked !== this.asked) return;
        this.picture.replaceWith(next);
        this.picture = next;
        this.drawn = width;
        this.settled(next);
      });
      next.addEventListener("error", () => asked === this.asked && this.failed(next));
      next.src = this.address(`picture?width=${width}`);
    }

    // A picture is there, or will be: the page gets its shape.
    settled(picture) {
      if (!picture.complete) {
        picture.addEventListener("load", () => this.settled(picture), { once: true });
        picture.addEventListener("error", () => this.failed(picture), { once: true });
        return;
      }
      if (!picture.naturalWidth) {
        this.failed(picture);
        return;
      }
      this.ratio = picture.naturalHeight / picture.naturalWidth;
      this.tell(null);
      this.render();
    }

    failed(picture) {
      this.picture.replaceWith(picture);
      this.picture = picture;
      this.tell("failed");
      this.askWhetherSignedIn();
    }

    async askWhetherSignedIn() {
      const answer = await fetch("/session", { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
      if (answer?.status === 401) window.anslut?.signInAgain();
    }

    tell(what) {
      this.told.hidden = what === null;
      this.told.textContent = what ? this.told.dataset[what] : "";
      this.root.classList.toggle("has-failed", what === "failed");
      this.root.classList.toggle("is-loading", what === "loading");
    }

    // Pixels of the picture that the page needs as it is shown.
    fitting() {
      const needed = this.width() * (window.devicePixelRatio || 1);
      return WIDTHS.find((one) => one >= needed * 0.9) ?? WIDTHS.at(-1);
    }

    sideways() {
      return this.turn % 180 !== 0;
    }

    // How wide the upright page is shown.
    width() {
      if (!this.fit) return this.wide;
      const across = Math.max(SMALLEST, this.window.clientWidth - 2);
      const byWidth = this.sideways() ? across / this.ratio : across;
      if (this.fit === "width") return byWidth;
      const down = Math.max(SMALLEST, this.window.clientHeight - 2);
      return Math.min(byWidth, this.sideways() ? down : down / this.ratio);
    }

    render() {
      const wide = this.width(), high = wide * this.ratio;
      const [across, down] = this.sideways() ? [high, wide] : [wide, high];
      Object.assign(this.room.style, { width: `${across}px`, height: `${down}px` });
      Object.assign(this.sheet.style, {
        width: `${wide}px`,
        height: `${high}px`,
        left: `${(across - wide) / 2}px`,
        top: `${(down - high) / 2}px`,
        transform: `rotate(${this.turn}deg)`,
      });
      this.root.dataset.turn = this.turn;
      this.tools.querySelector(".viewer-zoom").textContent = `${Math.round((100 * wide) / FULL)} %`;
      for (const one of ["width", "whole"]) {
        this.tools.querySelector(`[data-do=${one}]`).setAttribute("aria-pressed", String(this.fit === one));
      }
      clearTimeout(this.finer);
      if (this.fitting() > this.drawn) this.finer = setTimeout(() => this.load(), 150);
    }

    // Larger or smaller; what is at a place of the screen, or in the middle, stays there.
    zoom(by, x, y) {
      const frame = this.window.getBoundingClientRect(), before = this.room.getBoundingClientRect();
      x ??= frame.left + frame.width / 2;
      y ??= frame.top + frame.height / 2;
      const across = (x - before.left) / before.width, down = (y - before.top) / before.height;
      this.wide = Math.min(LARGEST, Math.max(SMALLEST, this.width() * by));
      this.fit = null;
      this.render();
      const after = this.room.getBoundingClientRect();
      this.window.scrollLeft += after.left + across * after.width - x;
      this.window.scrollTop += after.top + down * after.height - y;
    }

    // Drag with the mouse; a click that is no drag is one on a box.
    drag() {
      let from = null;
      this.window.addEventListener("pointerdown", (event) => {
        if (event.pointerType === "mouse" && event.button === 0) from = { x: event.clientX, y: event.clientY, moved: false };
      });
      this.window.addEventListener("pointermove", (event) => {
        if (!from || event.pointerType !== "mouse") return;
        const dx = event.clientX - from.x, dy = event.clientY - from.y;
        if (!from.moved && Math.hypot(dx, dy) < 4) return;
        if (!from.moved) this.window.setPointerCapture(event.pointerId);
        this.window.classList.add("is-dragged");
        this.window.scrollLeft -= dx;
        this.window.scrollTop -= dy;
        from = { x: event.clientX, y: event.clientY, moved: true };
      });
      for (const end of ["pointerup", "pointercancel"]) {
        this.window.addEventListener(end, () => {
          this.window.classList.remove("is-dragged");
          this.hasDragged = from?.moved;
          from = null;
        });
      }
      this.window.addEventListener("click", (event) => {
        const box = event.target.closest("rect[data-key]");
        if (!box || this.hasDragged) return;
        this.light(box.dataset.key);
        document.dispatchEvent(new CustomEvent("anslut:box", { detail: { key: box.dataset.key } }));
      });
    }

    // Two fingers; with one the browser itself scrolls.
    pinch() {
      let apart = null;
      const spread = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      this.window.addEventListener("touchstart", (event) => {
        apart = event.touches.length === 2 ? spread(event.touches) : null;
      }, { passive: true });
      this.window.addEventListener("touchmove", (event) => {
        if (event.touches.length !== 2 || !apart) return;
        event.preventDefault();
        const [one, other] = event.touches, now = spread(event.touches);
        this.zoom(now / apart, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
        apart = now;
      }, { passive: false });
      this.window.addEventListener("touchend", () => (apart = null));
    }

    // Light the box of a field, on its page; none for a field that stands on no page.
    light(key) {
      this.dim();
      const box = key && this.root.querySelector(`rect[data-key="${CSS.escape(key)}"]`);
      if (!box) return;
      this.go(box.closest("svg").dataset.page);
      box.classList.add("is-lit");
      this.show(box);
    }

    // Light a place of the page that is no field's.
    mark([x0, top, x1, bottom]) {
      this.dim();
      const box = document.createElementNS(NS, "rect");
      const sides = { x: x0, y: top, width: x1 - x0, height: bottom - top };
      for (const [name, value] of Object.entries(sides)) box.setAttribute(name, value);
      box.setAttribute("vector-effect", "non-scaling-stroke");
      box.classList.add("is-lit", "is-passing");
      this.root.querySelector(`.viewer-boxes[data-page="${this.page}"]`).append(box);
      this.show(box);
    }

    dim() {
      for (const one of this.root.querySelectorAll(".is-passing")) one.remove();
      for (const one of this.root.querySelectorAll(".is-lit")) one.classList.remove("is-lit");
    }

    // Scroll a box into the middle, if it is not in sight.
    show(box) {
      const at = box.getBoundingClientRect(), frame = this.window.getBoundingClientRect();
      if (at.top < frame.top || at.bottom > frame.bottom) {
        this.window.scrollTop += (at.top + at.bottom - frame.top - frame.bottom) / 2;
      }
      if (at.left < frame.left || at.right > frame.right) {
        this.window.scrollLeft += (at.left + at.right - frame.left - frame.right) / 2;
      }
    }

    // What is laid over the page.
    layers() {
      this.root.classList.toggle("shows-boxes", this.layer("boxes").checked);
      for (const name of ["words", "alterations", "ink"]) {
        const choice = this.layer(name);
        const is = this.sheet.querySelector(`.viewer-layer[data-layer=${name}]`);
        const wanted = choice.checked && !choice.disabled ? this.address(`layer/${name}`) : null;
        if (is && is.getAttribute("src") === wanted) continue;
        is?.remove();
        if (wanted) this.sheet.querySelector(".viewer-boxes").before(this.overlay(name, wanted));
      }
    }

    overlay(name, source) {
      const made = document.createElement("img");
      made.className = "viewer-layer";
      made.alt = "";
      made.draggable = false;
      made.dataset.layer = name;
      made.addEventListener("error", () => {
        made.remove();
        this.layer(name).checked = false;
        this.tell("layerFailed");
      });
      made.src = source;
      return made;
    }
  }

  const alive = new Set();

  function wake() {
    for (const one of alive) if (!one.root.isConnected) alive.delete(one);
    for (const root of document.querySelectorAll(".viewer:not(.is-alive)")) alive.add(new Viewer(root));
  }

  document.addEventListener("anslut:field", (event) => {
    for (const one of alive) one.light(event.detail?.key);
  });
  document.addEventListener("htmx:load", wake);
  wake();
})();
