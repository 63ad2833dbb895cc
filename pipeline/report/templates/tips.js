/* What a span has to say, on hover and on focus. */
const tips = new WeakMap();
const tip = byId("tip");

function withTip(node, build) {
  tips.set(node, build);
  node.classList.add("has-tip");
  node.tabIndex = 0;
  return node;
}

function showTip(event) {
  const node = event.target.closest?.(".has-tip");
  if (!node || !tips.has(node)) return;
  tip.replaceChildren(...tips.get(node)().filter(Boolean));
  tip.hidden = false;
  node.setAttribute("aria-describedby", "tip");
  const box = node.getClientRects()[0] || node.getBoundingClientRect();
  const width = tip.offsetWidth, height = tip.offsetHeight, gap = 8;
  const left = Math.max(gap, Math.min(box.left, root.clientWidth - width - gap));
  const below = box.bottom + gap + height <= window.innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? box.bottom + gap : Math.max(gap, box.top - height - gap)}px`;
}

function hideTip(event) {
  if (event.type === "keydown" && event.key !== "Escape") return;
  tip.hidden = true;
  document.querySelector("[aria-describedby=tip]")?.removeAttribute("aria-describedby");
}

for (const name of ["mouseover", "focusin"]) document.addEventListener(name, showTip);
for (const name of ["mouseout", "focusout", "keydown"]) document.addEventListener(name, hideTip);
document.addEventListener("scroll", hideTip, { passive: true });

/* Characters with their bytes underneath. */
function ruler(text, bytes, name) {
  if (!text) return make("p.ruler-none", {}, `${say(`js.${name}`)}: ${say("js.removed")}`);
  const characters = Array.from(text);
  const cells = characters.slice(0, 14).map((c, i) => make("li", {}, make("b", {}, c), make("code", {}, bytes[i] || "")));
  if (characters.length > 14) cells.push(make("li", {}, "…"));
  return make("div.ruler", {}, make("span.ruler-name", {}, say(`js.${name}`)), make("ol", {}, ...cells));
}

function facts(rows) {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return make("dl", {}, ...shown.map(([key, value]) => make("div", {}, make("dt", {}, say(key)), make("dd", {}, String(value)))));
}

function editTip(edit) {
  const isLeft = edit.status !== "repaired";
  return [
    make("p.tip-title", {}, `${say(`kind.${edit.kind}`)} · ${say(`status.${edit.status}`)}`),
    ruler(edit.before, edit.bytes_before, "before"),
    isLeft ? null : ruler(edit.after, edit.bytes_after, "after"),
    facts([
      ["js.confidence", edit.confidence.toFixed(3)],
      ["js.rejected", edit.rejected],
      ["js.asfound", edit.raw_start],
    ]),
  ];
}
