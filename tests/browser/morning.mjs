// A morning's work with `serve`: `node morning.mjs BINARY [PROJECT]`.
//
// FIVE names five pages of another project by their paths, with commas between them; the first is the one that is looked at.
// Copies a project (this repository's manual unless told), puts it under git, serves it, and breaks and mends twenty things in
// five files and what belongs to them, with a page open in Chromium; switches between two branches that differ in many files;
// and after each step compares what is served with a fresh build, to the byte. The server is never started anew.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";

const began = Date.now();
const binary = resolve(process.argv[2]);
const here = fileURLToPath(new URL(".", import.meta.url));
const origin = resolve(process.argv[3] || join(here, "../.."));
const own = !process.argv[3];
const work = mkdtempSync(join(tmpdir(), "docwright-morning-"));
const root = join(work, "project");
const skipped = /(^|\/)(\.git|target|node_modules|_site)$/;
if (own) {
  for (const path of ["docs", "static", "docwright.yml"]) if (existsSync(join(origin, path))) cpSync(join(origin, path), join(root, path), { recursive: true });
} else {
  cpSync(origin, root, { recursive: true, filter: path => !skipped.test(relative(origin, path)) });
}
const at = path => join(root, path);
const read = path => readFileSync(at(path), "utf8");
const write = (path, text) => { mkdirSync(dirname(at(path)), { recursive: true }); writeFileSync(at(path), text) };
const git = (...args) => execFileSync("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@example.com", ...args], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
const walk = folder => readdirSync(folder, { withFileTypes: true }).flatMap(e => {
  const path = join(folder, e.name);
  return skipped.test(path) ? [] : e.isDirectory() ? walk(path) : [path];
});
const pages = () => walk(root).filter(p => p.endsWith(".md")).map(p => relative(root, p));

// Two branches that differ in many files: each page has a paragraph more, some have other names, some are gone; and each file
// of code has a line more.
git("init", "-q", "-b", "main");
git("add", "-A");
git("commit", "-q", "-m", "As it is");
git("checkout", "-q", "-b", "other");
let changed = 0;
for (const [n, path] of pages().entries()) {
  if (n % 17 == 3) rmSync(at(path));
  else if (n % 13 == 5) renameSync(at(path), at(path.replace(/\.md$/, "-moved.md")));
  else write(path, read(path) + "\nA paragraph of the other branch.\n");
  changed++;
}
for (const path of walk(root).map(p => relative(root, p))) {
  const line = { cs: "// More", vb: "' More", xaml: "<!-- More -->", csproj: "<!-- More -->", vbproj: "<!-- More -->", resx: "<!-- More -->" }[path.split(".").pop()];
  if (line) { writeFileSync(at(path), Buffer.concat([readFileSync(at(path)), Buffer.from(`\n${line}\n`)])); changed++ }
}
git("add", "-A");
git("commit", "-q", "-m", "Other");
git("checkout", "-q", "main");

// The five files: pages with a heading, and one of them is looked at.
const five = process.env.FIVE ? process.env.FIVE.split(",") : ["docs/getting-started.md", "docs/writing-pages.md", "docs/links.md", "docs/navigation.md", "docs/search.md"];
const [a, b, c, d, e] = five;
for (const path of five) assert.ok(existsSync(at(path)), path);

const server = spawn(binary, ["serve", "-C", root, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
let said = "", ended = null;
server.stdout.on("data", text => said += text);
server.stderr.on("data", text => said += text);
server.on("exit", code => ended = code ?? "a signal");
const until = async (what, ask, limit = 120_000) => {
  const start = Date.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(ended === null, `${what}: the server ended with ${ended}\n${said.slice(-2000)}`);
    assert.ok(Date.now() - start < limit, `${what}: not in time\n${said.slice(-2000)}`);
    await new Promise(done => setTimeout(done, 20));
  }
};
const url = await until("it listens", () => /http:\/\/\S+\//.exec(said)?.[0]);
// A connection that lay idle may be closed at the moment it is used again, as while a build holds this process up.
const ask = async (path, headers = {}) => {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(url + path, { headers });
      return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
    } catch (error) {
      if (tries == 3 || ended !== null) throw error;
    }
  }
};
const get = path => ask(path.split("/").map(encodeURIComponent).join("/"), { "docwright-plain": "1" });

