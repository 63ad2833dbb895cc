/* Documents: a line each, the text on demand in three views. */
const VIEWS = ["annotated", "changes", "raw"];
const documentIds = new Set(data.documents.map((doc) => doc.id));

for (const doc of data.documents) {
  doc.characters = Array.from(doc.text);
  doc.haystack = fold([doc.title, doc.source, doc.text, ...doc.entities.map((e) => e[4])].join("\n"));
  doc.repairs = doc.edits.filter((edit) => edit[3] !== "script").length;
}

function readEdit(doc, [start, end, before, kind, status, confidence, rejected, bytes_before, bytes_after]) {
  const after = doc.characters.slice(start, end).join("");
  return { start, end, before, after, kind, status: status || "repaired", confidence: confidence ?? 1, rejected, bytes_before: bytes_before || [], bytes_after: bytes_after || [], raw_start: null };
}

const hue = (kind) => `k${hues[kind] ?? 0}`;

/* Names and figures; repaired characters keep the colour of their class. */
function drawAnnotated(doc) {
  const marks = [...doc.entities.map((e) => ({ start: e[0], end: e[1], entity: e })), ...doc.metrics.map((m) => ({ start: m[0], end: m[1], metric: m }))];
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  const edits = doc.edits.filter((edit) => edit[3] !== "script" && edit[1] > edit[0]);
  const nodes = [];
  let position = 0;
  for (const mark of marks) {
    if (mark.start < position) continue;
    nodes.push(...drawRange(doc, edits, position, mark.start));
    const inner = drawRange(doc, edits, mark.start, mark.end);
    nodes.push(mark.entity ? drawEntity(mark.entity, inner) : drawFigure(mark.metric, inner));
    position = mark.end;
  }
  return [...nodes, ...drawRange(doc, edits, position, doc.characters.length)];
}

function drawRange(doc, edits, start, end) {
  const nodes = [];
  let position = start;
  for (const row of edits) {
    if (row[1] <= position || row[0] >= end) continue;
    const from = Math.max(row[0], position), to = Math.min(row[1], end);
    if (from > position) nodes.push(doc.characters.slice(position, from).join(""));
    const edit = readEdit(doc, row);
    const style = edit.status === "repaired" ? "mended" : "spared";
    nodes.push(withTip(make(`span.${style}.${hue(edit.kind)}`, {}, doc.characters.slice(from, to).join("")), () => editTip(edit)));
    position = to;
  }
  if (position < end) nodes.push(doc.characters.slice(position, end).join(""));
  return nodes;
}

function drawEntity([, , label, subtype, canonical, id, unsure], inner) {
  const node = make(`mark.entity.label-${label.replace(/[^A-Za-z]/g, "")}`, {}, ...inner);
  if (unsure) node.classList.add("unsure");
  return withTip(node, () => [
    make("p.tip-title", {}, say(`label.${label}`)),
    facts([["js.canonical", canonical ?? say("js.unresolved")], ["js.subtype", subtype], ["js.id", id], ["js.unsure", unsure ? "✓" : null]]),
  ]);
}

function drawFigure([, , value, max, unit, indicator, time], inner) {
  return withTip(make("mark.figure-mark", {}, ...inner), () => [
    make("p.tip-title", {}, indicator || say("js.value")),
    facts([["js.value", `${group(value)}${max ? `–${group(max)}` : ""} ${unit}`], ["js.time", time]]),
  ]);
}

/* What was taken out and what was put in; script conversion is only underlined. */
function drawChanges(doc) {
  return walkEdits(doc, (edit) => {
    if (edit.kind === "script") return [make("span.converted", { title: edit.before }, edit.after)];
    if (edit.status !== "repaired") return [withTip(make(`span.spared.${hue(edit.kind)}`, {}, edit.after), () => editTip(edit))];
    const removed = withTip(make(`del.${hue(edit.kind)}`, {}, edit.before), () => editTip(edit));
    return [removed, edit.after ? make(`ins.${hue(edit.kind)}`, {}, edit.after) : ""];
  });
}

const drawRaw = (doc) => walkEdits(doc, (edit) => [edit.before]);

function walkEdits(doc, draw) {
  const nodes = [];
  let position = 0;
  for (const row of doc.edits) {
    const edit = readEdit(doc, row);
    nodes.push(doc.characters.slice(position, edit.start).join(""), ...draw(edit));
    position = edit.end;
  }
  return [...nodes, doc.characters.slice(position).join("")].filter((node) => node !== "");
}

function drawText(doc, view) {
  const draw = { annotated: drawAnnotated, changes: drawChanges, raw: drawRaw }[view];
  return make("div.text", { lang: "zh" }, ...draw(doc));
}

function fillDocument(details, doc) {
  const view = details.dataset.view || "annotated";
  const buttons = VIEWS.map((name) => {
    const button = make("button", { type: "button", "aria-pressed": String(name === view) }, say(`js.${name}`));
    button.addEventListener("click", () => {
      details.dataset.view = name;
      fillDocument(details, doc);
      details.querySelectorAll(".views button")[VIEWS.indexOf(name)].focus();
    });
    return button;
  });
  const notes = [doc.source, doc.published, doc.script, doc.encoding, doc.url].filter(Boolean).join(" · ");
  const body = make("div.opened", {},
    make("p.note", {}, notes),
    doc.is_cut ? make("p.note", {}, say("js.cut")) : null,
    make("div.views", { role: "group", "aria-label": say("js.view") }, ...buttons),
    drawText(doc, view));
  details.querySelector(".opened")?.remove();
  details.append(body);
}

function drawDocument(doc) {
  const counts = [say("js.names", { n: doc.entities.length }), say("js.figures", { n: doc.metrics.length }), say("js.repairs", { n: doc.repairs })];
  const summary = make("summary", {},
    make("span.document-title", { lang: "zh" }, doc.title || doc.source),
    make("span.document-facts", {}, [doc.published, ...counts].filter(Boolean).join(" · ")));
  const details = make("details.document", { id: `doc-${doc.id}` }, summary);
  details.addEventListener("toggle", () => { if (details.open && !details.querySelector(".opened")) fillDocument(details, doc); });
  return details;
}

const refreshDocuments = createList({
  rows: data.documents, target: byId("documents-list"), paging: byId("documents-paging"), size: 20,
  keep: (doc) => doc.id === wanted || matches(doc.haystack),
  draw: drawDocument,
  order: (rows) => { if (wanted) rows.sort((a, b) => (b.id === wanted) - (a.id === wanted)); },
});

let wanted = null;

function openDocument(id) {
  wanted = id;
  refreshDocuments(false);
  const details = byId(`doc-${id}`);
  details.open = true;
  details.querySelector("summary").focus();
  details.scrollIntoView({ block: "start" });
}
