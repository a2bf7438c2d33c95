//! Makes a project of many pages like those of a real repository, the same ones each time.
//!
//! ```text
//! cargo bench --bench pages -- PAGES OUT [docwright|hugo|mdbook]
//! ```
//!
//! OUT must not be there. Folders hold forty pages, areas twenty-five folders. A page has 5.5 to 6 KB of Markdown: front
//! matter, six parts, eight links to other pages (four of them to a heading: half near by, half anywhere), two blocks of
//! code, a table, a list and a callout; each tenth includes a file, each eighth shows a picture. A table of contents lists
//! all. The pages of another size begin with the same words, though their links lead elsewhere.
//!
//! For Hugo the same pages, with includes put in, and a site around them: a sidebar of the section, the neighbours, a
//! search index, links that are checked. For mdBook the same, and its own theme.

#![expect(clippy::disallowed_methods, reason = "it writes a project")]

use std::{env, fmt::Write, fs, io, path::Path, process::ExitCode};

use rayon::prelude::*;

const PAGES_A_FOLDER: usize = 40;
const FOLDERS_AN_AREA: usize = 25;
const PARTS: usize = 6;
const INCLUDES: usize = 20;
/// Bytes that a page is filled up to.
const FULL: usize = 5_600;

const WORDS: &str = "access account action address agent alert application archive argument array attribute audit \
    backup batch binding block branch buffer build cache call certificate change channel check class client cluster code \
    collection column command component condition configuration connection console container context control copy count \
    credential custom data database default definition delete dependency deployment device directory disk document domain \
    download driver edition element endpoint entry environment error event example exception expression extension failure \
    feature field file filter flag folder format function gateway group handler header health history host identity image \
    import index input instance interface interval item job key label language layer library license limit line link list \
    load location lock log machine manager mapping member memory message method metric migration mode model module monitor \
    name network node notification number object operation operator option order output package page parameter parent part \
    partition password path pattern performance permission pipeline platform plugin policy pool port prefix process profile \
    project property protocol provider proxy query queue range record region registry release replica report repository \
    request resource response result retry role route rule runtime schedule schema scope script section security segment \
    server service session setting signal size snapshot source stage state statement status step storage stream string \
    subscription switch system table target task template tenant test thread threshold time token tool topic trace \
    transaction transfer trigger type update upgrade user validation value variable vault version view volume window \
    worker workflow workspace zone";

const SMALL: &str = "the a an of to in for with from on when where that this which is are can must should if after before \
    each its and or by as at into until only also then";

const VERBS: &str = "creates starts stops reads writes checks returns sends receives replaces removes opens closes uses \
    needs keeps holds sets changes follows";

/// What the project is for.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Docwright,
    Hugo,
    Mdbook,
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        dice.roll(2);
        dice.roll(2);
        dice
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    /// A word of a list: the first ones are more frequent, as in a language.
    fn word<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let of = self.roll(list.len()) + 1;
        list[self.roll(of)]
    }
}

/// The words that pages are made of.
struct Language {
    words: Vec<&'static str>,
    small: Vec<&'static str>,
    verbs: Vec<&'static str>,
}

/// A page: what others need to know to link to it.
struct Page {
    number: usize,
    title: String,
    parts: Vec<String>,
}

fn main() -> ExitCode {
    // Cargo adds a flag of its own.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let kind = match arguments.get(2) {
        None | Some(&"docwright") => Some(Kind::Docwright),
        Some(&"hugo") => Some(Kind::Hugo),
        Some(&"mdbook") => Some(Kind::Mdbook),
        Some(_) => None,
    };
    let (Some(kind), Some(Ok(count)), Some(out)) =
        (kind, arguments.first().map(|count| count.parse::<usize>()), arguments.get(1))
    else {
        eprintln!("usage: pages PAGES OUT [docwright|hugo|mdbook]");
        return ExitCode::from(2);
    };
    match project(kind, count, Path::new(out)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pages: {out}: {error}");
            ExitCode::from(3)
        }
    }
}

