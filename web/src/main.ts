// The page: tabs, theme, and one module for each tab, made when it is first opened.
import { byId } from "./dom";
import { dataTab } from "./data";
import { drawTab } from "./draw";
import { modelTab } from "./model";
import { readTab } from "./read";
import { teachTab } from "./teach";
import { trainTab } from "./train";

/** A tab is told when it comes into view. */
export type Tab = { shown?: () => void };
const makers: Record<string, (panel: HTMLElement) => Tab> = {
  draw: drawTab, teach: teachTab, train: trainTab, read: readTab, data: dataTab, model: modelTab,
};
const made = new Map<string, Tab>();
const tabs = [...document.querySelectorAll<HTMLButtonElement>('[role="tab"]')];

export function show(name: string): void {
  for (const tab of tabs) {
    const panel = tab.getAttribute("aria-controls") ?? "";
    const chosen = panel === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(panel).hidden = !chosen;
    if (chosen) tab.scrollIntoView({ block: "nearest", inline: "center" });
  }
  const make = makers[name];
  if (!made.has(name) && make) made.set(name, make(byId(name)));
  made.get(name)?.shown?.();
  // With a slash, so that the browser does not take it for a place to scroll to.
  if (location.hash.slice(2) !== name) history.replaceState(null, "", `#/${name}`);
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab.getAttribute("aria-controls")!));
  tab.addEventListener("keydown", (event) => {
    const steps: Record<string, number> = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0,
                                            End: tabs.length - 1 };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length]!;
    next.focus();
    next.click();
  });
}

const root = document.documentElement;
const remembered = localStorage.getItem("theme");
if (remembered) root.dataset.theme = remembered;
byId("theme").addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  document.dispatchEvent(new Event("themechange"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  document.dispatchEvent(new Event("themechange")));

const wanted = location.hash.slice(2);
show(wanted in makers ? wanted : "draw");
