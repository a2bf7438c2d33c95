// Every page, at four widths, light and dark: no violation, nothing sideways, nothing said, nothing shifts.
import { audit, open, painted, patient, upright } from "../browser.mjs";

const widths = [360, 768, 1280, 1920];
/** Pages of the manual that axe sees in all forms; it sees the others in two. Those of `tide` it sees in all. */
const thorough = ["index.html", "writing-pages.html", "extensions/tabs.html", "404.html"];
/** Pages of `tide` that hold nothing which others do not. */
const plain = /^(he|zh|prose|log\/.*|parts\/.*|guide\/tabs-again|guide\/many-pivots)\.html$/;
/** What must be on some page, or else nothing was checked of it. */
const constructs = `
  .announcement .bar .sections .social .theme .menu-btn .side .filter details[data-toc] .crumbs .meta time .edit .pager .bottom
  .onpage #dw\\.outline .skip .callout.note .callout.tip .callout.important .callout.warning .callout.caution .callout.example
  .tabs [role=tabpanel] .pivots .pivots.many .zone .versions [data-moniker] .code .language-diff .ln.hl .copy .table math
  math[display=block] .footnotes [role=doc-noteref] .tasks dl .checklist .nextstepaction .op_single_selector .video form.form a.zoom
  figure img.icon .long-description blockquote kbd details mark h5 .row .column .acts .cards .facts main.faq main.landing main.hub
  main.how-to main.reference .plain.landing [dir=rtl] [lang=ja] [lang|=zh] .mermaid`.split(/\s+/).filter(Boolean);

export default async ({ browser, sites, report }) => {
  const only = new RegExp(process.env.PAGES || "");
  const missing = new Set(process.env.PAGES ? [] : constructs);
  const work = [sites.tide, sites.manual].flatMap(site => site.pages.filter(path => only.test(path)).flatMap(path => widths.map(width => [site, path, width])));
  let runs = 0;
  const look = async (browser, site, path, width, where) => {
    const page = await open(browser, report, { viewport: { width, height: 900 }, colorScheme: "light" });
    await page.goto(site.http + path, { waitUntil: "load" });
    await painted(page);
    if (await page.$("meta[http-equiv=refresh]")) { return page.context().close() }
    await upright(page, report, where);
    const every = site.name == "tide" ? !plain.test(path) : thorough.includes(path);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      if (!every && `${width} ${scheme}` != "360 dark" && `${width} ${scheme}` != "1280 light") continue;
      await audit(page, report, `${where} ${scheme}`);
      runs++;
    }
    // Pictures come in as they are reached.
    await page.evaluate(async () => {
      for (let y = 0; y < Math.min(document.documentElement.scrollHeight, 20000); y += 800) {
        scrollTo(0, y);
        await new Promise(done => { requestAnimationFrame(done); setTimeout(done, 1000) });
      }
    });
    await painted(page);
    const [shifted, what] = await page.evaluate(() => [window.shifted, window.shiftedThings]);
    // Less than a thousandth is rounding: half a pixel of a word.
    if (shifted >= 0.001) report(where, `the layout shifts by ${shifted.toFixed(4)}: ${what}`);
    if (width == 1280) for (const selector of await page.evaluate(list => list.filter(s => document.querySelector(s)), [...missing])) missing.delete(selector);
    // Who enlarges the text four times has this width.
    if (width == 360) { await page.setViewportSize({ width: 320, height: 900 }); await upright(page, report, `${site.name}/${path} at 320`) }
    // In a high window most pages are short.
    if (width == 768) {
      await page.setViewportSize({ width, height: 3000 });
      const gap = await page.evaluate(() => {
        const bar = document.querySelector(".onpage-bar");
        return bar ? document.querySelector("main").getBoundingClientRect().top - bar.getBoundingClientRect().bottom : 0;
      });
      if (gap > 8) report(where, `the article begins ${gap} px under the outline's bar`);
    }
    await page.context().close();
  };
  const worker = async () => {
    for (let next; (next = work.shift());) {
      const [site, path, width] = next, where = `${site.name}/${path} at ${width}`;
      await patient(browser, 2, browser => look(browser, site, path, width, where));
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  for (const selector of missing) report("all pages", `none has ${selector}`);
  console.log(`  axe ran ${runs} times`);
};
