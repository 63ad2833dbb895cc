/* What a span has to say, on hover and on focus. */
const tips = new WeakMap();
const tip = byId("tip");

function withTip(node, build) {
  tips.set(node, build);
  node.classList.add("has-tip");
  node.tabIndex = 0;
  return node;
}

let owner = null;

function showTip(event) {
  const node = event.target.closest?.(".has-tip");
  if (!node || !tips.has(node)) return;
  hideTip();
  owner = node;
  owner.setAttribute("aria-describedby", "tip");
  tip.replaceChildren(...tips.get(node)().filter(Boolean));
  tip.hidden = false;
  placeTip();
}

function placeTip() {
  const box = owner.getClientRects()[0] || owner.getBoundingClientRect();
  const gap = 8;
  const left = Math.max(gap, Math.min(box.left, root.clientWidth - tip.offsetWidth - gap));
  const isBelow = box.bottom + gap + tip.offsetHeight <= window.innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${isBelow ? box.bottom + gap : Math.max(gap, box.top - tip.offsetHeight - gap)}px`;
}

function hideTip() {
  tip.hidden = true;
  owner?.removeAttribute("aria-describedby");
  owner = null;
}

/* Focus scrolls the page: the tip of what has the focus goes along. */
function followScroll() {
  if (!owner) return;
  if (owner === document.activeElement) placeTip();
  else hideTip();
}

for (const name of ["mouseover", "focusin"]) document.addEventListener(name, showTip);
document.addEventListener("focusout", hideTip);
document.addEventListener("mouseout", () => { if (owner !== document.activeElement) hideTip(); });
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
document.addEventListener("scroll", followScroll, { passive: true });

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
