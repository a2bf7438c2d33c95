// Holds `search.js` to the table of texts, and an index to its pages: `node check.mjs SEARCH`, the folder of the indexes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { engine, parts, read } from "./engine.mjs";

const { split, fold, distance } = parts();
for (const [text, whole, part] of JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"))) {
  const found = split(text.normalize("NFC"));
  assert.deepEqual(found.map(one => one.word), whole.map(word => word.normalize("NFC")), text);
  assert.deepEqual(found.flatMap(one => [...one.pair ? [one.pair] : [], ...one.parts]), part, text);
}
assert.equal(fold("ÀÉ"), "ae");
for (const [typed, word, open, want] of [["cat", "cat", false, 0], ["cta", "cat", false, 1], ["ca", "cat", false, 1], ["dog", "cat", false, 9], ["contaner", "containers", true, 1]])
  assert.equal(distance(typed, word, 2, open), want, `${typed} ${word}`);

const folder = process.argv[2] + "/en";
const { start, search, pages, loaded } = engine(folder);
const root = await start(), common = new Set(root.common.split(" "));
let words = 0;
for (let page = 0; page < root.pages; page++) {
  const number = Math.floor(page / root.group);
  const [texts] = read(folder, "p" + number);
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

// Words of every kind: whole, by part, in other forms, misspelt.
const first = { en: [
  ["std::vector::push_back", "b"], ["push_back", "b"], ["PushBack", "b"], ["pushback", "b"], ["vector", "b"], ["std::vec", "b"],
  ["Get-AzVM", "b"], ["azvm", "b"], ["getazvm", "b"], ["C2065", "b"], ["c2065", "b"],
  ["CreateFileW", "api"], ["createfile", "api"], ["create file", "api"], ["--resource-group", "api"], ["resource", "api"], ["resourcegroup", "api"],
  ["cafe", "cafe"], ["CAFÉ", "cafe"], ["naive", "cafe"], ["großere", "cafe"], ["grosse", "cafe"], ["strasse", "cafe"],
  ["redirecting", "a"], ["redirected", "a"], ["redir", "a"], ["anim", "calm"],
  ["anmals", "calm"], ["chians", "a"], ["chain", "a"], ["idenitfires", "api"], ["redierct", "a"],
  ['"quick brown fox"', "a"], ['"brown quick"', "b"],
  // By the name of the file, and the very name before a longer one.
  ["lanolin", "sub/what-is-lanolin"], ["what is lanolin", "sub/what-is-lanolin"], ["fopen", "sub/fopen"], ["fopen_s", "sub/fopen-s"], ["_wfopen", "sub/fopen"],
], ja: [["検索", "ja"], ["索", "ja"], ["全文検索", "ja"], ["サイト", "ja"]], ko: [["검색", "ko"], ["텍스트 검색", "ko"]],
"it-it": [["velocita citta", "it"], ["città", "it"], ["servizio", "it"], ["cos'è una rete", "it3"]] };
for (const [lang, queries] of Object.entries(first)) {
  const { search, pages } = engine(`${process.argv[2]}/${lang}`);
  for (const [query, want] of queries) {
    const shown = await pages(await search(query, false), 8);
    assert.equal(shown[0]?.url, want + ".html", `${lang}: ${query}`);
  }
}