fn project(kind: Kind, count: usize, out: &Path) -> io::Result<()> {
    fs::create_dir(out)?;
    let list = |text: &'static str| text.split_whitespace().collect();
    let language = Language { words: list(WORDS), small: list(SMALL), verbs: list(VERBS) };
    let content = match kind {
        Kind::Docwright => out.to_owned(),
        Kind::Hugo => out.join("content"),
        Kind::Mdbook => out.join("src"),
    };
    let media = if kind == Kind::Hugo { out.join("static/media") } else { content.join("media") };
    fs::create_dir_all(&media)?;
    let folders = count.div_ceil(PAGES_A_FOLDER);
    (0..folders).into_par_iter().try_for_each(|folder| {
        let path = content.join(folder_of(folder * PAGES_A_FOLDER));
        fs::create_dir_all(&path)?;
        if kind == Kind::Hugo {
            fs::write(path.join("_index.md"), format!("---\ntitle: {}\n---\n", folder_title(&language, folder)))?;
        }
        fs::write(media.join(format!("flow-{folder}.svg")), picture(folder))?;
        for number in folder * PAGES_A_FOLDER..count.min((folder + 1) * PAGES_A_FOLDER) {
            fs::write(path.join(file_of(number)), markdown(&language, kind, number, count))?;
        }
        Ok::<(), io::Error>(())
    })?;
    match kind {
        Kind::Docwright => {
            fs::create_dir(out.join("includes"))?;
            for number in 0..INCLUDES {
                let text = include(&language, number) + "\n";
                fs::write(out.join(format!("includes/note-{number}.md")), text)?;
            }
            tables_of_contents(&language, count, out)?;
            fs::write(out.join("docwright.yml"), "title: Generated\n")?;
            fs::write(out.join("index.md"), format!("# Generated\n\nA site of {count} pages.\n"))
        }
        Kind::Hugo => {
            let layouts = out.join("layouts");
            fs::create_dir_all(layouts.join("_default/_markup"))?;
            for (name, text) in HUGO_LAYOUTS {
                fs::write(layouts.join(name), text)?;
            }
            fs::write(out.join("content/_index.md"), "---\ntitle: Generated\n---\n")?;
            fs::write(out.join("hugo.toml"), HUGO_CONFIG)
        }
        Kind::Mdbook => {
            let mut summary = String::from("# Summary\n\n");
            for folder in 0..folders {
                let _ = writeln!(summary, "# {}\n", folder_title(&language, folder));
                for number in folder * PAGES_A_FOLDER..count.min((folder + 1) * PAGES_A_FOLDER) {
                    let title = page(&language, number).title;
                    let _ = writeln!(summary, "- [{title}]({}/{})", folder_of(number), file_of(number));
                }
                summary.push('\n');
            }
            fs::write(content.join("SUMMARY.md"), summary)?;
            fs::write(out.join("book.toml"), "[book]\ntitle = \"Generated\"\n")
        }
    }
}

/// `area-00/topic-00`.
fn folder_of(number: usize) -> String {
    let folder = number / PAGES_A_FOLDER;
    format!("area-{:02}/topic-{:02}", folder / FOLDERS_AN_AREA, folder % FOLDERS_AN_AREA)
}

fn file_of(number: usize) -> String {
    format!("page-{:02}.md", number % PAGES_A_FOLDER)
}

fn folder_title(language: &Language, folder: usize) -> String {
    let dice = &mut Dice::new(0xF01D + folder as u64);
    format!("{} {} {folder}", capital(dice.word(&language.words)), dice.word(&language.words))
}

