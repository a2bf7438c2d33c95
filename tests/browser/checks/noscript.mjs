// Without JavaScript: all text can be read, all pages can be reached, and nothing stands there that does nothing.
import { open } from "../browser.mjs";

const manual = ["index.html", "writing-pages.html", "extensions/tabs.html", "reference/configuration.html", "404.html"];

/** Texts of the article that are not shown, but those that a reader can unfold or choose. */
const unread = () => {
  const texts = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT), out = [];
  for (let text; (text = texts.nextNode());) {
    const e = text.parentElement;
    if (!text.data.trim() || e.closest("details:not([open]), .zone, select, video, script, annotation, .versions")) continue;
    if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) out.push(text.data.trim().slice(0, 60));
  }
  return out;
};
/** Selectors of what is shown. */
const shown = list => list.filter(selector => [...document.querySelectorAll(selector)].some(e => e.checkVisibility({ visibilityProperty: true })));

export default async ({ browser, sites, report }) => {
  const at = (site, path) => `${site.name}/${path} without script`;
  const visit = async (site, path, options, then) => {
    const page = await open(browser, report, { javaScriptEnabled: false, ...options });
    await page.goto(site.http + path, { waitUntil: "load" });
    await then(page, what => report(at(site, path), what));
    await page.context().close();
  };
  for (const [site, paths] of [[sites.tide, sites.tide.pages.filter(path => path != "moved.html")], [sites.manual, manual]]) {
    for (const path of paths) {
      await visit(site, path, {}, async (page, say) => {
        for (const text of await page.evaluate(unread)) say(`nobody can read: ${text}`);
        for (const what of await page.evaluate(shown, [".theme", ".filter", ".versions", ".copy", ".dismiss"])) say(`${what} does nothing`);
        // Every branch of the table of contents leads somewhere.
        const dead = await page.$$eval(".side .tree li", list => list.filter(li => !li.querySelector("a[href], span")).length);
        if (dead) say(`${dead} entries of the table of contents hold nothing`);
        const shut = await page.$$eval(".side .tree details", list => list.filter(d => !d.querySelector("a[href]")).map(d => d.textContent));
        if (shut.length) say(`branches without a link: ${shut}`);
      });
    }
  }
  // From page to page through the sidebar, as far as it goes.
  const seen = new Set(), next = ["prose.html"];
  await visit(sites.tide, next[0], {}, async page => {
    for (let path; (path = next.shift()) && seen.size < 40;) {
      if (seen.has(path) || path == "moved.html") continue;
      seen.add(path);
      await page.goto(sites.tide.http + path, { waitUntil: "load" });
      const links = await page.$$eval("nav.side a[href], .pager a[href]", list => list.map(a => a.href.split("#")[0]));
      next.push(...links.filter(url => url.startsWith(sites.tide.http)).map(url => url.slice(sites.tide.http.length)));
    }
  });
  for (const path of sites.tide.pages) if (!/^(404|moved|wide)|^log\/|^parts\/index/.test(path) && !seen.has(path) && seen.size < 40) report(path, "no way leads here without script");

  // Drawer, outline, pivots and redirects are the browser's own.
  await visit(sites.tide, "guide/everything.html", { viewport: { width: 360, height: 800 } }, async (page, say) => {
    await page.click(".menu-btn");
    if (!await page.isVisible("#dw\\.side a[aria-current=page]")) say("the menu does not open");
    await page.keyboard.press("Escape");
    if (await page.isVisible("#dw\\.side .tree")) say("Escape does not close the menu");
    await page.click(".onpage-bar");
    await page.click("#dw\\.outline a[href='#text']");
    if (!page.url().endsWith("#text")) say("the outline leads nowhere");
  });
  await visit(sites.tide, "guide/pivots.html", {}, async (page, say) => {
    const texts = () => page.$$eval("article .zone", list => list.filter(e => e.checkVisibility()).map(e => e.innerText.trim().split(/\s+/).slice(0, 3).join(" ")).join("; "));
    for (const [pivot, expected] of [["pier", "At the pier; Mind the sun."], ["boat", "In the boat; Away from the; Mind the sun."], ["winter", "In the boat; Away from the; Ice Break the"]]) {
      await page.check(`input[value=${pivot}]`);
      const got = await texts();
      if (got != expected) say(`with ${pivot} readers see: ${got}`);
    }
  });
  await visit(sites.tide, "guide/many-pivots.html", {}, async (page, say) => {
    const count = await page.$$eval("article .zone", list => list.filter(e => e.checkVisibility()).length);
    if (count != 26) say(`${count} of 26 zones are shown`);
  });
  await visit(sites.tide, "guide/versions.html", {}, async (page, say) => {
    const count = await page.$$eval(".moniker", list => list.filter(e => e.checkVisibility()).length);
    if (count != 3) say(`${count} of 3 versions are shown`);
  });
  await visit(sites.tide, "prose.html", {}, async (page, say) => {
    await page.goto(`${sites.tide.http}moved.html`);
    await page.waitForURL(/everything/, { timeout: 5000 }).catch(() => say("the redirect does not lead on"));
  });
};
