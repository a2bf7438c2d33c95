//! Pages of untrusted authors, with `html: safe`: nothing that they write runs a script or reaches beyond its place.

use docwright::{
    browser::{self, Tree},
    config::HtmlPolicy,
    page::Dialect,
    render::{alone, reread},
    safe,
};

use crate::project::Project;

/// Texts that would run a script, load something, or take the place of what is ours.
const ATTACKS: &[&str] = &[
    // Attributes: left out, twice, without blanks, in other cases.
    "<img src=x onclick=a> onerror=document.title=1337 class=q",
    "<img src=\"gone.png\" onerror=\"1\" onerror=\"document.title='two'\">",
    "<img src=x onclick=y alt=\"a onerror=alert(1) b\">",
    "<b style=x>bold</b>",
    "<IMG SRC=x ONERROR=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<div><img src=\"x\"onerror=\"alert(1)\"></div>",
    "<div><img src='x'title='\"onerror='onerror=alert(1)></div>",
    "<div><img src=x\nonerror\n=\nalert(1)\n></div>",
    "<div><img src=x \0onerror=alert(1) on\0error=alert(1)></div>",
    "<div><img src=`x`onerror=alert(1)></div>",
    "<div><img title=\"a>b\" onerror=alert(1) src=x></div>",
    "<div><img =onerror=alert(1) src=x =\"\" onerror=alert(2)></div>",
    "<div><img src=x onerror=alert(1)//</div>",
    "<img srcset=\"javascript:x 1x, x 2x\" src=x sizes=1px lowsrc=javascript:x dynsrc=javascript:x>",
    "<p style=\"background:url(javascript:x)\" background=\"javascript:x\">a</p>",
    "<a href=x ping=https://e.org/p onfocus=alert(1) autofocus tabindex=1>a</a>",
    "<details ontoggle=alert(1) open>a</details>",
    "<body onload=alert(1)><html onclick=alert(1) class=x>",
    "<p xmlns:xlink=x xlink:href=javascript:x xml:base=javascript:x>a</p>",
    // Addresses.
    "<a href=\"javascript:alert(1)\">a</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">a</a>",
    "<a href=\"java&#115;cript:alert(1)\">a</a>",
    "<a href=\"&#x6A;&#x61;vascript&colon;alert(1)\">a</a>",
    "<div><a href=\"java\tscript:alert(1)\">a</a> <a href=\"java\nscript:alert(1)\">b</a></div>",
    "<a href=\"java&Tab;script&NewLine;:alert(1)\">a</a>",
    "<a href=\" &#1;javascript:alert(1)\">a</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">a</a>",
    "<a href=\"vbscript:x\">a</a> <a href=\"blob:x\">b</a> <a href=\"file:///x\">c</a> <a href=\"about:blank\">d</a>",
    "[a](javascript:alert(1)) [b](<java script:x>) [c](data:text/html;base64,x) ![d](javascript:x)",
    "[a]\n\n[a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<video src=javascript:x poster=javascript:x></video><blockquote cite=javascript:x>a</blockquote>",
    "<map name=m><area href=javascript:x></map><img src=x usemap=#m>",
    // What looks like text to one and like tags to the other.
    "<iframe><img title=\"</iframe><img src=x onerror=alert(1)>\"></iframe>",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<noframes><img title=\"</noframes><img src=x onerror=alert(1)>\"></noframes>",
    "<xmp><img title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<style><img title=\"</style><img src=x onerror=alert(1)>\"></style>",
    "<script><img title=\"</script><img src=x onerror=alert(1)>\"></script>",
    "<script>/*<!--<script>*/</script>alert(1)</script><img src=x onerror=alert(1)>",
    "<template><img title=\"</template><img src=x onerror=alert(1)>\"></template>",
    "<select><img title=\"</select><img src=x onerror=alert(1)>\"></select>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<p><</b>script>alert(1)<</b>/script></p>",
    "<p><<b onclick=x>script>alert(1)<</p>/script></p>",
    "<div>\n<<x>img src=x onerror=alert(1)>\n</div>",
    "<div>&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;</div>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<div><scr<!-- -->ipt>alert(1)</script></div>",
    "`<img src=x onerror=alert(1)>` ``` <script>``` \\<script>alert(1)\\</script>",
    // Comments and their like.
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!-- a --\u{A0}><img src=x onerror=alert(1)> -->",
    "<!-- <img title=\"--><img src=x onerror=alert(1)>\"> -->",
    "<![CDATA[ > <img src=x onerror=alert(1)> ]]>",
    "<?x > <img src=x onerror=alert(1)> ?>",
    "<!x > <img src=x onerror=alert(1)> >",
    "<!DOCTYPE x [ <!ENTITY y \"<img src=x onerror=alert(1)>\"> ]>",
    "<div></ x><img src=x onerror=alert(1)></div>",
    "<div></><img src=x onerror=alert(1)></div>",
    "<div><//><img src=x onerror=alert(1)></div>",
    "<!-- forgot <img src=x onerror=alert(1)>",
    // Other languages, and what changes when it is read again.
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>a</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<svg><animate attributeName=href values=javascript:x /></svg>",
    "<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></iframe></foreignObject></svg>",
    "<svg><title><style><img title=\"</style><img src=x onerror=alert(1)>\"></title></svg>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<svg><desc><![CDATA[</desc><img src=x onerror=alert(1)>]]></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)/>#x\"/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi><mglyph><style><img src=x onerror=alert(1)>",
    "<math href=javascript:x><mi xlink:href=javascript:x>a</mi></math>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<table><td><form><table><tr><form><img src=x onerror=alert(1)>",
    "<p><table><p><svg><style><img src=x onerror=alert(1)></style>",
    "<a><table><a href=javascript:x>b</table>",
    "$\\operatorname{<img src=x onerror=alert(1)>}$",
    "$$\\operatorname{<script>alert(1)</script>}$$",
    "$\\mathrm{<img src=x onerror=alert(1)>} \\text{<img src=x onerror=alert(1)>}$",
    "$a<b>c$ $\\color{red;background:url(x)}x$",
    // Frames and forms.
    "<iframe src=\"javascript:alert(1)\"></iframe><iframe src=x.html></iframe><iframe src=\"//e.org\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\" sandbox=\"allow-top-navigation\" src=https://e.org></iframe>",
    "<iframe src=\"https://e.org\" allow=\"camera\" name=x onload=alert(1)></iframe>",
    "<object data=javascript:x></object><embed src=javascript:x><applet code=x></applet>",
    "<form action=javascript:x><button formaction=javascript:x>a</button><input type=image src=x onerror=alert(1)></form>",
    "<isindex action=javascript:x type=image><keygen autofocus onfocus=alert(1)>",
    "<base href=//e.org/><link rel=stylesheet href=//e.org/x.css><meta http-equiv=refresh content=0;url=javascript:x>",
    "<frameset onload=alert(1)><frame src=javascript:x></frameset>",
    "<marquee onstart=alert(1)>a</marquee><bgsound src=javascript:x><image src=x onerror=alert(1)>",
    // Names that scripts take for something else.
    "<img name=\"currentScript\" src=\"http://e.org/_assets/x.js\">",
    "<img id=currentScript src=x><a id=cookie name=getElementById>a</a><form name=body></form>",
    "<a id=\"dw.main\" data-toc=x data-js=//e.org/x.js data-root=//e.org/>a</a>",
    "<div data-theme=x data-\"x=y DATA-TOC=z aria-\"x=y>a</div>",
    // Our own constructs.
    "> [!div onclick=\"alert(1)\" style=\"x\" data-toc=\"x\" name=\"y\" srcdoc=\"z\" class=\"k\"]\n> a",
    "> [!VIDEO https://e.org/\"onload=alert(1)]",
    ":::image source=\"x\" alt-text=\"<img src=x onerror=alert(1)>\":::",
    ":::image source=\"javascript:x\" alt-text=\"a\" link=\"https://e.org/\\\"onclick=x\":::",
    ":::no-loc text=\"<img src=x onerror=alert(1)>\":::",
    "::: form action=\"javascript:x\" submitText=\"<img src=x onerror=alert(1)>\" model=\"\\\"onclick=x\" :::",
    "<xref:a?text=<img src=x>&title=\"onclick=x> <xref href=\"a\" onclick=alert(1) data-toc=x>b</xref>",
    "```\"onclick=x\"><img src=x onerror=alert(1)>\n<img src=x onerror=alert(1)>\n```",
    "# <img src=x onerror=alert(1)> {#\"onclick=x}",
    "[^\"onclick=x]\n\n[^\"onclick=x]: <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n| --- |\n| <script>alert(1)</script> |",
    "term <script>\n: <img src=x onerror=alert(1)>",
    "[![a](x \"<img src=x onerror=alert(1)>\")](y '\" onclick=\"x')",
    "# [<img src=x onerror=alert(1)>](#tab/a)\n\nb\n\n***",
];

