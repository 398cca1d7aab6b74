// Teach: the drawings that were put right, and a network that learns from them.
import { download, get, send } from "./api";
import { bytesOf, h, percent, pixelCanvas, toast } from "./dom";
import type { Tab } from "./main";

interface Correction { id: number; label: number; answer: number; made: string; pixels: string }
interface Corrections { count: number; store: string; items: Correction[] }
interface Score { right: number; of: number }
interface Scores { held_back: Score; learned: Score; test: Score }
interface Learned { seconds: number; dataset: string; before: Scores; after: Scores }

export function teachTab(panel: HTMLElement): Tab {
  const list = h("div.stack");
  const outcome = h("div.stack", { role: "status" });
  const learn = h("button.primary", {}, "Learn my handwriting");
  const clear = h("button", {}, "Delete all");
  const zip = "corrections.zip";
  const save = h("button", { title: "IDX files, PNG pictures and a table, in one zip",
                             onclick: () => void download(`/v1/corrections/export/${zip}`, zip) },
                 "Save as files");

  const refresh = async (): Promise<void> => {
    try {
      const corrections = await get<Corrections>("/v1/corrections");
      learn.disabled = clear.disabled = save.disabled = corrections.count === 0;
      list.replaceChildren(corrections.count === 0
        ? h("p.muted", {}, "Nothing yet. Draw a digit; where it is read wrongly, say what it was.")
        : h("ul.tiles", { role: "list" }, ...corrections.items.map((one) => tile(one, refresh))),
        h("p.muted", {}, `Kept in ${corrections.store}`));
    } catch (error) {
      toast((error as Error).message);
    }
  };
  learn.addEventListener("click", async () => {
    learn.disabled = true;
    outcome.replaceChildren(h("p.note", {}, "Learning, and measuring before and after …"));
    try {
      const learned = await send<Learned>("POST", "/v1/learn");
      outcome.replaceChildren(comparison(learned, () => outcome.replaceChildren()));
    } catch (error) {
      outcome.replaceChildren();
      toast((error as Error).message);
    }
    learn.disabled = false;
  });
  clear.addEventListener("click", async () => {
    if (!confirm("Delete all corrections? They cannot be brought back.")) return;
    await send("DELETE", "/v1/corrections");
    await refresh();
  });
  panel.append(
    h("div.intro", {}, h("h1", {}, "Teach it your handwriting"),
      h("p", {}, "Each drawing that you put right in Draw is kept on this machine. After a few, a copy of the " +
        "network learns from them, mixed with its training images, in a second or two.")),
    h("div.columns", {},
      h("div.box.stack", {}, h("h2", {}, "Corrections"), list, h("div.row", {}, save, clear)),
      h("div.box.stack", {}, h("h2", {}, "Learning"), h("div.row", {}, learn), outcome)));
  return { shown: () => void refresh() };
}

function tile(one: Correction, refresh: () => Promise<void>): HTMLElement {
  return h("li.tile", {}, pixelCanvas(bytesOf(one.pixels), 28, `A ${one.label}, drawn ${one.made} UTC`),
    h("span", {}, String(one.label)),
    h("small", {}, one.answer >= 0 ? `read\u00a0${one.answer}` : "no digit"),
    h("button", { "aria-label": `Delete this ${one.label}`, onclick: async () => {
      await send("DELETE", `/v1/corrections/${one.id}`);
      await refresh();
    } }, "Delete"));
}

function comparison(learned: Learned, done: () => void): HTMLElement {
  const row = (name: string, before: Score, after: Score): HTMLElement | null => {
    if (before.of === 0) return null;
    const share = (score: Score): string =>
      score.of < 200 ? `${score.right} of ${score.of}` : percent(score.right / score.of, 2);
    return h("tr", {}, h("th", { scope: "row" }, name), h("td.num", {}, share(before)),
             h(after.right > before.right ? "td.num.up" : "td.num", {}, share(after)));
  };
  const decide = (what: "adopt" | "discard", words: string) => async (): Promise<void> => {
    await send("POST", `/v1/learn/${what}`);
    toast(words);
    done();
  };
  return h("div.stack", {},
    h("p", {}, `Learned and measured in ${learned.seconds.toFixed(1)} s.`),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Read rightly"),
      h("th.num", { scope: "col" }, "before"), h("th.num", { scope: "col" }, "after"))),
      h("tbody", {}, row("your drawings, held back", learned.before.held_back, learned.after.held_back),
        row("your drawings, learned from", learned.before.learned, learned.after.learned),
        row(`test set of ${learned.dataset}`, learned.before.test, learned.after.test))),
    h("div.row", {},
      h("button.primary", { onclick: () => void decide("adopt", "It reads with what it learned. Model puts the first one back.")() }, "Use it"),
      h("button", { onclick: () => void decide("discard", "Dropped; nothing has changed.")() }, "Drop it")));
}
