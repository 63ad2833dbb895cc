/* Repaired spans and spans that were left, each in its context. */
for (const edit of [...data.edits, ...data.left]) {
  edit.haystack = fold([edit.source, edit.left + edit.before + edit.right, edit.after, edit.kind, edit.rejected].join("\n"));
}

function drawEdit(edit) {
  const isLeft = edit.status !== "repaired";
  const style = hue(edit.kind);
  const body = isLeft
    ? [withTip(make(`span.spared.${style}`, {}, edit.before), () => editTip(edit))]
    : [withTip(make(`del.${style}`, {}, edit.before), () => editTip(edit)), edit.after ? make(`ins.${style}`, {}, edit.after) : ""];
  return make("li", {},
    make("p.diff", { lang: "zh" }, make("span.context", {}, edit.left), ...body, make("span.context", {}, edit.right)),
    make("p.meta", {},
      make(`span.kind.${style}`, {}, say(`kind.${edit.kind}`)),
      isLeft ? make("span", {}, say(`status.${edit.status}`)) : null,
      make("span", {}, `${say("js.confidence")} ${edit.confidence.toFixed(2)}`),
      edit.rejected ? make("span", {}, `${say("js.rejected")} `, make("q", { lang: "zh" }, edit.rejected)) : null,
      documentLink(edit)));
}

if (byId("edits")) {
  const refresh = createList({
    rows: data.edits, target: byId("edits"), paging: byId("edits-paging"), size: 12,
    keep: (edit) => (!kindChoice() || edit.kind === kindChoice()) && matches(edit.haystack),
    draw: drawEdit,
    order: (rows) => { if (!kindChoice()) spread(rows); },
  });
  var kindChoice = createChoice("edit-kind", countBy(data.edits, "kind"), (kind) => say(`kind.${kind}`), refresh);
}

/* One of each class in turn, so that the frequent ones do not hide the rest. */
function spread(rows) {
  const seen = new Map();
  const turn = new Map(rows.map((row) => {
    const n = seen.get(row.kind) || 0;
    seen.set(row.kind, n + 1);
    return [row, n];
  }));
  rows.sort((a, b) => turn.get(a) - turn.get(b));
}

createList({
  rows: data.left, target: byId("left-list"), paging: byId("left-paging"), size: 12,
  keep: (edit) => matches(edit.haystack), draw: drawEdit,
});
