// What the browser tests share: the program, Chromium, a page, and drawings of other people.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { chromium } from "playwright-core";

/** A server of its own with its address; `arguments_` go to inkling serve. */
export async function startServer(program, arguments_ = []) {
  const folder = mkdtempSync(join(tmpdir(), "inkling-browser-"));
  const server = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--store",
                                 join(folder, "corrections.db"), ...arguments_],
                       { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, HOME: folder } });
  const address = await new Promise((resolve, reject) => {
    server.stdout.on("data", (text) => {
      const found = /https?:\/\/\S+/.exec(String(text));
      if (found) resolve(found[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  });
  const stop = () => new Promise((resolve) => {
    server.removeAllListeners("exit");
    server.on("exit", () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    server.kill("SIGTERM");
  });
  return { address, stop };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.INKLING_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--disable-dev-shm-usage"],
  });
}

/** A page whose every error, of script or console, is kept in .faults. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 820 }, ...options });
  context.setDefaultTimeout(90_000);  // the machine may be busy
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(message.text());
  });
  await page.goto(address);
  await page.waitForSelector("canvas.paper");
  return page;
}

/** `count` drawings of each digit: [{ label, strokes: [[[x, y], …], …] }], 0 … 1000 units. */
export function drawings(folder, count) {
  const seen = new Array(10).fill(0);
  return gunzipSync(readFileSync(join(folder, "unipen", "strokes.jsonl.gz"))).toString()
    .split("\n").filter(Boolean).map((line) => JSON.parse(line))
    .filter(({ label }) => seen[label]++ < count);
}

/** Draws with the mouse into a square of the paper, as a person would. */
export async function draw(page, strokes, { left = 60, top = 60, size = 220 } = {}) {
  await page.locator("canvas.paper").waitFor({ state: "visible" });
  const paper = await page.locator("canvas.paper").boundingBox();
  const at = ([x, y]) => [paper.x + left + (x / 1000) * size, paper.y + top + (y / 1000) * size];
  for (const stroke of strokes) {
    await page.mouse.move(...at(stroke[0]));
    await page.mouse.down();
    // The browser takes one move a frame: a step of 4 % is fine enough, and quicker.
    let [x, y] = stroke[0];
    for (const [i, point] of stroke.entries()) {
      if (i === 0 || (i < stroke.length - 1 && Math.hypot(point[0] - x, point[1] - y) < 40)) continue;
      [x, y] = point;
      await page.mouse.move(...at(point));
    }
    await page.mouse.up();
  }
}

/** What nobody takes for a digit. */
export const scribble = [Array.from({ length: 60 }, (_, i) =>
  [500 + 480 * Math.sin(i * 2.1), 500 + 480 * Math.cos(i * 1.3)])];

/** What the page reads, once it is sure to have seen everything. */
export async function answer(page) {
  await page.waitForFunction(() => {
    const number = document.querySelector(".number");
    return number.getAttribute("aria-busy") === "false";
  });
  return page.locator(".number").textContent();
}

export async function openTab(page, name) {
  await page.getByRole("tab", { name }).click();
}
