//! The markers that give parts of code files names, in every language that has them.

use std::collections::HashMap;

use super::Problem;

/// How a name is marked. Each kind but one stands before every line of it that ends with the name's own closing form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Marker {
    /// Before the name, in lower case and without blanks.
    before: &'static str,
    /// Behind the name.
    after: &'static str,
    /// Before the name in the closing line; the whole of it where that needs no name.
    close: &'static str,
    /// Whether the closing line holds the name. Otherwise it closes what was opened last.
    named: bool,
}

const fn comment(before: &'static str, close: &'static str) -> Marker {
    Marker { before, after: ">", close, named: true }
}

const SLASHES: Marker = comment("//<", "//</");
const APOSTROPHE: Marker = comment("'<", "'</");
const DASHES: Marker = comment("--<", "--</");
const HASH: Marker = comment("#<", "#</");
const REM: Marker = comment("rem<", "rem</");
const PERCENT: Marker = comment("%<", "%</");
const SEMICOLON: Marker = comment(";<", ";</");
const XML: Marker = Marker { before: "<!--<", after: ">-->", close: "<!--</", named: true };
const CSS: Marker = Marker { before: "/*<", after: ">*/", close: "/*</", named: false };
/// `#Region` and `#End Region` are the same: neither case nor blanks count.
const REGION: Marker = Marker { before: "#region", after: "", close: "#endregion", named: false };

/// Languages' names and files' extensions, in lower case, and the markers of each.
static LANGUAGES: &[(&[&str], &[Marker])] = &[
    (
        &["actionscript", "as", "arduino", "ino", "assembly", "nasm", "asm", "cuda", "cu", "cuh", "d", "dlang"],
        &[SLASHES],
    ),
    (
        &["cpp", "c", "c++", "objective-c", "obj-c", "objc", "objectivec", "h", "hpp", "cc", "m", "cxx", "hxx"],
        &[SLASHES],
    ),
    (&["fsharp", "fs", "fsi", "fsx", "f#", "go", "golang", "hlsl", "fx", "java", "gradle"], &[SLASHES]),
    (
        &["javascript", "js", "node", "json", "jsonc", "typescript", "ts", "scss", "kotlin", "kt", "dart", "bicep"],
        &[SLASHES],
    ),
    (&["pascal", "pas", "processing", "pde", "rust", "rs", "scala", "smalltalk", "st", "swift"], &[SLASHES]),
    (&["csharp", "cs", "c#", "csx", "asax"], &[SLASHES, REGION]),
    (&["cshtml", "aspx-cs", "aspx-csharp", "razor"], &[SLASHES, REGION, XML]),
    (&["react", "tsx", "jsx", "php"], &[SLASHES, XML]),
    (&["vb", "vbnet", "vbscript", "bas", "vbs", "vba"], &[APOSTROPHE, REGION]),
    (&["vbhtml", "aspx-vb"], &[APOSTROPHE, REGION, XML]),
    (
        &["xml", "xsl", "xslt", "xsd", "wsdl", "csdl", "edmx", "vsixmanifest", "config", "dtd", "csproj", "vbproj"],
        &[XML],
    ),
    (&["xaml", "handlebars", "hbs", "html", "jsp", "asp", "aspx", "ascx", "master", "htm"], &[XML]),
    (&["sql", "lua", "haskell", "hs"], &[DASHES]),
    (&["perl", "pl", "powershell", "posh", "ps1", "azurepowershell", "python", "py", "r"], &[HASH]),
    (&["shell", "sh", "bash", "azurecli", "console", "yaml", "yml", "terraform", "hcl", "tf", "dockerfile"], &[HASH]),
    (&["ruby", "ru", "erb", "rb"], &[HASH, XML]),
    (&["batchfile", "bat", "cmd"], &[REM]),
    (&["erlang", "erl", "matlab"], &[PERCENT]),
    (&["lisp", "lsp"], &[SEMICOLON]),
    (&["css"], &[CSS]),
];

/// Every marker, for languages that are not known.
static ALL: &[Marker] = &[SLASHES, REGION, APOSTROPHE, XML, DASHES, HASH, REM, PERCENT, SEMICOLON, CSS];

/// The markers of a language or file extension, with or without Learn's `-interactive`.
pub(super) fn markers(language: &str) -> Option<&'static [Marker]> {
    let language = language.to_ascii_lowercase();
    let language = language.strip_suffix("-interactive").unwrap_or(&language);
    LANGUAGES.iter().find(|(names, _)| names.contains(&language)).map(|(_, markers)| *markers)
}

