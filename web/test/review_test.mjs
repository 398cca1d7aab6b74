// The page of `inkling read --review` in a real browser. Usage: node review_test.mjs PROGRAM
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";

const program = process.argv[2];
let browser, folder;

/** Upright strokes at these places, as a PGM: ones. */
function ones(places) {
  const width = 600, height = 160, pixels = Buffer.alloc(width * height, 240);
  for (const left of places)
    for (let y = 40; y < 110; ++y) pixels.fill(20, y * width + left, y * width + left + 8);
  return Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), pixels]);
}

before(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "inkling-review-"));
  writeFileSync(join(folder, "a.pgm"), ones([50, 90, 130, 330, 370]));
  execFileSync(program, ["read", "--text", "--review", "r.html", "--min-confidence", "1", "a.pgm"],
               { cwd: folder });
});
after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

async function withReview(options, use) {
  const page = await browser.newPage(options);
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  try {
    await page.goto(pathToFileURL(join(folder, "r.html")).href);
    await use(page, () => page.locator("td.number").allTextContents());
    assert.deepEqual(faults, []);
  } finally {
    await page.close();
  }
}

test("keys correct a digit, take it back, and drop a whole number", async () => {
  await withReview({}, async (page, numbers) => {
    const before = await numbers();
    assert.equal(before.join(" "), "111 11");
    await page.keyboard.press("7");
    assert.match((await numbers()).join(" "), /^(?=.*7)[17]{3} [17]{2}$/);
    await page.keyboard.press("u");
    assert.deepEqual(await numbers(), before);
    await page.keyboard.press("w");
    assert.match((await numbers()).join(" "), /^(··· 11|111 ··)$/);
    await page.keyboard.press("u");
    assert.deepEqual(await numbers(), before);
  });
});

test("a finger has buttons for the keys", async () => {
  await withReview({ hasTouch: true, isMobile: true, viewport: { width: 400, height: 800 } },
    async (page, numbers) => {
      await page.locator("#keys button", { hasText: "4" }).tap();
      assert.match((await numbers()).join(" "), /4/);
    });
});
