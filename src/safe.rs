//! What untrusted authors may write, with `html: safe`: elements, attributes and addresses.

use crate::browser::{Element, Language};

/// Whether authors may write an element. `name` is in lower case.
pub fn is_element(name: &str) -> bool {
    ELEMENTS.contains(&name)
}

/// Whether authors may write an attribute with this value, entities resolved. Names are in lower case.
pub fn is_attribute(element: &str, name: &str, value: &str) -> bool {
    match name {
        "href" | "cite" | "poster" => is_address(value),
        "src" if element == "iframe" => is_frame(value),
        "src" => is_address(value),
        "id" => is_id(value),
        // Fragments lead to it; of no other element is a name needed, and those of some are properties of `document`.
        "name" => matches!(element, "a" | "map") && is_id(value),
        _ if name.starts_with("data-") => is_plain(name) && !OURS.contains(&name),
        _ => ATTRIBUTES.contains(&name) || name.starts_with("aria-") && is_plain(name),
    }
}

/// Whether an address only leads somewhere: relative, or of a scheme that runs nothing. This is the one place that
/// decides it, for every address that is written into a page of a project with `html: safe`.
pub fn is_address(address: &str) -> bool {
    // Browsers leave control characters and blanks out before they look for the scheme.
    let mut plain = address.chars().filter(|char| !char.is_whitespace() && !char.is_control());
    let mut scheme = String::new();
    loop {
        match plain.next() {
            Some(':') => return SCHEMES.contains(&&*scheme),
            None | Some('/' | '?' | '#') => return true,
            Some(char) => scheme.push(char.to_ascii_lowercase()),
        }
    }
}

/// Whether a frame may show an address: another site's, over HTTPS.
pub fn is_frame(address: &str) -> bool {
    let start = address.trim_ascii();
    start.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) && is_address(start)
}

/// What a frame of another site may do, as its `sandbox`: play, but not lead the page away.
pub const SANDBOX: &str = "allow-scripts allow-same-origin allow-presentation";

/// Whether an id hides nothing that scripts ask `document` for, and is none of the theme's own.
fn is_id(id: &str) -> bool {
    !DOCUMENT.contains(&id) && !id.starts_with("dw.")
}

/// Whether the name of an attribute is one that nothing takes for anything else.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether an element that a browser finds in an article is one of those that authors or we ourselves write.
pub fn is_published(element: &Element) -> bool {
    match element.language() {
        Language::Html => is_element(element.name()) || matches!(element.name(), "form" | "button" | "input"),
        Language::MathMl => MATHML.contains(&element.name()),
        Language::Svg => false,
    }
}

/// The same for an attribute of such an element.
pub fn is_published_attribute(element: &Element, name: &str, value: &str) -> bool {
    match (element.name(), name) {
        ("img" | "iframe" | "form" | "input" | "button", "id") => is_id(value),
        (_, "id") => true,
        (_, name) if name.starts_with("data-") => is_plain(name),
        ("iframe", "sandbox") => value == SANDBOX,
        ("input", "type") => value == "checkbox",
        ("button", "type") => value == "submit",
        ("input" | "button", "name" | "value" | "src") => false,
        ("input", "checked" | "disabled") | ("button", "disabled") => true,
        _ if element.language() == Language::MathMl => {
            name == "style" && value.chars().all(|char| char.is_ascii_alphanumeric() || " .:;()%-".contains(char))
                || MATHML_ATTRIBUTES.contains(&name)
        }
        (of, name) => is_attribute(of, name, value),
    }
}

const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

#[rustfmt::skip]
const ELEMENTS: &[&str] = &[
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "iframe", "img",
    "ins", "kbd", "li", "map", "area", "mark", "nav", "nobr", "ol", "p", "picture", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "section", "small", "source", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
];

/// What formulas are made of.
#[rustfmt::skip]
const MATHML: &[&str] = &[
    "math", "menclose", "merror", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom",
    "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd",
    "mtext", "mtr", "munder", "munderover", "none",
];

#[rustfmt::skip]
const MATHML_ATTRIBUTES: &[&str] = &[
    "accent", "accentunder", "alttext", "class", "columnalign", "columnspacing", "columnspan", "depth", "display",
    "displaystyle", "fence", "height", "largeop", "linethickness", "lspace", "mathvariant", "maxsize", "minsize",
    "movablelimits", "notation", "rowspacing", "rowspan", "rspace", "scriptlevel", "separator", "stretchy", "symmetric",
    "tabindex", "voffset", "width",
];

/// Besides those with rules of their own.
#[rustfmt::skip]
const ATTRIBUTES: &[&str] = &[
    "abbr", "align", "allowfullscreen", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color",
    "cols", "colspan", "controls", "coords", "datetime", "dir", "face", "frameborder", "headers", "height", "hidden",
    "hreflang", "hspace", "kind", "label", "lang", "loading", "loop", "muted", "nocheck", "nowrap", "open", "rel",
    "reversed", "role", "rows", "rowspan", "rules", "scope", "shape", "size", "sizes", "span", "srclang", "start",
    "summary", "tabindex", "target", "title", "translate", "type", "usemap", "valign", "value", "vspace", "width",
];

