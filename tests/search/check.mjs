// Holds `search.js` to the table of texts, and an index to its pages: `node check.mjs INDEX`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { engine, parts } from "./engine.mjs";

const { split, fold, distance } = parts();
for (const [text, whole, part] of JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"))) {
  const found = split(text.normalize("NFC"));
  assert.deepEqual(found.map(one => one.word), whole.map(word => word.normalize("NFC")), text);
  assert.deepEqual(found.flatMap(one => [...one.pair ? [one.pair] : [], ...one.parts]), part, text);
}
assert.equal(fold("ÀÉ"), "ae");
for (const [typed, word, open, want] of [["cat", "cat", false, 0], ["cta", "cat", false, 1], ["ca", "cat", false, 1], ["dog", "cat", false, 9], ["contaner", "containers", true, 1]])
  assert.equal(distance(typed, word, 2, open), want, `${typed} ${word}`);

const folder = process.argv[2];
const { start, search, pages, loaded } = engine(folder);
const root = await start(), common = new Set(root.common.split(" "));
let words = 0;
for (let page = 0; page < root.pages; page++) {
  const number = Math.floor(page / root.group);
  let texts;
  new Function("docwrightSearch", readFileSync(`${folder}/p/${number >> 8}/${number}.js`, "utf8"))((_, data) => texts = data);
  const [url, title] = texts[page % root.group];
  for (const { word } of split(title)) {
    if (common.has(word)) continue;
    const found = await search(word, false);
    assert.ok(found.ranked.some(([id]) => id == page), `${word} finds ${url}`);
    words++;
  }
}
assert.ok(words > 0);
// A phrase, a typo, nothing.
const urls = async query => (await pages(await search(query, false), 8)).map(page => page.url);
assert.deepEqual(await urls('"brown quick fox"'), ["b.html"]);
assert.deepEqual(await urls("redirct"), ["a.html"]);
assert.deepEqual(await urls("nothingofthekind"), []);
// What counts more comes first.
assert.deepEqual(await urls("tortoise"), ["loud.html", "calm.html"]);
// Within a list.
assert.deepEqual((await search("redirects", false, ["=v0"])).ranked, []);
console.log(`${words} words, ${loaded.size} files`);
