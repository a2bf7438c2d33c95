// Judges the search of a built site by queries whose pages are known: `node judge.mjs INDEX QUERIES.tsv [-v]`.
//
// INDEX is a folder such as `_site/search/en`. Prints how well the pages are ranked, and what queries transfer.
import { readFileSync } from "node:fs";
import { engine } from "./engine.mjs";

const [folder, table, verbose] = process.argv.slice(2);
const queries = readFileSync(table, "utf8").trim().split("\n").map(line => line.split("\t"));
const quantile = (list, share) => list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const sum = list => list.reduce((sum, value) => sum + value, 0);

const ranks = [], cold = [], requests = [], typed = [], warm = [];
for (const [query, pages] of queries) {
  const wanted = pages.split(" ");
  const fresh = engine(folder);
  await fresh.start();
  fresh.loaded.clear();
  const shown = await fresh.pages(await fresh.search(query, false), 10);
  const rank = shown.findIndex(page => wanted.includes(page.url)) + 1;
  ranks.push(rank ? 1 / rank : 0);
  // Processor time: other work on the machine does not count.
  const start = process.cpuUsage();
  await fresh.pages(await fresh.search(query, false), 8);
  const { user, system } = process.cpuUsage(start);
  warm.push((user + system) / 1000);

  const once = engine(folder);
  await once.start();
  once.loaded.clear();
  await once.pages(await once.search(query, false), 8);
  cold.push(sum([...once.loaded.values()]));
  requests.push(once.loaded.size);

  // Letter by letter, each of them followed by a pause, then the whole.
  const slow = engine(folder);
  await slow.start();
  slow.loaded.clear();
  for (let length = 1; length <= query.length; length++) await slow.pages(await slow.search(query.slice(0, length), true), 5);
  await slow.pages(await slow.search(query, false), 8);
  typed.push(sum([...slow.loaded.values()]));
  if (verbose) {
    console.log(`${rank || "-"}\t${query}\t${(cold.at(-1) / 1024).toFixed(1)} KB, typed ${(typed.at(-1) / 1024).toFixed(1)} KB`);
    if (rank != 1) shown.slice(0, 4).forEach(page => console.log(`\t\t${page.url}\t${page.title[0]}`));
  }
}
const kb = value => (value / 1024).toFixed(1);
console.log(`${queries.length} queries: MRR ${(sum(ranks) / ranks.length).toFixed(3)}, first ${(ranks.filter(rank => rank == 1).length / ranks.length).toFixed(2)}, in five ${(ranks.filter(rank => rank >= 0.2).length / ranks.length).toFixed(2)}`);
console.log(`cold: median ${kb(quantile(cold, .5))}, most ${kb(Math.max(...cold))} KB gzipped, ${Math.min(...requests)} to ${Math.max(...requests)} requests`);
console.log(`typed: median ${kb(quantile(typed, .5))}, p95 ${kb(quantile(typed, .95))}, most ${kb(Math.max(...typed))} KB gzipped`);
console.log(`engine, warm: median ${quantile(warm, .5).toFixed(1)}, most ${Math.max(...warm).toFixed(1)} ms`);
