// The search dialog in a browser: `node search.mjs [BINARY]`, with Chromium at CHROMIUM or /usr/bin/chromium.
//
// Builds the project in `search/` and drives it over HTTP under a strict policy, from the disk, and without script.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, createReadStream, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// `require` honours NODE_PATH.
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");
const here = fileURLToPath(new URL(".", import.meta.url));
const binary = process.argv[2] || join(here, "../../target/release/docwright");
const shots = process.env.SHOTS;

const site = mkdtempSync(join(tmpdir(), "docwright-search-"));
const out = join(site, "out"), project = join(site, "project");
cpSync(join(here, "search"), project, { recursive: true });
const build = () => execFileSync(binary, ["build", "-q", "-C", project, "-o", out]);
build();

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const asked = [];
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/base/, "");
  const file = join(out, path.endsWith("/") ? path + "index.html" : path);
  asked.push(path);
  if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": `${types[extname(file)] || "application/octet-stream"}; charset=utf-8`, "content-security-policy": "default-src 'self'" });
  createReadStream(file).pipe(response);
});
await new Promise(done => server.listen(0, "127.0.0.1", done));
const base = `http://127.0.0.1:${server.address().port}/base/`;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const problems = [];
const open = async (address, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.on("console", message => message.type() == "error" && problems.push(message.text()));
  page.on("pageerror", error => problems.push(String(error)));
  await page.goto(address);
  return page;
};
const titles = page => page.locator("dialog.search [role=group] > :first-child b").allTextContents();
const results = async (page, query) => {
  await page.fill("#dw\\.q", query);
  await page.waitForTimeout(700);
  return titles(page);
};
const chosen = page => page.locator("dialog.search [aria-selected=true] b").textContent();
const audit = async (page, name) => {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
  // axe itself needs script that the policy forbids.
  await page.evaluate(require("node:fs").readFileSync(axe, "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)]), [], name);
};

const tests = {
  async "nothing is loaded before, and little to open"() {
    asked.length = 0;
    const page = await open(base + "index.html");
    assert.deepEqual(asked.filter(path => path.includes("search")), []);
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    await page.waitForTimeout(200);
    assert.equal(await page.locator("#dw\\.q").inputValue(), "");
    assert.deepEqual(asked.filter(path => path.includes("search")).map(path => path.replace(/\.[0-9a-f]{8}\./, ".")).sort(), ["/_assets/search.css", "/_assets/search.js", "/search/en/root.js"]);
  },

  async "all ways in, and out"() {
    const page = await open(base + "guide/redirects.html");
    for (const way of [() => page.keyboard.press("Control+k"), () => page.keyboard.press("Meta+k"), () => page.click(".find")]) {
      await way();
      await page.waitForSelector("dialog.search[open]");
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("dialog.search[open]").count(), 0);
    }
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    // A slash in the field is a slash.
    await page.keyboard.type("a/b");
    assert.equal(await page.inputValue("#dw\\.q"), "a/b");
    await page.click("dialog.search .close");
    assert.equal(await page.locator("dialog.search[open]").count(), 0);
  },

  async "words, parts, accents, typos, prefixes, phrases"() {
    const page = await open(base + "index.html?q=");
    await page.waitForSelector("dialog.search[open]");
    const first = async (query, want) => assert.equal((await results(page, query))[0], want, query);
    await first("redirects", "Redirects");
    await first("std::vector::push_back", "Identifiers");
    await first("Get-AzVM", "Identifiers");
    await first("azvm", "Identifiers");
    await first("--resource-group", "Identifiers");
    await first("C2065", "Identifiers");
    await first("createfile", "Identifiers");
    await first("cafe", "Field manual");
    await first("naïve", "Field manual");
    await first("identifers", "Identifiers");
    await first("idenitfires", "Identifiers");
    await first("identif", "Identifiers");
    await first("redirecting", "Redirects");
    assert.deepEqual(await results(page, '"brown quick"'), ["Identifiers"]);
    assert.deepEqual(await results(page, '"quick brown fox"'), ["Redirects"]);
    assert.deepEqual(await results(page, "xylophone"), []);
    assert.match(await page.textContent("dialog.search .say"), /Nothing about “xylophone”/);
    await audit(page, "search-nothing");
  },

  async "results are grouped, marked, and chosen by keys"() {
    const page = await open(base + "index.html");
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    await page.keyboard.type("redirects", { delay: 60 });
    await page.waitForTimeout(700);
    assert.match(await page.textContent("dialog.search output"), /pages?/);
    assert.deepEqual(await page.locator("dialog.search [role=group]").first().locator(".sub b").allTextContents(), []);
    assert.ok(await page.locator("dialog.search b mark").count() > 1);
    assert.equal(new URL(page.url()).searchParams.get("q"), "redirects");
    const all = await page.locator("dialog.search [role=option] b").allTextContents();
    assert.equal(await chosen(page), all[0]);
    await page.keyboard.press("ArrowDown");
    assert.equal(await chosen(page), all[1]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.equal(await chosen(page), all.at(-1));
    await page.keyboard.press("Home");
    assert.equal(await chosen(page), all[0]);
    await page.keyboard.press("End");
    assert.equal(await chosen(page), all.at(-1));
    await page.keyboard.press("Home");
    await audit(page, "search-light");
    const [other] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("Control+Enter")]);
    await other.close();
    await page.keyboard.press("Enter");
    await page.waitForURL(/guide\/redirects\.html\?h=/);
    await page.waitForSelector(".marks");
    assert.ok(await page.locator("article mark").count() >= 2);
    await audit(page, "marks-light");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("article mark, .marks").count(), 0);
    assert.equal(new URL(page.url()).search, "");
    // It is remembered.
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    assert.ok((await page.locator("dialog.search .say button").allTextContents()).includes("redirects"));
    await audit(page, "search-recent");
  },

  async "an address can be shared, and more can be shown"() {
    const page = await open(base + "guide/filler-1.html?q=configuration");
    await page.waitForSelector("dialog.search[open] [role=option]");
    await page.waitForTimeout(300);
    assert.equal((await titles(page)).length, 8);
    await page.click("dialog.search .more");
    await page.waitForTimeout(300);
    assert.equal((await titles(page)).length, 12);
    await page.keyboard.press("Escape");
    await page.waitForURL(/filler-1\.html$/);
  },

  async "Chinese, Japanese and Korean have words of two, and nothing is done while they are composed"() {
    const page = await open(base + "ja/search.html");
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    assert.deepEqual(await results(page, "検索"), ["全文検索の設定"]);
    assert.deepEqual(await results(page, "索"), ["全文検索の設定"]);
    assert.deepEqual(await results(page, "静的なファイル"), ["全文検索の設定"]);
    assert.deepEqual(await results(page, "存在しない"), []);
    await results(page, "");
    await page.evaluate(() => {
      const input = document.querySelector("#dw\\.q");
      input.value = "検索";
      input.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
    });
    await page.waitForTimeout(700);
    assert.equal((await titles(page)).length, 0);
    await page.dispatchEvent("#dw\\.q", "compositionend");
    await page.waitForTimeout(700);
    assert.equal((await titles(page)).length, 1);
    await page.keyboard.press("Enter");
    await page.waitForURL(/\?h=/);
    await page.waitForSelector("article mark");
    // Its language is that of the page.
    assert.match(await page.textContent(".marks"), /件を強調表示/);
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    await page.waitForTimeout(300);
    assert.equal(await page.getAttribute("#dw\\.q", "placeholder"), "ドキュメントを検索");
  },

  async "lists of languages, versions and products"() {
    const page = await open(base + "index.html");
    const lists = page.locator("dialog.search select"), wait = () => page.waitForTimeout(500);
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open] select");
    assert.deepEqual(await lists.evaluateAll(all => all.map(list => list.ariaLabel + ": " + [...list.options].map(option => option.text).join(", "))),
      ["Language: English, 日本語", "Version: All versions, v1, v2", "Product: All products, Queues, Tables"]);
    const one = "Marmalade of the first version", two = "Marmalade of the second version";
    assert.deepEqual((await results(page, "marmalade")).sort(), [one, two]);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Version");
    await lists.nth(1).selectOption("v2");
    await wait();
    assert.deepEqual(await titles(page), [two]);
    await audit(page, "search-lists");
    // A page for all versions stays.
    assert.equal((await results(page, "redirects chains"))[0], "Redirects");
    await lists.nth(2).selectOption("Tables");
    await wait();
    assert.deepEqual(await results(page, "marmalade"), []);
    // Kept for the session, on other pages too.
    await page.goto(base + "guide/redirects.html?q=marmalade");
    await page.waitForSelector("dialog.search[open] select");
    await page.waitForTimeout(600);
    assert.deepEqual(await lists.evaluateAll(all => all.map(list => list.value)), ["en", "v2", "Tables"]);
    await lists.nth(1).selectOption("");
    await wait();
    assert.deepEqual(await titles(page), [one]);
    // Another language, and back.
    await lists.nth(0).focus();
    await lists.nth(0).selectOption("ja");
    await wait();
    assert.equal(await page.evaluate(() => document.activeElement.ariaLabel), "Language");
    assert.deepEqual(await results(page, "検索"), ["全文検索の設定"]);
    assert.equal(await lists.count(), 1);
    assert.equal(await page.getAttribute("#dw\\.q", "placeholder"), "Search the documentation");
    await lists.nth(0).selectOption("en");
    await wait();
    assert.deepEqual(await results(page, "marmalade"), [one]);
    await page.setViewportSize({ width: 360, height: 740 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await audit(page, "search-lists-360");
  },

  async "in the dark, and on a phone"() {
    for (const colorScheme of ["light", "dark"]) for (const width of [1280, 360]) {
      const page = await open(base + "index.html?q=redirects", { colorScheme, viewport: { width, height: 740 } });
      await page.waitForSelector("dialog.search[open] [role=option]");
      await page.waitForTimeout(400);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await audit(page, `search-${colorScheme}-${width}`);
    }
  },

  async "from the disk"() {
    const page = await open(pathToFileURL(join(out, "guide/identifiers.html")).href);
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    assert.equal((await results(page, "redirect"))[0], "Redirects");
    await page.keyboard.press("Enter");
    await page.waitForURL(/redirects\.html\?h=/);
    await page.waitForSelector("article mark");
  },

  async "without script there is a plain page"() {
    const page = await open(base + "guide/redirects.html", { javaScriptEnabled: false });
    await page.click(".find");
    await page.waitForURL(/search\.html$/);
    const links = await page.locator("article a").allTextContents();
    for (const text of ["Redirects", "Chains and loops", "全文検索の設定"]) assert.ok(links.includes(text), text);
    assert.ok(!links.includes("Hidden"));
    await page.click("article a:text('Chains and loops')");
    await page.waitForURL(/guide\/redirects\.html#chains-and-loops$/);
  },

  async "after a new build nothing of the one before is shown"() {
    const page = await open(base + "index.html");
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    assert.equal((await results(page, "redirects"))[0], "Redirects");
    // The index of before is gone while its first file is still at hand.
    writeFileSync(join(project, "guide/new.md"), "# Quokkas\n\nRedirects quokkas, and redirects quokkas.\n");
    build();
    assert.equal((await results(page, "configuration")).length, 8);
    assert.deepEqual(await results(page, "quokkas"), ["Quokkas"]);
    assert.equal(await page.textContent("dialog.search output"), "1 page");
    problems.splice(0);
    // A page that stays open asks for it anew when the dialog is opened later.
    await page.keyboard.press("Escape");
    rmSync(join(project, "guide/new.md"));
    build();
    await page.evaluate(() => { const now = Date.now; Date.now = () => now() + 61e3 });
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    assert.deepEqual(await results(page, "quokkas"), []);
    assert.equal((await results(page, "redirects"))[0], "Redirects");
  },

  async "an index that cannot be loaded is told, and tried again"() {
    const page = await open(base + "index.html");
    await page.route("**/root.js*", route => route.abort());
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.search[open]");
    await page.waitForTimeout(200);
    assert.match(await page.textContent("dialog.search output"), /could not be loaded/);
    await page.unroute("**/root.js*");
    problems.splice(0);
    assert.equal((await results(page, "redirects"))[0], "Redirects");
  },
};

let failed = 0;
const only = process.env.ONLY;
for (const [name, test] of Object.entries(tests)) {
  if (only && !name.includes(only)) continue;
  try {
    await test();
    assert.deepEqual(problems.splice(0), []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed++;
    problems.splice(0);
    console.log(`FAIL  ${name}\n${error.stack}`);
  }
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
server.close();
rmSync(site, { recursive: true });
process.exitCode = failed ? 1 : 0;