/// What a page is called, and its parts: they follow from its number.
fn page(language: &Language, number: usize) -> Page {
    let dice = &mut Dice::new(number as u64);
    let mut words = |count: usize| {
        let words: Vec<&str> = (0..count).map(|_| dice.word(&language.words)).collect();
        words.join(" ")
    };
    let title = format!("{} {number}", capital(&words(3)));
    let parts = (0..PARTS).map(|at| format!("{} {}", capital(&words(2)), at + 1)).collect();
    Page { number, title, parts }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn sentence(language: &Language, dice: &mut Dice) -> String {
    let mut out = format!("{} {} {}", capital(dice.word(&language.small)), dice.word(&language.words), {
        dice.word(&language.verbs)
    });
    for at in 0..6 + dice.roll(10) {
        let list = if at % 2 == 0 { &language.small } else { &language.words };
        out.push(' ');
        out.push_str(dice.word(list));
    }
    match dice.roll(12) {
        0 => out.push_str(" **as a rule**"),
        1 => {
            let _ = write!(out, " `{}{}`", dice.word(&language.words), capital(dice.word(&language.words)));
        }
        _ => {}
    }
    out.push_str(". ");
    out
}

fn include(language: &Language, number: usize) -> String {
    let dice = &mut Dice::new(0x10C1 + number as u64);
    format!("Shared text {number}. {}", sentence(language, dice).trim_end())
}

fn markdown(language: &Language, kind: Kind, number: usize, count: usize) -> String {
    let own = page(language, number);
    let dice = &mut Dice::new(0x7E87_0000_0000 + number as u64);
    let mut out = format!(
        "---\ntitle: {}\ndescription: {}\nauthor: writer-{}\ndate: 2025-{:02}-{:02}\n---\n\n# {}\n\n",
        own.title,
        sentence(language, dice).trim_end().replace(['*', '`'], ""),
        number % 97,
        number % 12 + 1,
        number % 28 + 1,
        own.title
    );
    let mut room = FULL.saturating_sub(FIXED);
    for (at, part) in own.parts.iter().enumerate() {
        let _ = write!(out, "## {part}\n\n");
        let text = room / (PARTS - at);
        let start = out.len();
        let mut links = if at < 2 { 2 } else { 1 };
        while out.len() - start < text {
            let before = out.len();
            for _ in 0..4 {
                out.push_str(&sentence(language, dice));
                if links > 0 {
                    links -= 1;
                    let to = page(language, other(dice, number, count));
                    link(&mut out, kind, &own, &to, dice.roll(PARTS), (at + links) % 2 == 0);
                }
            }
            out.truncate(out.trim_end().len());
            out.push_str("\n\n");
            debug_assert!(out.len() > before);
        }
        room = room.saturating_sub(out.len() - start);
        match at {
            0 => callout(&mut out, language, dice),
            1 => code(&mut out, language, dice, number),
            2 => table(&mut out, language, dice),
            3 => list(&mut out, language, dice),
            4 => code(&mut out, language, dice, number + 3),
            _ => extras(&mut out, language, kind, number),
        }
    }
    out
}

/// Bytes of a page that are no paragraphs, about.
const FIXED: usize = 2_000;

/// The page that a link leads to: one of the same folder, or any.
fn other(dice: &mut Dice, number: usize, count: usize) -> usize {
    let first = number / PAGES_A_FOLDER * PAGES_A_FOLDER;
    match dice.roll(2) {
        0 => first + dice.roll(PAGES_A_FOLDER.min(count - first)),
        _ => dice.roll(count),
    }
}

fn link(out: &mut String, kind: Kind, from: &Page, to: &Page, part: usize, anchor: bool) {
    let (here, there) = (folder_of(from.number), folder_of(to.number));
    let way = if here == there { String::new() } else { format!("../../{there}/") };
    let fragment = match anchor {
        true => format!("#{}", to.parts[part].to_ascii_lowercase().replace(' ', "-")),
        false => String::new(),
    };
    let text = if anchor { &to.parts[part] } else { &to.title };
    // Hugo looks for `/a/b.md` from the root of the content.
    let way = if kind == Kind::Hugo { format!("/{there}/") } else { way };
    let _ = write!(out, "See [{text}]({way}{}{fragment}). ", file_of(to.number));
}

fn callout(out: &mut String, language: &Language, dice: &mut Dice) {
    let word = ["NOTE", "TIP", "IMPORTANT", "WARNING"][dice.roll(4)];
    let _ = write!(out, "> [!{word}]\n> {}\n\n", sentence(language, dice).trim_end());
}

fn table(out: &mut String, language: &Language, dice: &mut Dice) {
    out.push_str("| Name | Value | Meaning |\n| --- | --- | --- |\n");
    for _ in 0..4 {
        let (name, value) = (dice.word(&language.words), dice.word(&language.words));
        let _ = writeln!(out, "| `{name}` | {value} | {} |", sentence(language, dice).trim_end());
    }
    out.push('\n');
}

fn list(out: &mut String, language: &Language, dice: &mut Dice) {
    for _ in 0..5 {
        let _ = writeln!(out, "- {}", sentence(language, dice).trim_end());
    }
    out.push('\n');
}

/// A block of code in one of six languages.
fn code(out: &mut String, language: &Language, dice: &mut Dice, number: usize) {
    let mut name = || capital(dice.word(&language.words));
    let (a, b, c, d) = (name(), name(), name(), name());
    let (e, f) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    let n = number % 1000;
    let text = match number % 6 {
        0 => format!(
            "```csharp\nusing System;\n\npublic class {a}{b} : I{c}\n{{\n    private readonly {d} _{e} = new {d}({n});\n\n    public async Task<{c}> Get{b}Async(string {f})\n    {{\n        if (string.IsNullOrEmpty({f})) throw new ArgumentException(nameof({f}));\n        return await _{e}.Load{c}Async({f}, timeout: {n}); // {c} of {d}\n    }}\n}}\n```\n\n"
        ),
        1 => format!(
            "```powershell\n$${e} = Get-{a}{b} -Name \"{c}{n}\" -ErrorAction Stop\nforeach ($item in $${e}.{d}) {{\n    if ($item.{b} -gt {n}) {{\n        Write-Host \"{c}: $($item.{d})\"\n        Set-{a} -Id $item.Id -{b} $true | Out-Null\n    }}\n}}\n```\n\n"
        )
        .replace("$$", "$"),
        2 => format!(
            "```json\n{{\n  \"{e}\": {{\n    \"name\": \"{c}{n}\",\n    \"{f}\": [{n}, {}, true, null],\n    \"properties\": {{ \"{a}{b}\": \"{d}\", \"enabled\": false }}\n  }},\n  \"version\": \"1.{n}.0\"\n}}\n```\n\n",
            n + 1
        ),
        3 => format!(
            "```python\nfrom {e} import {a}{b}\n\n\nclass {c}{d}:\n    \"\"\"Keeps {f} of {e}.\"\"\"\n\n    def __init__(self, {f}, limit={n}):\n        self.{f} = [{a}{b}(x) for x in {f} if x is not None]\n        self.limit = max(limit, {n})\n\n    def run(self):\n        for index, item in enumerate(self.{f}):\n            yield index, f\"{{item}}-{{self.limit}}\"\n```\n\n"
        ),
        4 => format!(
            "```bash\n#!/bin/bash\nset -e\n{a}_{b}=\"${{1:-{e}{n}}}\"\nfor file in /etc/{f}/*.conf; do\n    grep -q \"{c}\" \"$file\" && echo \"$file: {d}\" || exit {}\ndone\ncurl -s \"https://example.com/{e}?{f}={n}\" | tee \"${a}_{b}.log\"\n```\n\n",
            n % 100
        ),
        _ => format!(
            "```sql\nSELECT {e}.{a}, COUNT({f}.{b}) AS {c}\nFROM dbo.{a}{b} AS {e}\nINNER JOIN dbo.{d} AS {f} ON {f}.Id = {e}.{d}Id\nWHERE {e}.{c} > {n} AND {f}.Name LIKE N'%{d}%'\nGROUP BY {e}.{a}\nORDER BY {c} DESC; -- {n} rows\n```\n\n"
        ),
    };
    out.push_str(&text);
}

fn extras(out: &mut String, language: &Language, kind: Kind, number: usize) {
    if number.is_multiple_of(10) {
        let note = number / 10 % INCLUDES;
        let _ = match kind {
            Kind::Docwright => write!(out, "[!INCLUDE [note](../../includes/note-{note}.md)]\n\n"),
            _ => write!(out, "{}\n\n", include(language, note)),
        };
    }
    if number.is_multiple_of(8) {
        let folder = number / PAGES_A_FOLDER;
        let way = if kind == Kind::Hugo { "/" } else { "../../" };
        let _ = write!(out, "![The flow of {folder}]({way}media/flow-{folder}.svg)\n\n");
    }
}

fn picture(folder: usize) -> String {
    let mut out = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"120\">\n");
    for at in 0..4 {
        let (x, y) = (at * 78 + folder % 9, folder % 60);
        let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"60\" height=\"40\" fill=\"#48c\"/>");
    }
    out.push_str("</svg>\n");
    out
}

