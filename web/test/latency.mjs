// How long a move of the pen takes until the page shows what is read now: from the pointer's event
// to the answer in the page, while a digit is being drawn. Usage, in web/:
//   node test/latency.mjs ../build/release/bin/inkling DATA_FOLDER
import { drawings, openPage, startBrowser, startServer } from "./browser.mjs";

const [program, data] = process.argv.slice(2);
const browser = await startBrowser();
const server = await startServer(program);
const page = await openPage(browser, server.address);
await page.evaluate(() => {
  window.times = [];
  let moved = 0;
  document.querySelector("canvas.paper").addEventListener("pointermove", (event) => {
    moved ||= event.timeStamp;
  }, { capture: true });
  new MutationObserver(() => {
    if (moved) window.times.push(performance.now() - moved);
    moved = 0;
  }).observe(document.querySelector(".detail"), { childList: true });
});
const paper = await page.locator("canvas.paper").boundingBox();
for (const { strokes } of drawings(data, Number(process.argv[4] ?? 3))) {
  for (const stroke of strokes) {
    const at = ([x, y]) => [paper.x + 60 + 0.25 * x, paper.y + 60 + 0.25 * y];
    await page.mouse.move(...at(stroke[0]));
    await page.mouse.down();
    for (const point of stroke) {
      await page.mouse.move(...at(point));
      await page.waitForTimeout(30);  // so that each move is asked about by itself
    }
    await page.mouse.up();
  }
  await page.keyboard.press("Escape");
}
const times = (await page.evaluate(() => window.times)).sort((a, b) => a - b);
const share = (p) => times[Math.floor(p * (times.length - 1))].toFixed(1);
console.log(`${times.length} moves: median ${share(0.5)} ms, 90 % within ${share(0.9)} ms, 99 % within ` +
  `${share(0.99)} ms; ${((100 * times.filter((t) => t <= 16).length) / times.length).toFixed(1)} % within 16 ms`);
await browser.close();
await server.stop();
