// Live reload in a browser: `node serve.mjs [BINARY]`, with Chromium at CHROMIUM or /usr/bin/chromium.
//
// Serves a small project, edits it as an author would, and looks at what of the page was touched.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// `require` honours NODE_PATH.
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const here = fileURLToPath(new URL(".", import.meta.url));
const binary = process.argv[2] || join(here, "../../target/release/docwright");

const project = mkdtempSync(join(tmpdir(), "docwright-serve-"));
const write = (path, text) => { mkdirSync(dirname(join(project, path)), { recursive: true }); writeFileSync(join(project, path), text) };
const edit = (path, from, to) => {
  const text = readFileSync(join(project, path), "utf8");
  assert.ok(text.includes(from), from);
  write(path, text.replace(from, to));
};
write("docwright.yml", "title: T\n");
write("a.md", `# A

First paragraph.

# [One](#tab/one)

In one.

# [Two](#tab/two)

In two.

---

<details><summary>More</summary>

Hidden text.

</details>

\`\`\`js
let x = 1;
\`\`\`

## Last

[link](b.md)

${Array.from({ length: 60 }, (_, i) => `Filler ${i}.\n\n`).join("")}`);
write("b.md", "# B\n\nHello.\n");

const server = spawn(binary, ["serve", "-C", project], { stdio: ["ignore", "ignore", "pipe"] });
const url = await new Promise(done => server.stderr.on("data", text => { const found = /http:\S+/.exec(text); if (found) done(found[0]) }));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const problems = [];
page.on("pageerror", error => problems.push(String(error)));
// What a strict host allows: the client must need no more.
await page.route("**/*.html", async route => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, headers: { ...answer.headers(), "content-security-policy": "default-src 'self'" } });
});
page.on("console", message => message.text().includes("Content Security Policy") && problems.push(message.text()));

const has = text => page.waitForFunction(text => document.querySelector("main").textContent.includes(text), text);
const shows = text => page.waitForFunction(text => document.querySelector(".dw-dev")?.textContent.includes(text), text);
const clean = () => page.waitForFunction(() => !document.querySelector(".dw-dev"));
const kept = async (what, reloaded) => {
  const now = await page.evaluate(() => ({
    mark: window.mark === 1,
    tab: document.querySelectorAll("[role=tab]")[1].ariaSelected == "true",
    open: document.querySelector("main details").open,
    focus: document.activeElement.getAttribute("href"),
    y: Math.abs(scrollY - 500) < 80,
  }));
  assert.deepEqual(now, { mark: !reloaded, tab: true, open: true, focus: "b.html", y: true }, what);
};

// It is a test of what is there, not of how fast.
const listening = page.waitForRequest("**/_docwright/events");
await page.goto(`${url}a.html`);
await listening;
await page.click("[role=tab] >> nth=1");
await page.evaluate(() => {
  document.querySelector("main details").open = true;
  document.querySelector("main a[href='b.html']").focus();
  scrollTo({ top: 500, behavior: "instant" });
  window.mark = 1;
  window.touched = 0;
  new MutationObserver(list => window.touched += list.length)
    .observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true, attributes: true });
});
await kept("as it begins");

edit("a.md", "First paragraph.", "First paragraph, edited.");
await has("paragraph, edited");
await kept("a text");
assert.equal(await page.evaluate(() => window.touched), 1, "one text was touched");
edit("b.md", "Hello", "Hello again");
await page.waitForResponse(/_docwright\/findings/);
assert.equal(await page.evaluate(() => window.touched), 1, "a change elsewhere touches nothing");
edit("a.md", "In two.", "In two, edited.");
await has("In two, edited");
await kept("a tab's panel");
edit("a.md", "let x = 1", "let x = 22");
await has("22");
await kept("code");
assert.equal(await page.locator(".copy").count(), 1);
edit("a.md", "Filler 40.", "Filler 40.\n\n```py\nprint(1)\n```\n\n> [!NOTE]\n> Noted.\n\n- [ ] To do");
await page.waitForFunction(() => document.querySelectorAll(".copy").length == 2);
assert.ok(await page.evaluate(() => document.querySelector(".callout").role == "note" && document.querySelector(".tasks input").ariaLabel == "To do"));
await kept("another block of code, a callout and a task");
edit("a.md", "Filler 3.", "Filler 3.\n\nInserted [x](gone.md).\n\n- a\n- b");
await has("Inserted");
await shows("gone.md");
await kept("a paragraph and a list");
if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, "serve-findings.png") });
edit("a.md", " [x](gone.md)", "");
await clean();
await kept("a finding mended");

write("themes/default/custom.css", "h1 { color: rgb(1, 2, 3) }\n");
await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).color == "rgb(1, 2, 3)");
await kept("a style sheet");
edit("docwright.yml", "title: T", "title: [");
await shows("docwright.yml:1");
edit("docwright.yml", "title: [", "title: U");
await clean();
await page.waitForFunction(() => document.title.includes("U"));
await kept("a configuration");

await page.evaluate(() => document.querySelectorAll("[role=tab]")[1].click());
edit("a.md", "# [One](#tab/one)", "# [Uno](#tab/one)");
await page.waitForFunction(() => window.mark !== 1 && document.readyState == "complete" && document.querySelector("[role=tab]")?.textContent == "Uno");
await page.waitForFunction(() => scrollY > 0);
await kept("tabs that are others: the page is loaded again", true);

write("themes/default/footer.html", "{% if page.title == \"A\" %}{{ page.title * 2 }}{% endif %}\n");
await page.waitForFunction(() => document.body?.className == "dw-failed" && document.body.textContent.includes("footer.html"));
write("themes/default/footer.html", "<footer class=\"bottom\">F</footer>\n");
await page.waitForFunction(() => document.querySelector("footer.bottom")?.textContent == "F");

server.kill("SIGINT");
await shows("has ended");
assert.deepEqual(problems, []);
await browser.close();
rmSync(project, { recursive: true });
console.log("live reload: ok");
