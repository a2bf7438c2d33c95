// Pages in Chromium that are listened to, and what is asked of every page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { player } from "./sites.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The browser of the system: the one at `CHROMIUM`, else the one that is named so. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

// Each shift of the layout since the page began is added up; shifts after a reader's own doing are not meant.
const shifts = () => {
  window.shifted = 0;
  window.shiftedThings = [];
  const told = ({ node, previousRect: a, currentRect: b }) =>
    `${(node?.outerHTML || node?.nodeValue || "").slice(0, 60)} (${[a, b].map(r => [r.x, r.y, r.width, r.height].map(Math.round)).join(" to ")})`;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      if (entry.hadRecentInput) continue;
      window.shifted += entry.value;
      window.shiftedThings.push(...entry.sources.map(told));
    }
  }).observe({ type: "layout-shift", buffered: true });
};

/** A page of a context of its own. What it says, asks for in vain, or asks others for is told to `report`. */
export const open = async (browser, report, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  if (options.javaScriptEnabled !== false) await context.addInitScript(shifts);
  await context.route(`${player}/**`, route => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>A film</title>" }));
  const page = await context.newPage();
  const at = () => page.url().replace(/^.*?\/\/[^/]*\//, "");
  page.on("console", message => report(at(), `says on the console: ${message.text()}`));
  page.on("pageerror", error => report(at(), `throws ${error.message}`));
  page.on("dialog", dialog => { report(at(), `asks ${dialog.message()}`); dialog.dismiss() });
  page.on("requestfailed", request => {
    const why = request.failure().errorText;
    // What is under way when a page is left is given up.
    if (why != "net::ERR_ABORTED") report(at(), `asks in vain for ${request.url()}: ${why}`);
  });
  page.on("response", response => {
    if (response.status() >= 400) report(at(), `asks for ${response.url()}: ${response.status()}`);
  });
  page.on("request", request => {
    const url = request.url(), own = /^(file|about):|^http:\/\/127\.0\.0\.1:/.test(url);
    if (!own && !url.startsWith(player)) report(at(), `asks another site for ${url}`);
  });
  return page;
};

/** Two frames have been painted. A browser on a busy machine may stop painting: that is waited for in vain, for a while. */
export const painted = page => page.evaluate(() => new Promise(done => {
  requestAnimationFrame(() => requestAnimationFrame(done));
  setTimeout(done, 3000);
}));

/** Runs what a browser may never end, in vain at most twice: each time with a browser of its own. */
export const patient = async (browser, minutes, run) => {
  for (let times = 1; ; times++) {
    const own = times == 1 ? browser : await launch();
    let timer;
    const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error(`not done in ${minutes} minutes`)), minutes * 60_000) });
    const work = run(own);
    work.catch(() => {});
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      if (times == 3) throw error;
      console.log(`  again: ${error.message.split("\n")[0]}`);
    } finally {
      clearTimeout(timer);
      if (own != browser) await own.close();
    }
  }
};

/** What axe says to WCAG 2.2, A and AA, and to good practice. It is put in over the debugger, past the page's policy. */
export const audit = async (page, report, where) => {
  if (!await page.evaluate(() => "axe" in window)) {
    const debug = await page.context().newCDPSession(page);
    await debug.send("Runtime.evaluate", { expression: axe });
    await debug.detach();
  }
  const violations = await page.evaluate(async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await window.axe.run(document, { runOnly, resultTypes: ["violations"], iframes: false });
    return found.violations.map(({ id, nodes }) => [id, nodes.length, nodes[0].target.join(" "), nodes[0].html.slice(0, 160), nodes[0].failureSummary]);
  });
  for (const [id, count, target, html, why] of violations) report(where, `axe: ${id} at ${count}: ${target}: ${html}\n    ${why.replaceAll("\n", "\n    ")}`);
};

/** Nothing is beside the page: it cannot be scrolled sideways. */
export const upright = async (page, report, where) => {
  const [over, wide] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = e => e.getBoundingClientRect().right > clientWidth + 1 && getComputedStyle(e).position != "fixed";
    const wide = scrollWidth > clientWidth ? [...document.body.querySelectorAll("*")].filter(out).at(-1)?.outerHTML.slice(0, 160) : "";
    return [scrollWidth - clientWidth, wide];
  });
  if (over > 0) report(where, `scrolls sideways by ${over} px: ${wide}`);
};
