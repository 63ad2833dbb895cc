/* Long lists: what matches, a page at a time. */
let query = "";
const searchers = [];

const fold = (text) => String(text ?? "").toLowerCase();
const matches = (haystack) => !query || haystack.includes(query);

/* `rows` are filtered by `keep`, ordered by `order`, drawn by `draw` into `target`. */
function createList({ rows, target, paging, size, keep, draw, order }) {
  let limit = size;
  function refresh(isGrown) {
    if (!isGrown) limit = size;
    const kept = rows.filter(keep);
    if (order) order(kept);
    target.replaceChildren(...kept.slice(0, limit).map(draw));
    const shown = Math.min(limit, kept.length);
    const note = make("span", { role: "status" }, kept.length ? say("js.shown", { shown: group(shown), total: group(kept.length) }) : say("js.none"));
    paging.replaceChildren(note);
    if (kept.length > limit) {
      const more = make("button", { type: "button" }, say("js.more"));
      more.addEventListener("click", () => {
        limit += size;
        refresh(true);
        target.children[limit - size]?.querySelector("a, button, [tabindex], summary")?.focus();
      });
      paging.append(more);
    }
  }
  redraws.push(() => refresh(true));
  searchers.push(() => refresh(false));
  return refresh;
}

/* A select whose first choice is everything; returns a function that gives the choice. */
function createChoice(id, values, name, onChange) {
  const select = byId(id);
  const choices = ["", ...values];
  const options = choices.map((value) => make("option", { value }));
  select.append(...options);
  const label = () => options.forEach((option, i) => { option.textContent = choices[i] ? name(choices[i]) : say("js.all"); });
  redraws.unshift(label);
  select.addEventListener("change", () => onChange(false));
  return () => select.value;
}

const countBy = (rows, key) => {
  const counts = new Map();
  for (const row of rows) counts.set(row[key], (counts.get(row[key]) || 0) + 1);
  return [...counts.keys()].filter(Boolean).sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
};

function documentLink(row) {
  if (!documentIds.has(row.doc)) return make("cite", {}, row.source);
  const link = make("a", { href: `#doc-${row.doc}` }, row.source);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openDocument(row.doc);
  });
  return make("cite", {}, link);
}