/// One for each area, and one that leads to them.
fn tables_of_contents(language: &Language, count: usize, out: &Path) -> io::Result<()> {
    let an_area = PAGES_A_FOLDER * FOLDERS_AN_AREA;
    let mut root = String::from("- name: Start\n  href: index.md\n");
    for (area, start) in (0..count).step_by(an_area).enumerate() {
        let _ = write!(root, "- name: Area {area}\n  href: area-{area:02}/toc.yml\n");
        let mut toc = String::new();
        for number in start..count.min(start + an_area) {
            let folder = number / PAGES_A_FOLDER;
            if number.is_multiple_of(PAGES_A_FOLDER) {
                let _ = write!(toc, "- name: {}\n  items:\n", folder_title(language, folder));
            }
            let title = page(language, number).title;
            let topic = folder % FOLDERS_AN_AREA;
            let _ = write!(toc, "  - name: {title}\n    href: topic-{topic:02}/{}\n", file_of(number));
        }
        fs::write(out.join(format!("area-{area:02}/toc.yml")), toc)?;
    }
    fs::write(out.join("toc.yml"), root)
}

const HUGO_CONFIG: &str = "baseURL = \"https://example.com/\"\ntitle = \"Generated\"\nuglyURLs = true\ndisableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n[outputs]\nhome = [\"html\", \"json\"]\n";

