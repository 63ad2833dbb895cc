"use strict";
/* Elements, words and languages. Text only ever becomes text nodes. */
const data = JSON.parse(document.getElementById("data").textContent);
const hues = JSON.parse(document.getElementById("hues").textContent);
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const redraws = [];

/* make("td.figure", {scope: "row"}, "text", node) */
function make(selector, attributes, ...children) {
  const [name, ...classes] = selector.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

function say(key, values) {
  const pair = data.words[key];
  let text = pair ? pair[root.lang === "zh" ? 1 : 0] : key.slice(key.indexOf(".") + 1);
  for (const [name, value] of Object.entries(values || {})) text = text.replace(`{${name}}`, () => value);
  return text;
}

function group(value) {
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function remember(key, value) {
  try {
    if (value !== undefined) localStorage.setItem(`sinorepair.${key}`, value);
    return localStorage.getItem(`sinorepair.${key}`);
  } catch {
    return null; /* a page opened from a file may have no storage */
  }
}

function setLanguage(language) {
  root.lang = language;
  for (const node of document.querySelectorAll(`[data-${language}]`)) {
    const text = node.dataset[language];
    if (node.dataset.attribute) node.setAttribute(node.dataset.attribute, text);
    else node.textContent = text;
  }
  const search = byId("search");
  search.placeholder = search.dataset[language];
  document.title = `${document.querySelector("h1").textContent} · sinorepair`;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  for (const redraw of redraws) redraw();
}

function setTheme(theme) {
  root.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
}