// What a fresh build writes is served, and nothing that it does not write of what was served before.
const fresh = join(work, "fresh");
let last = [];
let compared = 0;
const same = async (what, whole) => {
  const built = spawnSync(binary, ["build", "-q", "-C", root, "-o", fresh], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (built.status == 2) return "the configuration is broken";
  assert.ok(built.status < 2, `${what}: ${built.stderr}`);
  const files = walk(fresh).map(p => relative(fresh, p)).filter(p => !p.startsWith(".docwright"));
  const wanted = whole ? files : files.filter(p => !/^search[./]/.test(p));
  await until(what, async () => {
    for (const path of wanted) {
      const answer = await get(path);
      if (answer.status != 200 || !answer.bytes.equals(readFileSync(join(fresh, path)))) { same.why = path; return false }
    }
    const there = new Set(files);
    for (const path of last) if (!there.has(path) && (await get(path)).status == 200) { same.why = `${path} is still there`; return false }
    return true;
  }).catch(error => { throw new Error(`${what}: ${same.why}: ${error.message}`) });
  last = wanted;
  compared += wanted.length;
};

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const problems = [];
page.on("pageerror", error => problems.push(String(error)));
const urls = JSON.parse(execFileSync(binary, ["urls", "-C", root], { encoding: "utf8", maxBuffer: 1 << 28 })).urls;
const html = Object.keys(urls).find(path => urls[path].source == a);
assert.ok(html, `${a} is no page`);
await page.goto(url + html);
const overlay = text => page.waitForFunction(text => document.querySelector(".dw-dev")?.textContent.includes(text), text, { timeout: 120_000 });
const before = JSON.parse((await ask(`_docwright/findings?/${html}`)).bytes).findings.length;
const quiet = () => page.waitForFunction(n => document.querySelectorAll(".dw-dev li").length == n, before, { timeout: 120_000 });

const saves = [
  (path, text) => write(path, text),
  (path, text) => { writeFileSync(at(path + ".tmp~"), text); renameSync(at(path + ".tmp~"), at(path)) },
  (path, text) => { rmSync(at(path)); write(path, text) },
];
let steps = 0;
// Breaks a file by one of the ways of saving, waits until the page says so where it is one of the page, and mends it.
const breaks = async (what, path, edit, shown) => {
  const save = saves[steps++ % saves.length];
  const was = existsSync(at(path)) ? read(path) : null;
  save === saves[2] && was === null ? write(path, edit("")) : save(path, edit(was ?? ""));
  if (shown) await overlay(shown);
  await same(`${what}, broken`, steps % 10 == 0);
  was === null ? rmSync(at(path)) : save(path, was);
  if (shown) await quiet();
  await same(`${what}, mended`);
};
const append = text => was => `${was}\n${text}\n`;

await same("as it begins", true);
await breaks("a link to nothing", a, append("[x](nothing-there.md)"), "nothing-there.md");
await breaks("a fragment of nothing", a, append(`[x](${relative(dirname(a), b)}#no-such-heading)`), "no-such-heading");
await breaks("a picture that is not there", a, append("![alt](media/none.png)"), "none.png");
await breaks("an include that is not there", a, append("[!INCLUDE [x](none.md)]"), "none.md");
await breaks("code that is not there", a, append(":::code language=\"cs\" source=\"none.cs\":::"), "none.cs");
await breaks("front matter", a, was => "---\ntitle: [\n---\n" + was.replace(/^---[\s\S]*?\n---\n/, ""), "front");
await breaks("an open block", a, append("::: zone pivot=\"x\"\n\nNever closed."));
await breaks("raw HTML left open", b, append("<div><table><tr><td>open"));
await breaks("an open fence", b, append("```cs\nint x"));
await breaks("all text gone", b, () => "");
await breaks("another title", c, was => was.replace(/^# .*$/m, "# Quite another title"));
await breaks("a heading twice", c, append("## Same\n\n## Same"));
await breaks("a table", c, append("| a | b |\n| - |\n| c |"));
await breaks("bytes that are no UTF-8", d, was => Buffer.concat([Buffer.from(was), Buffer.from([0xff, 0xfe, 10])]));
await breaks("a page that moves", d, was => was.replace(/^---\n/, "---\noutputFileName: elsewhere\n"));
await breaks("a link to itself", e, append(`[x](${e.split("/").pop()})`));
await breaks("a new page", join(dirname(e), "new-page.md"), () => `# New\n\n[back](${e.split("/").pop()})\n`);
await breaks("a new include", join(dirname(e), "includes/new-include.md"), () => "Text.\n");
if (own) {
  await breaks("the configuration", "docwright.yml", append("title: ["), "docwright.yml");
  await breaks("a table of contents", "docs/toc.yml", was => was.replace("href: links.md", "href: lonks.md"));
  await breaks("a template", "themes/default/footer.html", () => "<footer>{{ page.title }</footer>\n", "footer.html:1");
  await breaks("a template that fails", "themes/default/footer.html", () => "{{ page.title * 2 }}\n");
} else {
  const docfx = walk(root).map(p => relative(root, p)).find(p => p.endsWith("docfx.json"));
  const toc = walk(root).map(p => relative(root, p)).filter(p => /toc\.yml$/i.test(p)).sort((x, y) => statSync(at(y)).size - statSync(at(x)).size)[0];
  await breaks("docfx.json", docfx, was => was.slice(0, was.length / 2), "docfx.json");
  await breaks("a table of contents", toc, append("- name: ["));
  await breaks("a template", "themes/default/footer.html", () => "<footer>{{ page.title }</footer>\n", "footer.html:1");
  await breaks("a style sheet", "themes/default/custom.css", () => "h1 { color: red }\n");
}
for (let n = 0; n < 2; n++) {
  git("checkout", "-q", "other");
  await same("the other branch", n == 0);
  git("checkout", "-q", "main");
  await same("and back");
}
assert.equal(git("status", "--porcelain"), "");
assert.equal(ended, null);
assert.deepEqual(problems, []);
await browser.close();
server.kill("SIGINT");
rmSync(work, { recursive: true });
const time = Math.round((Date.now() - began) / 1000);
console.log(`${time} s: a morning's work: ${steps} things broken and mended, branches that differ in ${changed} files switched four times, ${compared} files compared, never started anew`);