/// A theme with what every documentation has: the section's pages, the headings, the neighbours, a search index. A link that leads
/// to no page is an error; headings are not looked for.
const HUGO_LAYOUTS: &[(&str, &str)] = &[
    (
        "_default/baseof.html",
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ .Title }}</title><meta name=\"description\" content=\"{{ .Description }}\"><link rel=\"canonical\" href=\"{{ .Permalink }}\"></head>\n<body><header><a href=\"/\">{{ site.Title }}</a></header>{{ block \"main\" . }}{{ end }}</body></html>\n",
    ),
    (
        "_default/single.html",
        "{{ define \"main\" }}<nav>{{ with .CurrentSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a><ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}</nav>\n<main><p>{{ .Date.Format \"2006-01-02\" }} · {{ .ReadingTime }} min</p>{{ .Content }}{{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</main>\n<aside>{{ .TableOfContents }}</aside>{{ end }}\n",
    ),
    (
        "_default/list.html",
        "{{ define \"main\" }}<main><h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></main>{{ end }}\n",
    ),
    (
        "index.json",
        "[{{ range $at, $page := site.RegularPages }}{{ if $at }},\n{{ end }}{\"t\":{{ .Title | jsonify }},\"u\":{{ .RelPermalink | jsonify }},\"c\":{{ .Plain | jsonify }}}{{ end }}]\n",
    ),
    (
        "_default/_markup/render-link.html",
        "{{- $url := urls.Parse .Destination -}}{{- $to := .Destination -}}{{- if and (not $url.IsAbs) $url.Path -}}{{- with $.Page.GetPage $url.Path -}}{{- $to = .RelPermalink -}}{{- else -}}{{- errorf \"%s: %s is not there\" $.Page.File.Path $url.Path -}}{{- end -}}{{- with $url.Fragment -}}{{- $to = printf \"%s#%s\" $to . -}}{{- end -}}{{- end -}}<a href=\"{{ $to | safeURL }}\">{{ .Text | safeHTML }}</a>",
    ),
    (
        "_default/_markup/render-blockquote.html",
        "<blockquote class=\"{{ .Type }} {{ .AlertType }}\">{{ with .AlertType }}<p>{{ . | title }}</p>{{ end }}{{ .Text }}</blockquote>\n",
    ),
];