/// A line as a marker reads it.
enum Line<'a> {
    Code,
    Open(&'a str),
    /// `#region` with words that are no name.
    OpenUnnamed,
    /// The name, empty where the closing line needs none.
    Close(&'a str),
}

/// What a name stands for: the lines between its markers, counted from 0.
#[derive(Clone, Copy)]
struct Part {
    first: usize,
    /// One past the last, once it was closed.
    end: Option<usize>,
    /// Whether an unnamed region inside it took its closing line.
    cut: bool,
}

/// The lines of a tag, all lines of markers taken out, and the line at which it was cut short.
pub(super) fn lines<'a>(
    lines: &[&'a str],
    language: &str,
    name: &str,
) -> Result<(Vec<&'a str>, Option<usize>), Problem> {
    let name = name.to_lowercase();
    let prefixed = format!("snippet{name}");
    let mut problem = Problem::TagNotFound;
    for marker in markers(language).unwrap_or(ALL) {
        let (parts, marked) = marker.parts(lines);
        match parts.get(&name).or_else(|| parts.get(&prefixed)) {
            Some(&Part { first, end: Some(end), cut }) => {
                let inside = (first..end).filter(|at| marked.binary_search(at).is_err());
                return Ok((inside.map(|at| lines[at]).collect(), cut.then_some(end + 1)));
            }
            Some(part) if problem == Problem::TagNotFound => problem = Problem::TagNotClosed(part.first),
            _ => {}
        }
    }
    Err(problem)
}

/// The names of a text's tags in text order.
pub(super) fn names<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let markers = markers(language).unwrap_or(ALL);
    let name = |line: &'a str| {
        markers.iter().find_map(|marker| match marker.read(line) {
            Line::Open(name) => Some(name),
            _ => None,
        })
    };
    text.lines().filter_map(name).collect()
}

impl Marker {
    /// Every part that this kind of marker names, and the lines of markers in order.
    fn parts(&self, lines: &[&str]) -> (HashMap<String, Part>, Vec<usize>) {
        let mut parts: HashMap<String, Part> = HashMap::new();
        let mut marked = Vec::new();
        // Names that are open, each with whether an unnamed region was opened inside.
        let mut open: Vec<(String, bool)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            match self.read(line) {
                Line::Code => {}
                Line::Open(name) => {
                    marked.push(at);
                    let name = name.to_lowercase();
                    parts.insert(name.clone(), Part { first: at + 1, end: None, cut: false });
                    if !self.named {
                        open.push((name, false));
                    }
                }
                Line::OpenUnnamed => {
                    if let Some((_, unnamed)) = open.last_mut() {
                        *unnamed = true;
                    }
                }
                Line::Close(name) => {
                    marked.push(at);
                    let (name, cut) = match self.named {
                        true => (name.to_lowercase(), false),
                        false => open.pop().unwrap_or_default(),
                    };
                    if let Some(part) = parts.get_mut(&name).filter(|part| part.end.is_none()) {
                        (part.end, part.cut) = (Some(at), cut);
                    }
                }
            }
        }
        (parts, marked)
    }

    fn read<'a>(&self, line: &'a str) -> Line<'a> {
        if let Some(rest) = skip(line, self.close) {
            match self.inside(rest).filter(|name| is_name(name)) {
                Some(name) if self.named => return Line::Close(name),
                _ if !self.named && (self.after.is_empty() || self.inside(rest).is_some()) => return Line::Close(""),
                _ => {}
            }
        }
        match skip(line, self.before).and_then(|rest| self.inside(rest)) {
            Some(name) if is_name(name) => Line::Open(name),
            Some(_) if self.after.is_empty() => Line::OpenUnnamed,
            _ => Line::Code,
        }
    }

    /// What stands before this marker's end, which must be the end of the line.
    fn inside<'a>(&self, rest: &'a str) -> Option<&'a str> {
        let Some(first) = self.after.chars().next() else { return Some(rest.trim()) };
        let at = rest.find(first)?;
        skip(&rest[at..], self.after).filter(|behind| behind.trim().is_empty()).map(|_| rest[..at].trim())
    }
}

/// What follows `what` at the start of a text, neither case nor blanks counting.
fn skip<'a>(text: &'a str, what: &str) -> Option<&'a str> {
    let mut rest = text;
    for want in what.chars() {
        rest = rest.trim_start();
        let char = rest.chars().next().filter(|char| char.to_ascii_lowercase() == want)?;
        rest = &rest[char.len_utf8()..];
    }
    Some(rest)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '.' | '-'))
}
