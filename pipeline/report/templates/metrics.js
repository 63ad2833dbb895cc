/* Metrics as a table: filtered, sorted by any column. */
const COLUMNS = [
  ["indicator", (row) => row.indicator || ""],
  ["value", (row) => Number(row.value)],
  ["unit", (row) => row.unit],
  ["time", (row) => row.time || ""],
  ["change", (row) => `${row.change || ""} ${row.comparison || ""}`],
  ["document", (row) => row.source],
];
let sortColumn = null, sortSign = 1;

for (const row of data.metrics) {
  row.haystack = fold([row.source, row.text, row.indicator, row.subject, row.time, row.unit, row.value].join("\n"));
}

function drawMetric(row) {
  const change = [row.change && say(`change.${row.change}`), row.comparison && say(`change.${row.comparison}`)].filter(Boolean).join(" · ");
  const flags = [row.target && "goal", row.rank && "rank", row.unsure && "unsure"].filter(Boolean);
  const bound = row.qualifier ? `${say(`qualifier.${row.qualifier}`)} ` : "";
  const exact = `${bound}${group(row.value)}${row.value_max ? `–${group(row.value_max)}` : ""}`;
  const written = withTip(make("span.written", { lang: "zh" }, row.text), () => [
    make("p.tip-title", {}, say("js.context")),
    make("p.diff", { lang: "zh" }, row.left, make("b", {}, row.text), row.right),
  ]);
  return make("tr", {},
    make("th", { scope: "row" }, make("span", { lang: "zh" }, row.indicator || "–"), row.subject ? make("small", { lang: "zh" }, row.subject) : null),
    make("td.value", {}, written, make("small", {}, exact), ...flags.map((flag) => make("span.flag", {}, say(`js.${flag}`)))),
    make("td.unit", {}, row.unit, row.unit_code && row.unit_code !== row.unit ? make("small", {}, row.unit_code) : null),
    make("td.time", {}, row.time || ""),
    make("td.change", {}, change),
    make("td.source", {}, documentLink(row)));
}

function orderMetrics(rows) {
  if (sortColumn === null) return;
  const read = COLUMNS[sortColumn][1];
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const isEmpty = (value) => (typeof value === "string" && !value.trim() ? 1 : 0);
  rows.sort((a, b) => isEmpty(read(a)) - isEmpty(read(b)) || sortSign * compare(read(a), read(b)));
}

function drawHead() {
  byId("metrics-head").replaceChildren(...COLUMNS.map(([name], i) => {
    const state = i !== sortColumn ? "none" : sortSign > 0 ? "ascending" : "descending";
    const label = say(`js.${name}`);
    const button = make("button", { type: "button", "aria-label": say("js.sort", { column: label }) }, label);
    button.addEventListener("click", () => {
      sortSign = sortColumn === i ? -sortSign : 1;
      sortColumn = i;
      refreshMetrics(false);
      drawHead();
      byId("metrics-head").children[i].firstChild.focus();
    });
    return make(`th.${name === "document" ? "source" : name}`, { scope: "col", "aria-sort": state }, button);
  }));
}

const refreshMetrics = createList({
  rows: data.metrics, target: byId("metrics-body"), paging: byId("metrics-paging"), size: 25,
  keep: (row) =>
    (!unitChoice() || row.unit === unitChoice()) &&
    (!changeChoice() || row.change === changeChoice() || row.comparison === changeChoice()) &&
    (!statusChoice() || row.target === (statusChoice() === "goal")) &&
    matches(row.haystack),
  draw: drawMetric, order: orderMetrics,
});
redraws.push(drawHead);

const changes = ["increase", "decrease", "from", "to", "yoy", "mom"].filter((name) => data.metrics.some((row) => row.change === name || row.comparison === name));
const unitChoice = createChoice("metric-unit", countBy(data.metrics, "unit"), (unit) => unit, refreshMetrics);
const changeChoice = createChoice("metric-change", changes, (name) => say(`change.${name}`), refreshMetrics);
const statusChoice = createChoice("metric-status", ["observed", "goal"], (name) => say(`js.${name}`), refreshMetrics);
