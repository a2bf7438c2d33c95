// Budgets: what a page of prose weighs in how many requests, and that nothing of it grows with the number of pages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { open } from "../browser.mjs";

const KB = 1024;
const most = { document: 6 * KB, stylesheet: 10 * KB, script: 4 * KB, image: 1 * KB, other: 1 * KB };
/** Pages of prose. */
const prose = [["tide", "prose.html"], ["manual", "getting-started.html"], ["manual", "navigation.html"], ["manual", "links.html"]];

export default async ({ browser, sites, report }) => {
  for (const [name, path] of prose) {
    const page = await open(browser, report), asked = [];
    // The icon stands in two places of the page: it is asked for once, wherever it may be cached.
    page.on("requestfinished", request => asked.every(other => other.url() != request.url()) && asked.push(request));
    await page.goto(sites[name].http + path, { waitUntil: "networkidle" });
    let all = 0;
    const list = [];
    for (const request of asked) {
      const weight = gzipSync(await (await request.response()).body(), { level: 9 }).length, kind = request.resourceType();
      all += weight;
      list.push(`${kind} ${weight}`);
      if (!(weight <= most[kind])) report(`${name}/${path}`, `the ${kind} weighs ${weight} bytes, ${most[kind]} are allowed`);
    }
    console.log(`  ${name}/${path}: ${all} bytes in ${asked.length} requests (${list.join(", ")})`);
    if (all > 20 * KB) report(`${name}/${path}`, `all weighs ${all} bytes`);
    if (asked.length > 4) report(`${name}/${path}`, `${asked.length} requests: ${asked.map(request => request.url())}`);
    await page.context().close();
  }
  // A table of contents of a few entries is in the page. Beyond that, pages stay as they are to the byte.
  const text = (pages, path) => readFileSync(join(sites[`tide-${pages}`].folder, path), "utf8");
  // The one page that lists all is the index for readers without script.
  for (const path of sites["tide-10"].pages.filter(path => !/^(log\/|search\.html)/.test(path))) {
    const few = text(100, path), many = text(500, path);
    if (few != many) report(path, `is ${few.length} bytes long in a small site and ${many.length} in a large one, and differs`);
    if (text(10, path).length > many.length + 6 * KB) report(path, "is much longer in a small site");
  }
};
