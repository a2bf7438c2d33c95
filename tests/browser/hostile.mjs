// Pages of attackers in a browser: `node hostile.mjs [BINARY]`, with Chromium at CHROMIUM or /usr/bin/chromium.
//
// Opens what docwright makes of hostile Markdown from the disk, where no policy of a server stops a script, touches
// everything on the page, and sees that nothing ran and that the frame stands around the article.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// `require` honours NODE_PATH.
const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const here = fileURLToPath(new URL(".", import.meta.url));
const binary = process.argv[2] || join(here, "../../target/release/docwright");

/** What each attack does where it succeeds. */
const RUN = "top.ran=1";
const IMG = `<img src=x onerror=${RUN}>`;
const rawText = ["iframe", "noembed", "noframes", "xmp", "noscript", "textarea", "title", "style", "script", "template", "select", "svg", "math"];

/** With `html: safe`, in all these nothing runs. */
const attacks = [
  IMG, `<img src=x onclick=a> onerror=${RUN} class=q`, `<img src=x onclick=y alt="a onerror=${RUN} b">`,
  `<img src="gone.png" onerror="1" onerror="${RUN}">`, `<b style=x>a</b onmouseover=${RUN}>`, `<img/src=x/onerror=${RUN}>`,
  `<div><img src="x"onerror="${RUN}"></div>`, `<div><img =x src=x ="" onerror=${RUN}></div>`, `<details open ontoggle=${RUN}>a</details>`,
  `<a href="javascript:${RUN}">a</a>`, `<a href="java&#115;cript:${RUN}">a</a>`, `<div><a href="java\tscript:${RUN}">a</a></div>`,
  `<a href=" &#1;JavaScript:${RUN}">a</a>`, `[a](javascript:${RUN})`, `<javascript:${RUN}>`, `[a]\n\n[a]: javascript:${RUN}`,
  `<a href="data:text/html,<script>${RUN}</script>">a</a>`, `<map name=m><area shape=default href=javascript:${RUN}></map><img src=x usemap=#m>`,
  ...rawText.map(name => `<${name}><img title="</${name}>${IMG}"></${name}>`), ...rawText.map(name => `- a <${name}>${IMG}`),
  `<p><</b>script>${RUN}<</b>/script></p>`, `<scr<script>ipt>${RUN}</scr</script>ipt>`, `<!-- --!>${IMG} -->`, `<!-->${IMG}-->`,
  `<!-- <img title="-->${IMG}"> -->`, `<![CDATA[ > ${IMG} ]]>`, `<?x > ${IMG} ?>`, `<!x > ${IMG} >`, `<div></ x>${IMG}</div>`,
  `<svg onload=${RUN}><script>${RUN}</script></svg>`, `<svg></p><style><a id="</style>${IMG}">`, `<svg><animate onbegin=${RUN} attributeName=x dur=1s></svg>`,
  `<svg><a xlink:href="javascript:${RUN}"><text y=20>a</text></a></svg>`, `<svg><foreignObject><iframe srcdoc="<script>${RUN}</script>"></iframe></foreignObject></svg>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN}&gt;">`,
  `<form><math><mtext></form><form><mglyph><style></math>${IMG}`, `<table><td><form><table><tr><form>${IMG}`,
  `$\\operatorname{${IMG}}$`, `$$\\operatorname{<script>${RUN}</script>}$$`, `$\\text{${IMG}} \\mathrm{${IMG}}$`,
  `<iframe src="javascript:${RUN}"></iframe>`, `<iframe srcdoc="<script>${RUN}</script>"></iframe>`, `<object data="javascript:${RUN}"></object>`,
  `<form action="javascript:${RUN}"><button formaction="javascript:${RUN}">a</button></form>`, `<body onload=${RUN}>`, `<frameset onload=${RUN}>`,
  `<base href="https://evil.example/">`, `<link rel=stylesheet href="https://evil.example/x.css">`, `<meta http-equiv=refresh content="0;url=https://evil.example">`,
  `<img name="currentScript" src="evil.js"><a id="dw.side">a</a><form name=body></form><img id=documentElement name=head>`,
  `<div class="filter" data-src="evil.js"><input type=search></div><div class=tree data-root=evil data-toc=evil.json>a</div>`,
  `<a class="find i" href=# data-js="./evil.js" data-marks="./evil.js">find</a><script data-copy=x></script>`,
  `> [!div onclick="${RUN}" style="x" class="k"]\n> a`, `:::image source="x.png" alt-text="a" link="javascript:${RUN}":::`,
  `:::no-loc text="${IMG}":::`, `# ${IMG} {#"onclick=${RUN}}`, `[^"onclick=x]\n\n[^"onclick=x]: ${IMG}`, `| ${IMG} |\n| --- |\n| <script>${RUN}</script> |`,
  `---\ntitle: "</title><script>${RUN}</script>"\ndescription: "\\"><script>${RUN}</script>"\n---\na`,
  `<xref:a?text=${IMG}&title="onclick=x>`, "```\"onclick=" + RUN + `>\n${IMG}\n\`\`\``,
];
/** Trusted authors run scripts as they like; whatever they leave open, the frame stays. */
const open = [
  "<!-- forgot", "text <!-- forgot", "Set the <title> element", "a <select> b", "a <textarea> b", "<style>", "a <template> b",
  '<div class="note>', "<svg>", "<math><mi>", "<table><tr><td>", "<form><form>", "<a href=x>a <b>b", "</main></article></div>",
  "<button>a", "<frameset>", "<noscript>", "<iframe>", "<xmp>", "<p><b><i>", "</p></p><ul><li><ol>", "<details><summary>a", "<h1>a", "<body class=x><html lang=x>",
  "<video>", "<object>", "<dialog open>", "<ruby>a<rt>b", "<nobr><nobr>", "<td>a", "<caption>", "<col><tr>", "<script>", "<![CDATA[ x", "<? x", "<!x", "<p title='", "<em\n",
];

