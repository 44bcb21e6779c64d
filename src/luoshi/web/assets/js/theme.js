// Runs before the first paint, so that a dark page never flashes white.
const KEY = "luoshi-theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const stored = localStorage.getItem(KEY);
  const theme = stored ?? (system.matches ? "dark" : "light");
  if (document.documentElement.dataset.bsTheme === theme) return;
  document.documentElement.dataset.bsTheme = theme;
  document.dispatchEvent(new CustomEvent("luoshi:theme", { detail: theme }));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  const followsSystem = next === (system.matches ? "dark" : "light");
  if (followsSystem) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, next);
  apply();
});

system.addEventListener("change", apply);
apply();
