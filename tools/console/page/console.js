// What the server says of the environment, drawn again every few seconds. Everything is set as text, never as HTML: events
// are other people's words.

/** Milliseconds. */
const EVERY = 5_000;
const CHART_HEIGHT = 220;
const COLOURS = ["accent", "good", "quiet", "bad"];

let chart;
let drawnSeries = "";

const byId = (id) => document.getElementById(id);

/** An element with attributes and children; a string is a text. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function row(...cells) {
  const children = cells.map((cell) =>
    typeof cell === "object" && cell !== null && "number" in cell
      ? element("td", { class: "number" }, cell.number)
      : element("td", {}, cell ?? ""),
  );
  return element("tr", {}, ...children);
}

function ago(moment, now) {
  if (moment === undefined) return "-";
  const seconds = Math.max(0, (new Date(now) - new Date(moment)) / 1000);
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min ago`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h ago` : `${(seconds / 86_400).toFixed(1)} d ago`;
}

function station({ name, resource, figures, isWrong }) {
  const listed = figures.flatMap(({ label, value }) => [element("dt", {}, label), element("dd", {}, value)]);
  return element(
    "li",
    isWrong ? { class: "bad" } : {},
    element("h3", {}, name, isWrong ? element("span", { class: "bad" }, " !") : ""),
    element("p", { class: "resource" }, resource),
    element("dl", {}, ...listed),
  );
}

/** A canvas takes a colour, and no variable. */
function colour(name) {
  const probe = element("span", {});
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function drawChart({ minutes, series }) {
  const labels = series.map(({ label }) => label).join();
  const box = byId("chart");
  const data = [minutes, ...series.map(({ values }) => values)];
  if (chart === undefined || drawnSeries !== labels) {
    chart?.destroy();
    drawnSeries = labels;
    const axis = { stroke: colour("text"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false } };
    const times = (seconds) => (seconds === null ? "" : new Date(seconds * 1000).toISOString().slice(11, 16));
    chart = new uPlot(
      {
        width: box.clientWidth,
        height: CHART_HEIGHT,
        scales: { y: { range: (_, least, most) => [0, Math.max(1, most)] } },
        axes: [
          { ...axis, values: (_, splits) => splits.map(times) },
          { ...axis, size: 70 },
        ],
        series: [
          { label: "UTC", value: (_, seconds) => times(seconds) },
          ...series.map(({ label }, index) => {
            return { label, stroke: colour(COLOURS[index] ?? "text"), width: 2, points: { show: false } };
          }),
        ],
      },
      data,
      box,
    );
  } else {
    chart.setData(data);
  }
  const latest = series.map(({ label, values }) => `${label} ${values.at(-1) ?? 0}`);
  byId("chart-text").textContent = `In the last minute: ${latest.join(", ")}.`;
}

function draw(state) {
  const { at, title, mode, region, wrong } = state;
  document.title = `${wrong.length === 0 ? "" : `(${wrong.length}) `}${title}`;
  byId("title").textContent = title;
  byId("subtitle").textContent = `${mode}, ${region}`;
  const health = byId("health");
  health.textContent = wrong.length === 0 ? "healthy" : `${wrong.length} wrong`;
  health.className = `badge ${wrong.length === 0 ? "good" : "bad"}`;
  byId("updated").textContent = `as of ${at.slice(11, 19)} UTC; ${state.alarms} alarms`;
  byId("wrong").hidden = wrong.length === 0;
  byId("wrong-list").replaceChildren(...wrong.map((sentence) => element("li", {}, sentence)));
  byId("path").replaceChildren(...state.stations.map(station));
  drawChart(state.chart);
  byId("aside").replaceChildren(
    ...state.setAside.map(({ where, count, counted, oldest, redrive }) =>
      row(
        where,
        { number: `${count.toLocaleString("en")} ${counted}` },
        ago(oldest, at),
        redrive === undefined ? "" : element("code", {}, redrive),
      ),
    ),
  );
  byId("tables").replaceChildren(
    ...state.tables.map(({ table, newestArrival }) => {
      const look = element("button", { type: "button", "aria-label": `Look at rows of ${table}` }, "look");
      look.addEventListener("click", () => ask(look, `rows?table=${encodeURIComponent(table)}`, "sample", table));
      return row(element("code", {}, table), ago(newestArrival, at), look);
    }),
  );
  byId("runs").replaceChildren(
    ...state.runs.map(({ command, state: ended, startedAt, seconds }) =>
      row(
        command,
        element("span", { class: ended === "FAILED" || ended === "TIMEOUT" ? "bad" : "" }, ended),
        ago(startedAt, at),
        { number: String(seconds) },
      ),
    ),
  );
  const most = Math.max(...state.cost.map(({ dollars }) => dollars));
  byId("cost").replaceChildren(
    ...state.cost.flatMap(({ part, dollars }) => {
      const bar = element("div", { class: "bar" });
      bar.style.width = `${(100 * dollars) / most}%`;
      return [
        element("dt", {}, part),
        element("div", {}, bar),
        element("dd", {}, dollars.toFixed(dollars < 10 ? 1 : 0)),
      ];
    }),
  );
}

/** Asks the lake a question; the answer is a table, or the sentence that says why there is none. */
async function ask(button, address, place, caption) {
  const answer = byId(place);
  button.disabled = true;
  answer.replaceChildren(element("p", { class: "quiet" }, "asking Athena ..."));
  try {
    const response = await fetch(address);
    const { error, columns = [], rows = [] } = await response.json();
    answer.replaceChildren(
      error === undefined ? resultTable(caption, columns, rows) : element("p", { class: "bad" }, error),
    );
  } catch {
    answer.replaceChildren(element("p", { class: "bad" }, "The console does not answer: is its terminal still open?"));
  } finally {
    button.disabled = false;
  }
}

function resultTable(caption, columns, rows) {
  if (rows.length === 0) return element("p", {}, `${caption}: nothing found.`);
  const head = element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)));
  const table = element(
    "table",
    {},
    element("caption", { class: "quiet" }, caption),
    element("thead", {}, head),
    element("tbody", {}, ...rows.map((cells) => row(...cells))),
  );
  return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, table);
}

async function refresh() {
  try {
    const response = await fetch("state.json");
    const state = await response.json();
    if (state.error !== undefined) throw new Error(state.error);
    draw(state);
  } catch (error) {
    const health = byId("health");
    health.textContent = error instanceof TypeError ? "the console does not answer" : error.message;
    health.className = "badge bad";
  }
  setTimeout(refresh, EVERY);
}

byId("ask-quarantine").addEventListener("click", (event) =>
  ask(event.target, "quarantine", "quarantine", "Events in quarantine, by reason"),
);
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const uuid = byId("uuid").value.trim();
  ask(event.target.querySelector("button"), `event?uuid=${encodeURIComponent(uuid)}`, "found", uuid);
});
addEventListener("resize", () => chart?.setSize({ width: byId("chart").clientWidth, height: CHART_HEIGHT }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  drawnSeries = "";
});

await refresh();