const root = mkdtempSync(join(tmpdir(), "docwright-hostile-"));
const build = (name, texts, config) => {
  const folder = join(root, name);
  execFileSync("mkdir", ["-p", folder]);
  writeFileSync(join(folder, "docwright.yml"), config);
  writeFileSync(join(folder, "evil.js"), RUN);
  texts.forEach((text, at) => writeFileSync(join(folder, `p${String(at).padStart(3, "0")}.md`), `${text}\n`));
  try { execFileSync(binary, ["build", "-C", folder, "-q"], { stdio: "ignore" }) } catch (error) { if (error.status != 1) throw error }
  return texts.map((text, at) => [text, pathToFileURL(join(folder, `_site/p${String(at).padStart(3, "0")}.html`)).href]);
};

/** Touches what there is; then what is not where the template puts it. */
const look = () => {
  const all = document.body.querySelectorAll("*");
  for (const element of all) {
    for (const type of ["mouseover", "focus", "toggle", "load", "error"]) element.dispatchEvent(new Event(type));
    if (element.matches("a, area, button, summary, text") && !/^(https?|file):/.test(element.href ?? "")) element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  }
  const is = (element, selector) => element?.matches(selector);
  const main = document.querySelector("body > div.frame > main"), article = main?.querySelector(":scope > article");
  const wrong = [];
  if (!article) wrong.push("no article in main");
  if (main?.querySelectorAll(":scope > footer.end > .pager").length != 1) wrong.push("no pager in main");
  if (!is(document.body.lastElementChild, "footer.bottom")) wrong.push("no footer at the end of the body");
  if (document.querySelectorAll("main, footer.bottom, nav.side").length != 3) wrong.push("the frame is not there once");
  return wrong;
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let failures = 0;
const report = (text, what) => { failures++; console.log(`  ${JSON.stringify(text)}: ${what}`) };
try {
  const frame = "title: T\ntheme:\n  footer: {text: End}\n";
  for (const [name, texts, config] of [["safe", attacks, `html: safe\n${frame}`], ["trust", open, frame], ["safe-open", open, `html: safe\n${frame}`]]) {
    const page = await browser.newPage();
    let text = "";
    page.on("dialog", dialog => { report(text, "opens a dialog"); dialog.dismiss() });
    page.on("request", request => {
      const isForeign = /^https?:\/\/evil/.test(request.url()), isScript = request.resourceType() == "script" && /evil/.test(request.url());
      if (name != "trust" && (isForeign || isScript)) report(text, `asks for ${request.url()}`);
    });
    for (const [each, url] of build(name, texts, config)) {
      text = each;
      await page.goto(url, { waitUntil: "load" });
      for (const wrong of await page.evaluate(look)) report(text, wrong);
      await page.waitForTimeout(20);
      if (page.url().split("#")[0] != url) report(text, `leads to ${page.url()}`);
      if (name != "trust" && await page.evaluate(() => top.ran)) report(text, "runs a script");
    }
    await page.close();
  }
} finally {
  await Promise.race([browser.close(), new Promise(done => setTimeout(done, 20_000).unref())]);
  rmSync(root, { recursive: true });
}
console.log(`  ${attacks.length} attacks, ${2 * open.length} pages with something left open`);
process.exit(failures ? 1 : 0);
