// The charts of the overview, from the figures in the page. Each has a table with the same figures;
// series are told apart by fill and shape too, not by colour alone.
"use strict";

(() => {
  const told = document.getElementById("charts");
  if (!told || !window.Chart) return;
  const data = JSON.parse(told.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const accent = colour("--accent");
  const second = colour("--focus");

  Chart.defaults.font.family = style.fontFamily;
  Chart.defaults.font.size = 13;
  Chart.defaults.color = colour("--ink");
  Chart.defaults.maintainAspectRatio = false;
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) Chart.defaults.animation = false;

  // Oblique lines: seen apart from a full colour by everybody, and on paper.
  function hatched(line) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = line;
    pen.lineWidth = 2;
    for (const x of [-4, 4, 12]) {
      pen.beginPath();
      pen.moveTo(x - 4, 8);
      pen.lineTo(x + 4, 0);
      pen.stroke();
    }
    return pen.createPattern(tile, "repeat");
  }

  const whole = { beginAtZero: true, ticks: { precision: 0 }, grid: { color: colour("--faint") } };
  const plain = { grid: { display: false } };
  const spaced = { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } };
  const day = (text) =>
    new Date(`${text}T12:00`).toLocaleDateString(data.language === "en" ? "en-GB" : "sv-SE", {
      day: "numeric",
      month: "short",
    });

  const flow = document.getElementById("flow");
  new Chart(flow, {
    type: "bar",
    data: {
      labels: data.days.map(day),
      datasets: [
        { label: flow.dataset.received, data: data.received, backgroundColor: accent, borderColor: accent, borderWidth: 1 },
        { label: flow.dataset.registered, data: data.registered, backgroundColor: hatched(second), borderColor: second, borderWidth: 1 },
      ],
    },
    options: { scales: { x: spaced, y: whole }, plugins: { legend: { position: "bottom" } } },
  });

  const waiting = document.getElementById("waiting");
  new Chart(waiting, {
    type: "bar",
    data: {
      labels: waiting.dataset.labels.split("|"),
      datasets: [{ label: waiting.dataset.name, data: data.waiting, backgroundColor: accent }],
    },
    options: { indexAxis: "y", scales: { x: whole, y: plain }, plugins: { legend: { display: false } } },
  });

  const rate = document.getElementById("rate");
  new Chart(rate, {
    type: "line",
    data: {
      labels: data.weeks.map(day),
      datasets: [
        { label: rate.dataset.name, data: data.rate, borderColor: accent, backgroundColor: accent, pointStyle: "rectRot", pointRadius: 5, spanGaps: true },
      ],
    },
    options: {
      scales: { x: spaced, y: { min: 0, max: 100, grid: { color: colour("--faint") }, ticks: { callback: (value) => `${value} %` } } },
      plugins: { legend: { display: false } },
    },
  });
})();
