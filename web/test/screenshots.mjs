// Refreshes the pictures of the page in docs/img. Usage, in web/:
//   node test/screenshots.mjs ../build/release/bin/inkling DATA_FOLDER ../docs/img
import { join } from "node:path";
import { answer, draw, drawings, openPage, openTab, scribble, startBrowser, startServer } from "./browser.mjs";

const [program, data, out] = process.argv.slice(2);
const browser = await startBrowser();
const server = await startServer(program, ["--data-dir", data]);
const all = drawings(data, 12);
const drawing = (label, n) => all.filter((d) => d.label === label)[n].strokes;

async function drawNumber(page, digits, size, left, top) {
  for (const [i, digit] of digits.entries())
    await draw(page, drawing(digit, 2 + i), { left: left + i * size * 1.05, top, size });
  await answer(page);
  await page.waitForTimeout(600);
}

async function shot(name, options, use) {
  const page = await openPage(browser, server.address, { deviceScaleFactor: 1, ...options });
  await use(page);
  await page.screenshot({ path: join(out, name) });
  await page.context().close();
}

async function trained(page) {
  await openTab(page, "Train");
  await page.getByLabel("Epochs").fill("4");
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByText(/^Done in/).waitFor({ timeout: 180_000 });
}

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
await shot("page-draw.png", {}, (page) => drawNumber(page, [4, 7, 2], 200, 40, 110));
await shot("page-draw-dark.png", { colorScheme: "dark" }, async (page) => {
  await draw(page, scribble, { left: 340, top: 100, size: 180 });
  await drawNumber(page, [3], 230, 60, 100);
  await page.locator(".card").nth(1).click();
  await page.waitForTimeout(600);
});
await shot("page-phone.png", phone, (page) => drawNumber(page, [5], 210, 70, 60));
await shot("page-train.png", { viewport: { width: 1200, height: 1150 } }, trained);
if (process.argv.includes("--all")) {
  await shot("page-train-dark.png", { colorScheme: "dark", viewport: { width: 1200, height: 1150 } }, trained);
  await shot("page-data.png", {}, async (page) => {
    await openTab(page, "Data");
    await page.locator("#data .tile").first().waitFor({ timeout: 60_000 });
  });
  await shot("page-model.png", {}, async (page) => {
    await openTab(page, "Model");
    await page.getByRole("button", { name: "Measure on the test set" }).click();
    await page.getByText("expected calibration error").waitFor({ timeout: 60_000 });
    await page.waitForTimeout(300);
  });
  await shot("page-teach.png", {}, async (page) => {
    for (const label of [7, 1, 9]) {
      await draw(page, drawing(label, 5));
      await answer(page);
      await page.getByText("No, it was a …").click();
      await page.getByRole("group", { name: "Teach" }).getByRole("button", { name: String(label) }).click();
      await page.waitForTimeout(300);
      await page.getByRole("button", { name: "Clear" }).click();
    }
    await openTab(page, "Teach");
    await page.getByRole("button", { name: "Learn my handwriting" }).click();
    await page.getByText("Learned and measured in").waitFor({ timeout: 60_000 });
  });
  await shot("page-read.png", {}, (page) => openTab(page, "Read"));
  await shot("page-phone-train.png", { ...phone, colorScheme: "dark" }, (page) => openTab(page, "Train"));
}
await browser.close();
await server.stop();
