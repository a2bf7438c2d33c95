// What search costs in a browser: `node measure.mjs SITE PAGE QUERIES.tsv`, such as `_site index.html queries.tsv`.
//
// Serves the site compressed and under a strict policy, opens the dialog on a page, and for each query prints medians and
// the most of: bytes to open, bytes and requests of a query put in at once, bytes of one that is typed, milliseconds from a
// key to results once all files are there.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [site, at, table] = process.argv.slice(2);
const queries = readFileSync(table, "utf8").trim().split("\n").map(line => line.split("\t")[0]);

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
let bytes = 0, requests = 0;
const server = createServer((request, response) => {
  const file = join(site, decodeURIComponent(new URL(request.url, "http://x").pathname));
  if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
  const body = gzipSync(readFileSync(file));
  if (/search/.test(request.url) && !/\.html/.test(request.url)) { bytes += body.length; requests++ }
  response.writeHead(200, { "content-type": `${types[extname(file)] || "application/octet-stream"}; charset=utf-8`, "content-encoding": "gzip", "content-security-policy": "default-src 'self'", "cache-control": "max-age=600" });
  response.end(body);
});
await new Promise(done => server.listen(0, "127.0.0.1", done));
const address = `http://127.0.0.1:${server.address().port}/${at}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });

const open = async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(address);
  bytes = requests = 0;
  await page.keyboard.press("/");
  await page.waitForSelector("dialog.search[open]");
  await page.waitForLoadState("networkidle");
  return page;
};
// Resolves when results have been painted after the input's next event.
const painted = page => page.evaluate(() => new Promise(done => {
  const list = document.querySelector("#dw\\.hits"), input = document.querySelector("#dw\\.q");
  let start;
  input.addEventListener("input", () => start = performance.now(), { once: true, capture: true });
  const watcher = new MutationObserver(() => requestAnimationFrame(() => { watcher.disconnect(); done(performance.now() - start) }));
  watcher.observe(list, { childList: true });
  setTimeout(done, 4000, NaN);
}));

const quantile = (list, share) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const show = (name, list, unit, scale = 1) => console.log(`${name}: median ${(quantile(list, .5) / scale).toFixed(1)}, p95 ${(quantile(list, .95) / scale).toFixed(1)}, most ${(Math.max(...list) / scale).toFixed(1)} ${unit}`);
const opened = [], whole = [], count = [], typed = [], warm = [];
for (const query of queries) {
  let page = await open();
  opened.push(bytes);
  bytes = requests = 0;
  await page.fill("#dw\\.q", query);
  await page.waitForTimeout(500);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(200);
  whole.push(bytes); count.push(requests);
  // The last letter once more, with everything there.
  await page.fill("#dw\\.q", query.slice(0, -1));
  await page.waitForTimeout(1200);
  await page.keyboard.press("End");
  await page.fill("#dw\\.q", query.slice(0, -1));
  await page.evaluate(() => { const input = document.querySelector("#dw\\.q"); input.setSelectionRange(input.value.length, input.value.length) });
  const [time] = await Promise.all([painted(page), page.keyboard.type(query.at(-1))]);
  if (!Number.isNaN(time)) warm.push(time);
  await page.context().close();

  page = await open();
  bytes = requests = 0;
  await page.keyboard.type(query, { delay: 150 });
  await page.waitForTimeout(700);
  await page.waitForLoadState("networkidle");
  typed.push(bytes);
  await page.context().close();
}
console.log(`${queries.length} queries on ${at}`);
show("to open", opened, "KB gzipped", 1024);
show("put in at once", whole, "KB gzipped", 1024);
show("requests", count, "");
show("typed at 150 ms a key", typed, "KB gzipped", 1024);
show("key to results, files there", warm, "ms");
await browser.close();
server.close();