/// Where a text may stand.
const PLACES: &[&str] = &[
    "{}",
    "Text {} text",
    "- {}\n- after",
    "> {}\n\nafter",
    "> [!NOTE]\n> {}\n\nafter",
    "# {}\n\nafter",
    "| a |\n| --- |\n| {} |",
    "**b {} c**",
    "[b {} c](d.md)",
    "<div>\n\n{}\n\n</div>",
    "<table><tr><td>\n\n{}\n\n</td></tr></table>",
    "[^1]\n\n[^1]: {}",
    "<p {}>",
    "<p title=\"{}\">",
    "<svg>{}</svg>",
    "<math><mtext>{}</mtext></math>",
];

/// An attack in a place, its lines as that place needs them.
fn placed(place: &str, attack: &str) -> String {
    let prefix = if place.starts_with("> ") { "\n> " } else { "\n" };
    let attack = attack.replace('\n', prefix);
    place.replace("{}", &attack)
}

#[test]
fn our_own_writer_writes_nothing_that_the_list_does_not_hold() {
    let mut wrong = Vec::new();
    for attack in ATTACKS {
        for (number, place) in PLACES.iter().enumerate() {
            let text = placed(place, attack);
            let dialect = if number % 2 == 0 { Dialect::PLAIN } else { Dialect::LEARN };
            let article = alone::article(&text, dialect, HtmlPolicy::Safe);
            let mut found = reread::strangers(&article);
            found.retain(|what| what.starts_with('<'));
            if !found.is_empty() {
                wrong.push(format!("{text:?}\n  {found:?}\n  {article}"));
            }
        }
        // Line ends of another system.
        let article = alone::article(&attack.replace('\n', "\r\n"), Dialect::PLAIN, HtmlPolicy::Safe);
        assert_eq!(reread::strangers(&article), [""; 0], "{attack:?} {article}");
    }
    assert!(wrong.is_empty(), "{} of our articles are not clean:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn pages_of_attackers_are_published_without_their_attacks() {
    let project = Project::new(&[("docwright.yml", "html: safe\n")]);
    for (number, attack) in ATTACKS.iter().enumerate() {
        project.write(&format!("{number}.md"), format!("{attack}\n").as_bytes());
    }
    project.write(
        "landing.yml",
        br#"### YamlMime:Landing
title: "<img src=x onerror=alert(1)>"
summary: "<script>alert(1)</script> [a](javascript:x)"
metadata:
  title: "</title><script>alert(1)</script>"
  description: "\"><script>alert(1)</script>"
landingContent:
  - title: "<b onclick=x>a"
    linkLists:
      - linkListType: overview
        links:
          - text: "<img src=x onerror=alert(1)>"
            url: "javascript:alert(1)"
"#,
    );
    project.write("front.md", b"---\ntitle: </title><script>alert(1)</script>\ndescription: '\"><script>alert(1)</script>'\nauthor: <img src=x onerror=alert(1)>\n---\ntext\n");
    project.write("toc.yml", b"- name: <img src=x onerror=alert(1)>\n  href: front.md\n- name: '\"onclick=x'\n  items:\n  - name: <script>\n    href: landing.yml\n");
    project.build();
    let files = project.files("_site");
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in pages {
        let page = String::from_utf8_lossy(bytes);
        assert_eq!(faults(&page), [""; 0], "{path}: {page}");
    }
}

/// What of a whole page, its frame included, runs a script that is not the theme's.
fn faults(page: &str) -> Vec<String> {
    let tree = browser::parse(page, true);
    let mut out = Vec::new();
    for id in tree.below(Tree::ROOT) {
        let Some(element) = tree.element(id) else { continue };
        let name = element.name();
        for (key, value) in element.attributes() {
            let address = matches!(&*key, "href" | "src" | "action" | "formaction" | "xlink:href" | "content" | "data");
            if key.starts_with("on") || key == "srcdoc" || address && !safe::is_address(value) && key != "content" {
                out.push(format!("<{name} {key}={value}>"));
            }
        }
        let ours = |src: &str| src.trim_start_matches(['.', '/']).starts_with("_assets/");
        let data = element.attribute("type") == Some("application/ld+json");
        if name == "script" && !data && !element.attribute("src").is_some_and(ours) {
            out.push("<script>".to_owned());
        }
    }
    let article = tree.below(Tree::ROOT).find(|&id| tree.is(id, "article"));
    let found = article.map(|id| {
        tree.below(id).any(|id| {
            tree.is(id, "iframe") && tree.element(id).is_some_and(|frame| frame.attribute("sandbox").is_none())
        })
    });
    if found == Some(true) {
        out.push("a frame without a sandbox".to_owned());
    }
    out
}

#[test]
fn what_is_allowed_stays() {
    let check = |text: &str, want: &str| {
        let article = alone::article(text, Dialect::PLAIN, HtmlPolicy::Safe);
        assert_eq!(article.trim_end(), want, "{text}");
    };
    check("<img src=x onclick=a> onerror=b class=q", "<p><img src=\"x\"> onerror=b class=q</p>");
    check("a <b style=x>bold</b> c", "<p>a <b>bold</b> c</p>");
    check("<td style=x>cell</td>", "<td>cell</td>");
    check(
        "<a name=\"x\">a</a> <a name=y id=z>b</a> <a name=cookie>c</a>",
        "<p><a id=\"x\">a</a> <a id=\"z\">b</a> <a>c</a></p>",
    );
    check(
        "<a href=\"tel:+39\">a</a> <a HREF='mailto:a@e.org?x&amp;y'>b</a> <a href=//e.org>c</a> <a href=\"ftp://e.org\">d</a>",
        "<p><a href=\"tel:+39\">a</a> <a href=\"mailto:a@e.org?x&amp;y\">b</a> <a href=\"//e.org\">c</a> <a>d</a></p>",
    );
    check(
        "<iframe src=\"https://e.org/x\" width=3></iframe>",
        "<iframe src=\"https://e.org/x\" width=\"3\" sandbox=\"allow-scripts allow-same-origin allow-presentation\"></iframe>",
    );
    check("<p>a &lt; b &amp; c &eacute; < d</p>", "<p>a &lt; b &amp; c &eacute; &lt; d</p>");
    check(
        "<details OPEN><summary>a</summary>b<br/>c</details>",
        "<details open=\"\"><summary>a</summary>b<br>c</details>",
    );
}
