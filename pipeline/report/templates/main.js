/* Controls of the page itself. */
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    remember("language", button.dataset.language);
    setLanguage(button.dataset.language);
  });
}

byId("theme").addEventListener("click", () => {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  setTheme(remember("theme", isDark ? "light" : "dark") || (isDark ? "light" : "dark"));
});

let pause = 0;
byId("search").addEventListener("input", (event) => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    query = fold(event.target.value.trim());
    for (const search of searchers) search();
  }, 120);
});

if (remember("theme")) setTheme(remember("theme"));
setLanguage(remember("language") || (navigator.language.startsWith("zh") ? "zh" : "en"));