/// What the theme's scripts and styles and our own HTML know things by.
#[rustfmt::skip]
const OURS: &[&str] = &[
    "data-condition", "data-copied", "data-copy", "data-highlight", "data-interactive", "data-interactive-mode",
    "data-js", "data-marks", "data-moniker", "data-more", "data-moved", "data-name", "data-none", "data-offline",
    "data-on", "data-pivot", "data-range", "data-root", "data-rule", "data-seen", "data-source", "data-span", "data-src",
    "data-tab", "data-tab-group-independent", "data-target", "data-theme", "data-title", "data-to", "data-toc",
    "data-uid", "data-version", "data-views", "data-zoned",
];

/// Properties of `document`: an element that is called so may stand in their place.
#[rustfmt::skip]
const DOCUMENT: &[&str] = &[
    // Document
    "URL", "activeElement", "adoptNode", "adoptedStyleSheets", "alinkColor", "all", "anchors", "append", "applets",
    "bgColor", "body", "captureEvents", "caretPositionFromPoint", "caretRangeFromPoint", "characterSet", "charset",
    "childElementCount", "children", "clear", "close", "compatMode", "contentType", "cookie", "createAttribute",
    "createAttributeNS", "createCDATASection", "createComment", "createDocumentFragment", "createElement",
    "createElementNS", "createEvent", "createExpression", "createNSResolver", "createNodeIterator",
    "createProcessingInstruction", "createRange", "createTextNode", "createTreeWalker", "currentScript", "defaultView",
    "designMode", "dir", "doctype", "documentElement", "documentURI", "domain", "elementFromPoint", "elementsFromPoint",
    "embeds", "evaluate", "execCommand", "exitFullscreen", "exitPictureInPicture", "exitPointerLock", "fgColor",
    "firstElementChild", "fonts", "forms", "fragmentDirective", "fullscreen", "fullscreenElement", "fullscreenEnabled",
    "getAnimations", "getElementById", "getElementsByClassName", "getElementsByName", "getElementsByTagName",
    "getElementsByTagNameNS", "getSelection", "hasFocus", "hasStorageAccess", "head", "hidden", "images",
    "implementation", "importNode", "inputEncoding", "lastElementChild", "lastModified", "linkColor", "links",
    "location", "moveBefore", "open", "pictureInPictureElement", "pictureInPictureEnabled", "plugins",
    "pointerLockElement", "prepend", "prerendering", "queryCommandEnabled", "queryCommandIndeterm", "queryCommandState",
    "queryCommandSupported", "queryCommandValue", "querySelector", "querySelectorAll", "readyState", "referrer",
    "releaseEvents", "replaceChildren", "requestStorageAccess", "rootElement", "scripts", "scrollingElement",
    "startViewTransition", "styleSheets", "timeline", "title", "visibilityState", "vlinkColor", "wasDiscarded", "write",
    "writeln", "xmlEncoding", "xmlStandalone", "xmlVersion",
    // Node and EventTarget
    "addEventListener", "appendChild", "baseURI", "childNodes", "cloneNode", "compareDocumentPosition", "contains",
    "dispatchEvent", "firstChild", "getRootNode", "hasChildNodes", "insertBefore", "isConnected", "isDefaultNamespace",
    "isEqualNode", "isSameNode", "lastChild", "lookupNamespaceURI", "lookupPrefix", "nextSibling", "nodeName",
    "nodeType", "nodeValue", "normalize", "ownerDocument", "parentElement", "parentNode", "previousSibling",
    "removeChild", "removeEventListener", "replaceChild", "textContent",
    // Object
    "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "constructor",
    "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_run_code_are_known() {
        let check = |address, want| assert_eq!(is_address(address), want, "{address}");
        check("https://e.org", true);
        check("HTTPS://e.org", true);
        check("//e.org/x", true);
        check("a:b/c", false);
        check("./a:b", true);
        check("java\nscript:alert(1)", false);
        check("java\tscript:alert(1)", false);
        check("\u{1}javascript:alert(1)", false);
        check(" JavaScript:alert(1)", false);
        check("vbscript:x", false);
        check("data:text/html,x", false);
        check("file:///x", false);
        check("ftp://e.org", false);
        check("#a:b", true);
        check("?a:b", true);
        check("", true);
        check("mailto:a@e.org", true);
        check("tel:+391234", true);
    }

    #[test]
    fn frames_are_of_other_sites() {
        let check = |address, want| assert_eq!(is_attribute("iframe", "src", address), want, "{address}");
        check("https://e.org/x", true);
        check(" HTTPS://e.org", true);
        check("http://e.org", false);
        check("//e.org", false);
        check("a.html", false);
        check("java\nscript:x", false);
        check("https:e", false);
    }

    #[test]
    fn names_and_ids_hide_nothing() {
        let check = |element, name, value, want| assert_eq!(is_attribute(element, name, value), want, "{name}={value}");
        check("p", "id", "install", true);
        check("p", "id", "Title", true);
        check("p", "id", "title", false);
        check("img", "id", "currentScript", false);
        check("p", "id", "dw.main", false);
        check("a", "name", "install", true);
        check("a", "name", "cookie", false);
        check("img", "name", "x", false);
        check("p", "data-x", "", true);
        check("p", "data-toc", "", false);
        check("p", "aria-label", "x", true);
        check("p", "aria-\"x", "x", false);
        check("p", "onclick", "x", false);
        check("p", "style", "x", false);
        check("img", "srcset", "x", false);
        check("iframe", "srcdoc", "x", false);
    }
}
