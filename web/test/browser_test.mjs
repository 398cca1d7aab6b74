// The page in a real browser: drawing, teaching, training, reading, on a phone, in the dark, and
// without a fault that axe-core knows. Usage: node browser_test.mjs PROGRAM [DATA_FOLDER]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { answer, draw, drawings, openPage, openTab, scribble, startBrowser, startServer } from "./browser.mjs";

const [program, data] = process.argv.slice(2);
const needsData = data ? false : "no data sets: INKLING_DATA_DIR is not set";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const one = [[[500, 0], [500, 250], [500, 500], [500, 750], [500, 1000]]];
const seven = [[[0, 0], [250, 0], [500, 0], [750, 0], [1000, 0], [800, 330], [620, 660], [450, 1000]]];

let browser, server;
before(async () => {
  browser = await startBrowser();
  server = await startServer(program, data ? ["--data-dir", data] : []);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function withPage(options, use) {
  const page = await openPage(browser, server.address, options);
  try {
    await use(page);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
  }
}

/** Serious faults of the page as it is now. */
async function faults(page) {
  // The page's own policy forbids foreign scripts, so this one comes through the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
  }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.target.join(" ")).join(", ")}`);
}

test("drawings of other people are read", { skip: needsData }, async () => {
  await withPage({}, async (page) => {
    const wrong = [];
    const all = drawings(data, 10);
    assert.equal(all.length, 100);
    for (const { label, strokes } of all) {
      await draw(page, strokes);
      const read = await answer(page);
      if (read !== String(label)) wrong.push(`${label} was read ${read}`);
      await page.keyboard.press("Escape");
    }
    assert.ok(wrong.length <= 3, `${wrong.length} of 100 wrong: ${wrong.join("; ")}`);
  });
});

test("several digits are a number; one takes strokes back and clears", async () => {
  await withPage({}, async (page) => {
    await draw(page, one, { left: 40, size: 160 });
    await draw(page, seven, { left: 240, size: 140 });
    await draw(page, one, { left: 420, size: 150 });
    assert.equal(await answer(page), "171");
    assert.equal(await page.locator(".card").count(), 3);
    await page.locator(".card").nth(1).click();
    assert.equal(await page.locator(".bars .best b").textContent(), "7");
    await page.locator("canvas.paper").focus();
    await page.keyboard.press("Backspace");
    assert.equal(await answer(page), "17");
    await page.getByRole("button", { name: "Undo" }).click();
    assert.equal(await answer(page), "1");
    await page.locator("canvas.saliency, .saliency canvas").waitFor();
    assert.ok((await page.locator(".layers canvas").count()) >= 1);
    await page.getByRole("button", { name: "Clear" }).click();
    assert.equal(await answer(page), "–");
  });
});

test("it reads while the pen moves, and knows how hard a pen presses", async () => {
  await withPage({}, async (page) => {
    const paper = await page.locator("canvas.paper").boundingBox();
    const x = paper.x + 200, y = paper.y + 80;
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 20; ++i) await page.mouse.move(x, y + 10 * i);
    assert.equal(await answer(page), "1");  // the pen is still down
    await page.mouse.up();
    await page.keyboard.press("Escape");
    const session = await page.context().newCDPSession(page);
    const pen = (type, dy) => session.send("Input.dispatchMouseEvent",
      { type, x, y: y + dy, button: "left", buttons: 1, clickCount: 1, pointerType: "pen", force: 0.9 });
    const asked = page.waitForRequest((request) => request.url().endsWith("/v1/strokes"));
    await pen("mousePressed", 0);
    const { strokes } = (await asked).postDataJSON();
    assert.equal(strokes[0][0][2], 0.9);
    for (let i = 1; i <= 20; ++i) await pen("mouseMoved", 10 * i);
    await pen("mouseReleased", 200);
    assert.equal(await answer(page), "1");
  });
});

test("what is no digit is called so, with the reason", async () => {
  await withPage({}, async (page) => {
    await draw(page, scribble);
    assert.equal(await answer(page), "?");
    assert.equal(await page.locator(".note").textContent(), "Not a digit");
    assert.match(await page.locator(".verdict").textContent(), /^Not a digit: [\d.]+ % sure that it is none/);
    await page.getByText("what makes it no digit").waitFor();
    assert.match(await page.locator(".bars .best").textContent(), /^none/);
    await draw(page, one, { left: 400, size: 200 });
    assert.equal(await answer(page), "?1");
    assert.equal(await page.locator(".note").textContent(), "One is no digit");
  });
});

test("touch draws without scrolling, on a phone", async () => {
  await withPage({ viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true },
    async (page) => {
      const paper = await page.locator("canvas.paper").boundingBox();
      const session = await page.context().newCDPSession(page);
      const touch = (type, points) => session.send("Input.dispatchTouchEvent",
        { type, touchPoints: points });
      await touch("touchStart", [{ x: paper.x + 150, y: paper.y + 40 }]);
      for (let y = 50; y < 220; y += 10)
        await touch("touchMove", [{ x: paper.x + 150, y: paper.y + y }]);
      await touch("touchEnd", []);
      assert.equal(await answer(page), "1");
      assert.equal(await page.evaluate(() => window.scrollY), 0);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 375, `the page is ${width} wide`);
      for (const name of ["Teach", "Train", "Read", "Model"]) {
        await openTab(page, name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 375, `${name} is ${wide} wide`);
      }
    });
});

test("the keyboard reaches every tab", async () => {
  await withPage({}, async (page) => {
    await page.getByRole("tab", { name: "Draw" }).focus();
    for (const name of ["Teach", "Train", "Read", "Data", "Model", "Draw"]) {
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.locator('[role="tab"][aria-selected="true"]').textContent(), name);
      await page.getByRole("tabpanel", { name }).waitFor();
    }
  });
});

test("corrections are kept, learned from, adopted and given up", { skip: needsData }, async () => {
  await withPage({}, async (page) => {
    // A private sign for seven: what one's own hand does that the network has never seen.
    for (let i = 0; i < 4; ++i) {
      await draw(page, one, { left: 60 + 5 * i, size: 180 + 8 * i });
      await answer(page);
      await page.getByText("No, it was a …").click();
      await page.getByRole("group", { name: "Teach" }).getByRole("button", { name: "7" }).click();
      await page.getByText(`${i + 1} correction`).waitFor();
      await page.keyboard.press("Tab");
      await page.getByRole("button", { name: "Clear" }).click();
    }
    await openTab(page, "Teach");
    await page.locator("#teach .tile").nth(3).waitFor();
    assert.equal(await page.locator("#teach .tile").count(), 4);
    await page.getByRole("button", { name: "Learn my handwriting" }).click();
    await page.getByText("Learned and measured in").waitFor({ timeout: 120_000 });
    const row = page.getByRole("row", { name: /learned from/ });
    assert.match(await row.textContent(), /0 of 4\s*4 of 4/);
    await page.getByRole("button", { name: "Use it" }).click();
    await openTab(page, "Draw");
    await draw(page, one, { left: 80, size: 190 });
    assert.equal(await answer(page), "7");
    await openTab(page, "Model");
    await page.getByText("learned from your handwriting").first().waitFor();
    await page.getByRole("button", { name: "Restore the first model" }).click();
    await page.getByText("built-in model").waitFor();
    await openTab(page, "Draw");
    await page.getByRole("button", { name: "Clear" }).click();
    await draw(page, one, { left: 80, size: 190 });
    assert.equal(await answer(page), "1");
    await openTab(page, "Teach");
    await page.getByRole("button", { name: "Delete this 7" }).first().click();
    await page.waitForFunction(() => document.querySelectorAll("#teach .tile").length === 3);
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Delete all" }).click();
    await page.getByText("Nothing yet").waitFor();
  });
});

test("a network is trained while one looks, stopped, and tried", { skip: needsData }, async () => {
  await withPage({}, async (page) => {
    await openTab(page, "Train");
    await page.getByLabel("Hidden layers").fill("32");
    await page.getByLabel("Epochs").fill("2");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText(/^Done in/).waitFor({ timeout: 120_000 });
    assert.equal(await page.locator("#train .uplot").count(), 2);
    assert.equal(await page.locator(".weights canvas").count(), 32);
    assert.equal(await page.locator("#train .confusion tbody tr").count(), 10);
    await page.getByRole("button", { name: "Try it in Draw" }).click();
    await draw(page, one);
    assert.equal(await answer(page), "1");
    await openTab(page, "Train");
    await page.reload();  // who comes late sees what has happened
    await page.locator(".weights canvas").nth(31).waitFor();
    assert.match(await page.getByText(/^Done in/).textContent(), /9\d\.\d\d\s%/);
    await page.getByLabel("Epochs").fill("100");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText(/^Epoch \d+ of 100/).waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByText(/^Stopped/).waitFor({ timeout: 120_000 });
    await openTab(page, "Model");
    await page.getByRole("button", { name: "Restore the first model" }).click();
  });
});

test("the data is looked through by mistake", { skip: needsData }, async () => {
  await withPage({}, async (page) => {
    await openTab(page, "Data");
    await page.locator("#data .tile").first().waitFor({ timeout: 120_000 });
    await page.getByLabel("Show").selectOption({ label: "only the mistakes" });
    await page.waitForFunction(() => document.querySelectorAll("#data .tile:not(.wrong)").length === 0);
    assert.ok((await page.locator("#data .tile.wrong").count()) > 20);
    await openTab(page, "Model");
    await page.getByRole("button", { name: "Measure on the test set" }).click();
    await page.getByText("expected calibration error").waitFor({ timeout: 120_000 });
  });
});

test("a picture is read and its digits can be put right", async () => {
  await withPage({}, async (page) => {
    await draw(page, seven, { left: 100, size: 200 });
    const png = await page.evaluate(async () => {
      const from = document.querySelector("canvas.paper");
      const canvas = document.createElement("canvas");
      canvas.width = from.width;
      canvas.height = from.height;
      const context = canvas.getContext("2d");
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(from, 0, 0);
      return canvas.toDataURL("image/png").split(",")[1];
    });
    await openTab(page, "Read");
    await page.locator("#picture").setInputFiles({ name: "seven.png", mimeType: "image/png",
                                                   buffer: Buffer.from(png, "base64") });
    await page.locator(".digits input").waitFor();
    assert.equal(await page.locator(".digits input").inputValue(), "7");
    assert.equal(await page.locator(".photo text").textContent(), "7");
    await page.locator(".digits input").fill("1");
    assert.equal(await page.locator(".photo text").textContent(), "1");
    const [saved] = await Promise.all([page.waitForEvent("download"),
                                       page.getByRole("button", { name: "Save as CSV" }).click()]);
    assert.equal(readFileSync(await saved.path(), "utf8"), "line,text\n1,1\n");
  });
});

for (const colorScheme of ["light", "dark"])
  test(`axe-core finds no fault (${colorScheme})`, async () => {
    await withPage({ colorScheme }, async (page) => {
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(background === "rgb(19, 21, 28)", colorScheme === "dark");
      await draw(page, one, { left: 40, size: 160 });
      await draw(page, seven, { left: 240, size: 160 });
      await answer(page);
      assert.deepEqual(await faults(page), []);
      for (const name of ["Teach", "Train", "Read", "Data", "Model"]) {
        await openTab(page, name);
        await page.waitForLoadState("networkidle");
        assert.deepEqual(await faults(page), [], name);
      }
      await page.locator("#theme").click();
      const other = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.notEqual(other, background);
    });
  });
