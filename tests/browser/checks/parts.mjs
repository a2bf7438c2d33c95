// Tabs, pickers, copy, scheme, drawer, outline, filter, branches, zoom and redirects do what they say: over HTTP and from the disk.
import { audit, open, painted } from "../browser.mjs";

const phone = { viewport: { width: 360, height: 800 } };
const texts = (page, selector) => page.$$eval(selector, list => list.filter(e => e.checkVisibility() && e.getBoundingClientRect().height).map(e => e.innerText.trim()));
const chosen = async page => (await texts(page, "[role=tab][aria-selected=true]")).join();
const zones = async page => (await texts(page, "article .zone")).map(text => text.split(/\s+/).slice(0, 3).join(" ")).join("; ");

/** Each part: its name, the page, what is done, and options of the browser's context. `is(what, got, expected)` compares. */
const parts = [
  ["tabs", "guide/tabs.html", async ({ page, is, go }) => {
    is("first", await chosen(page), "By hand,By hand,In the book,By hand");
    await page.click("[role=tab]:has-text('With the key') >> nth=0");
    is("clicked: groups with the same names follow, those that depend too, and independent ones do not", await chosen(page), "With the key,With the key,On the card,By hand");
    is("the address says so", new URL(page.url()).search, "?tabs=key,card");
    is("one panel a group", (await texts(page, "[role=tabpanel]")).length, 4);
    await page.keyboard.press("ArrowRight");
    is("arrow: where no tab is left of those that depend, none is shown", await chosen(page), "From afar,From afar,By hand");
    is("the focus goes along", await page.evaluate(() => document.activeElement.textContent), "From afar");
    await page.keyboard.press("ArrowRight");
    is("round the end", await chosen(page), "By hand,By hand,In the book,By hand");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    is("Home, then on", await chosen(page), "With the key,With the key,On the card,By hand");
    await go("guide/tabs-again.html");
    is("another page", await chosen(page), "With the key");
    await go("guide/tabs.html?tabs=hand");
    is("an address that asks", await chosen(page), "By hand,By hand,In the book,By hand");
    await go("guide/tabs.html?tabs=radio");
    is("by a tab's second name", (await chosen(page)).slice(0, 19), "From afar,From afar");
    await go("guide/tabs.html?tabs=hand");
    await page.click("a:has-text('to the teeth')");
    is("a link into a tab", (await chosen(page)).slice(0, 12), "With the key");
    is("shows the place", await page.isVisible("#the-keys-teeth"), true);
  }],
  ["tabs in the outline", "guide/tabs.html", async ({ page, is, go }) => {
    const inside = async () => (await texts(page, "#dw\\.outline ol ol a")).slice(0, 1).join();
    is("the first tab's heading", await inside(), "The screw by hand");
    await page.click("[role=tab]:has-text('With the key') >> nth=0");
    is("the chosen tab's", await inside(), "The key's teeth");
    await page.click(".theme");
    await go("guide/tabs.html");
    is("kept", await inside(), "The key's teeth");
    is("a kept tab and a kept scheme: nothing jumps", await page.evaluate(() => Math.round(window.shifted * 1000)), 0);
  }],
  ["a tab of a right-to-left page", "ar.html", async ({ page, is }) => {
    await page.focus("[role=tab] >> nth=0");
    await page.keyboard.press("ArrowLeft");
    is("the arrow to the left goes on", await chosen(page), "المساء");
  }],
  ["pivots", "guide/pivots.html", async ({ page, is, go }) => {
    is("first", await zones(page), "At the pier; Mind the sun.");
    await page.click("text=In a boat");
    is("chosen", await zones(page), "In the boat; Away from the; Mind the sun.");
    is("the outline follows", (await texts(page, "#dw\\.outline a")).join(), "In the boat,Away from the pier,For all again");
    is("the address says so", new URL(page.url()).search, "?pivots=boat,summer");
    await go("guide/pivots.html");
    is("kept", await zones(page), "In the boat; Away from the; Mind the sun.");
    await go("guide/pivots.html?pivots=shore,winter");
    is("an address that asks", await zones(page), "Away from the; Ice Break the");
    await go("guide/pivots.html#at-the-pier");
    is("a link into a zone", await zones(page), "At the pier; Mind the sun.");
    await page.focus("input[value=pier]");
    await page.keyboard.press("ArrowRight");
    is("arrow", await zones(page), "In the boat; Away from the; Mind the sun.");
  }],
  ["many pivots", "guide/many-pivots.html", async ({ page, is }) => {
    is("first", await zones(page), "What is done");
    await page.click("text=Hour 25");
    is("chosen", (await texts(page, "article .zone")).join(), "What is done at 25 hours.");
  }],
  ["versions", "guide/versions.html", async ({ page, is, go }) => {
    const seen = async () => (await texts(page, ".moniker h2")).join();
    is("the last one", await seen(), "Press the button,Speak");
    await page.selectOption(".versions select", "gauge-1");
    is("chosen", await seen(), "Turn the handle");
    is("the outline follows", (await texts(page, "#dw\\.outline a")).join(), "Turn the handle");
    is("the address says so", new URL(page.url()).search, "?view=gauge-1");
    await go("guide/versions.html");
    is("kept", await seen(), "Turn the handle");
    is("the list says so", await page.inputValue(".versions select"), "gauge-1");
    await go("guide/versions.html?view=gauge-2");
    is("an address that asks", await seen(), "Press the button");
    await go("guide/versions.html?view=nonsense");
    is("one that asks for nonsense", await seen(), "Turn the handle");
    await go("guide/versions.html?view=gauge-1#speak");
    is("a link into a version", await seen(), "Press the button,Speak");
    is("the list follows", await page.inputValue(".versions select"), "gauge-3");
  }],
  ["copy", "guide/code.html", async ({ page, is, local }) => {
    is("no button where something was printed", await page.$$eval(".code:has(.language-output) .copy", list => list.length), 0);
    await page.click(".code:has(.language-json) .copy");
    await page.waitForFunction(() => document.querySelector(".copy.done"));
    is("it says so", await page.textContent(".copy.done"), "Copied");
    if (!local) is("the clipboard", await page.evaluate(() => navigator.clipboard.readText()), `{ "height": 3.21, "unit": "m", "valid": true, "next": null }`);
    await page.waitForFunction(() => !document.querySelector(".copy.done"), null, { timeout: 4000 });
  }, { permissions: ["clipboard-read", "clipboard-write"] }],
  ["scheme", "prose.html", async ({ page, is, go }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor);
    // What was said when the body came into being: before the first paint.
    await page.addInitScript(() => new MutationObserver((_, watch) => {
      if (!document.body) return;
      window.early = document.documentElement.dataset.theme;
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true }));
    const light = await ground();
    await page.click(".theme");
    const dark = await ground();
    is("it changes", dark != light, true);
    await go("prose.html");
    is("kept", await ground(), dark);
    is("before the first paint", await page.evaluate(() => window.early), "dark");
    await page.click(".theme");
    is("and back", await ground(), light);
    is("nothing is stored where it is the system's", await page.evaluate(() => localStorage["dw-theme"]), undefined);
    await page.emulateMedia({ colorScheme: "dark" });
    is("it follows the system", await ground(), dark);
  }],
  ["announcement", "prose.html", async ({ page, is, go }) => {
    await page.click(".dismiss");
    is("put away", await page.isVisible(".announcement"), false);
    await go("guide/tabs.html");
    is("on other pages too", await page.isVisible(".announcement"), false);
    is("without a jump", await page.evaluate(() => Math.round(window.shifted * 1000)), 0);
  }],
  ["a long name of the site", "prose.html", async ({ page, is }) => {
    const sizes = name => page.evaluate(name => {
      const span = document.querySelector(".brand span"), width = selector => document.querySelector(selector).getBoundingClientRect().width;
      span.textContent = name;
      const line = document.createRange();
      line.selectNodeContents(span);
      const letters = line.getBoundingClientRect(), box = span.getBoundingClientRect();
      return [width(".find"), width(".theme"), width(".menu-btn"), box.top <= letters.top && letters.bottom <= box.bottom, document.documentElement.scrollWidth <= innerWidth];
    }, name);
    const want = "36,36,36,true,true";
    is("short", (await sizes("gypsy Ågj")).join(), want);
    is("long", (await sizes("Every guide, query and journal of the whole company")).join(), want);
    is("one long word", (await sizes("gypsyjq".repeat(20))).join(), want);
  }, phone],
  ["drawer", "prose.html", async ({ page, is, fine }) => {
    is("shut", await page.isVisible("#dw\\.side .tree"), false);
    await page.click(".menu-btn");
    is("open", await page.isVisible("#dw\\.side a[aria-current=page]"), true);
    await painted(page);
    await fine("open");
    await page.keyboard.press("Escape");
    is("shut by Escape", await page.isVisible("#dw\\.side .tree"), false);
    is("the focus returns", await page.evaluate(() => document.activeElement.className.includes("menu-btn")), true);
    await page.keyboard.press("Enter");
    await page.click("#dw\\.side a:has-text('Tabs again')");
    is("a link leads on", /tabs-again/.test(page.url()), true);
  }, phone],
  ["outline", "prose.html", async ({ page, is, fine }) => {
    await page.click(".onpage-bar");
    is("open", await page.isVisible("#dw\\.outline"), true);
    await fine("open");
    await page.click("#dw\\.outline a[href='#the-wire']");
    is("shut behind a link", await page.isVisible("#dw\\.outline"), false);
    is("there", new URL(page.url()).hash, "#the-wire");
    const top = await page.$eval("#the-wire", e => e.getBoundingClientRect().top), bar = await page.$eval(".onpage", e => e.getBoundingClientRect().bottom);
    is("not under the bar", top >= bar - 1, true);
    await page.waitForFunction(() => document.querySelector(".onpage-bar span").textContent == "The wire", null, { timeout: 3000 });
  }, phone],
  ["outline that follows", "guide/everything.html", async ({ page, is }) => {
    await page.$eval("#text", e => e.scrollIntoView());
    await page.waitForFunction(() => document.querySelector("#dw\\.outline a[aria-current]")?.hash == "#text", null, { timeout: 3000 });
    is("one place", await page.$$eval("#dw\\.outline a[aria-current]", list => list.length), 1);
  }],
  ["filter", "prose.html", async ({ page, is, fine }) => {
    const said = text => page.waitForFunction(text => document.querySelector(".filter output").textContent == text, text, { timeout: 5000 })
      .catch(async () => is("it says", await page.textContent(".filter output"), text));
    await page.fill(".filter input", "pivots");
    await said("2 / 322");
    is("hits", (await texts(page, ".hits a")).join("; "), "Pivots\nGuide; Many pivots\nGuide");
    is("the tree is away", await page.isVisible(".tree"), false);
    await fine("with hits");
    await page.fill(".filter input", "log day");
    await said("300 / 322");
    is("drawn", await page.$$eval(".hits li", list => list.length), 200);
    await page.fill(".filter input", "zzz");
    await said("0 / 322");
    is("nothing", (await texts(page, ".hits")).join(), "Nothing has this name.");
    await page.keyboard.press("Escape");
    is("emptied", await page.inputValue(".filter input"), "");
    is("the tree is back", await page.isVisible(".tree"), true);
    await page.keyboard.type("tabs again");
    await said("1 / 322");
    await page.keyboard.press("ArrowDown");
    is("the first hit", await page.evaluate(() => document.activeElement.closest(".hits") != null), true);
    await page.keyboard.press("Enter");
    await page.waitForURL(/tabs-again/);
  }],
  ["branches", "prose.html", async ({ page, is, fine }) => {
    const log = page.locator(".tree > ul > li > details", { has: page.locator("summary:has-text('Log')") });
    is("shut", await log.evaluate(d => d.open), false);
    await log.locator("> summary").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => [...document.querySelectorAll(".tree a")].some(a => a.textContent == "Log of day-300"), null, { timeout: 5000 });
    is("all of it", await log.locator("li").count(), 300);
    await fine("open");
    await log.locator("a:has-text('Log of day-2')").first().click();
    await page.waitForURL(/log\/day-2/);
    is("one current entry", await page.$$eval(".tree a[aria-current=page]", list => list.map(a => a.textContent).join()), "Log of day-2");
    is("what is at hand is in sight", await page.$eval(".tree", tree => { const a = tree.querySelector("[aria-current=page]").getBoundingClientRect(), b = tree.getBoundingClientRect(); return a.bottom > b.top && a.top < b.bottom }), true);
    const before = await page.$$eval(".tree details[open] li", list => list.length);
    await page.locator(".tree a[data-more]").last().click();
    await page.waitForFunction(n => document.querySelectorAll(".tree details[open] li").length > n, before, { timeout: 5000 });
    is("the rest is there", await page.$$eval(".tree a", list => list.some(a => a.textContent == "Log of day-300")), true);
  }],
  ["branches stay open", "prose.html", async ({ page, is, go }) => {
    const last = () => page.waitForFunction(() => [...document.querySelectorAll(".tree a")].some(a => a.textContent == "Log of day-300"), null, { timeout: 5000 });
    const log = page.locator(".tree > ul > li > details > summary:has-text('Log')");
    await log.click();
    await last();
    await go("guide/tabs.html");
    await last().catch(() => is("on another page", "shut", "open"));
    await log.click();
    await go("prose.html");
    is("and shut again", await log.evaluate(summary => summary.parentElement.open), false);
  }],
  ["large text", "guide/everything.html", async ({ page, is }) => {
    const size = selector => page.$eval(selector, e => Math.round(getComputedStyle(e, "::before").zoom * getComputedStyle(e, "::before").scale.replace("none", 1) * 100));
    is("as it is", [await size(".theme"), await size(".callout.note")].join(), "100,100");
    await page.evaluate(() => document.documentElement.style.fontSize = "200%");
    is("icons grow with the text", [await size(".theme"), await size(".callout.note")].join(), "200,200");
  }],
  ["forced colours", "guide/everything.html", async ({ page, is, go }) => {
    await page.emulateMedia({ forcedColors: "active" });
    const of = (selector, what, pseudo) => page.$eval(selector, (e, [what, pseudo]) => getComputedStyle(e, pseudo)[what], [what, pseudo]);
    const text = await page.evaluate(() => {
      const e = document.body.appendChild(document.createElement("i"));
      e.style.cssText = "forced-color-adjust: none; color: CanvasText";
      return getComputedStyle(e).color;
    });
    for (const icon of [".theme", ".callout.warning", ".side summary"]) {
      is(`icon of ${icon}`, await of(icon, "backgroundColor", "::before"), text);
      is(`icon of ${icon} keeps its colour`, await of(icon, "forcedColorAdjust", "::before"), "none");
    }
    is("a box around a callout", await of(".callout.note", "borderTopStyle"), "solid");
    is("the page at hand", await of(".side a[aria-current]", "backgroundColor", "::before") != text, true);
    await go("guide/tabs.html");
    is("the chosen tab", await of("[role=tab][aria-selected=true]", "borderBottomWidth"), "2px");
    await go("guide/pivots.html");
    is("the chosen pivot", await of(".pivots label:has(:checked)", "outlineStyle"), "solid");
  }],
  ["more contrast", "prose.html", async ({ page, is }) => {
    const colours = () => page.evaluate(() => ["--dw-muted", "--dw-text", "--dw-line", "--dw-edge"].map(name => {
      const e = document.body.appendChild(document.createElement("i"));
      e.style.color = `var(${name})`;
      return getComputedStyle(e).color;
    }));
    const [muted, text] = await colours();
    is("muted text is muted", muted != text, true);
    await page.emulateMedia({ contrast: "more" });
    const [asText, sameText, line, edge] = await colours();
    is("muted text is text, lines are borders", [asText == sameText, line == edge].join(), "true,true");
  }],
  ["zoom", "guide/pictures.html", async ({ page, is, fine }) => {
    const there = await page.$$("a.zoom");
    // It goes with the event that follows.
    const gone = () => page.waitForSelector("dialog", { state: "detached", timeout: 2000 }).catch(() => {});
    is("pictures that can be enlarged", there.length >= 2, true);
    await there[0].focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog.lightbox[open] img");
    is("the large one", /day-large/.test(await page.getAttribute("dialog.lightbox img", "src")), true);
    await page.waitForFunction(() => document.querySelector("dialog.lightbox img").naturalWidth == 1920, null, { timeout: 3000 });
    await fine("open");
    await page.keyboard.press("Escape");
    await gone();
    is("shut", await page.$("dialog") == null, true);
    is("the focus returns", await page.evaluate(() => document.activeElement.matches("a.zoom")), true);
    await there[0].click();
    await page.click("dialog.lightbox");
    await gone();
    is("shut by a click", await page.$("dialog") == null, true);
  }],
  ["selector", "guide/everything.html", async ({ page, is }) => {
    is("the page at hand is marked", (await texts(page, ".op_single_selector [aria-current]")).join(), "Everything");
  }],
  ["footnotes", "guide/everything.html", async ({ page, is }) => {
    await page.click("[role=doc-noteref]");
    is("there", new URL(page.url()).hash, "#fn-1");
    await page.click("[role=doc-backlink]");
    is("and back", new URL(page.url()).hash, "#fnref-1");
  }],
  ["redirect", "prose.html", async ({ page, is, go }) => {
    await go("moved.html?tabs=key#lists");
    await page.waitForURL(/everything/);
    is("query goes along", new URL(page.url()).search, "?tabs=key");
    is("the address of the page has a fragment of its own", new URL(page.url()).hash, "#callouts");
  }],
  ["print", "guide/tabs.html", async ({ page, is }) => {
    await page.emulateMedia({ media: "print" });
    is("no frame", (await texts(page, "header.top, nav.side, nav.onpage, .end, footer.bottom, .announcement, .copy, .theme")).join(), "");
    is("all tabs of all groups", (await texts(page, "[role=tabpanel]")).length, 11);
  }],
];

export default async ({ browser, sites, report }) => {
  for (const [place, base] of [["", sites.tide.http], [" from the disk", sites.tide.disk]]) {
    const work = parts.filter(([name]) => new RegExp(process.env.PARTS || "").test(name));
    const worker = async () => {
      for (let next; (next = work.shift());) {
        const [name, path, run, options] = next, where = name + place;
        const page = await open(browser, report, { colorScheme: "light", ...options });
        page.setDefaultTimeout(8000);
        const is = (what, got, expected) => got === expected || report(where, `${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
        const go = path => page.goto(base + path, { waitUntil: "load" });
        const fine = async state => {
          for (const colorScheme of place ? [] : ["dark", "light"]) {
            await page.emulateMedia({ colorScheme });
            await audit(page, report, `${where}, ${state}, ${colorScheme}`);
          }
        };
        await go(path);
        await run({ page, is, go, fine, local: !!place }).catch(error => report(where, error.message));
        await page.context().close();
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  }
};
