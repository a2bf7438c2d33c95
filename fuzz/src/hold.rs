//! What holds of every result, whatever the input is.

use std::sync::Arc;

use docwright::{
    data::{Data, Read, Value},
    diagnostic::Diagnostic,
    render::reread,
    source::{SitePath, Source, Span},
};
use html5gum::{Token, Tokenizer};

/// Bytes of output that are always allowed, and how many more for each byte of input.
const FREE: usize = 64 * 1024;
const TIMES: usize = 200;

/// Output may not grow out of proportion.
pub fn bounded(input: usize, output: &str) {
    assert!(output.len() <= FREE + TIMES * input, "{} bytes from {input}", output.len());
}

/// Every place that findings name is one of their file's text.
pub fn places(found: &[Diagnostic], source: &dyn Fn(&SitePath) -> Option<Arc<Source>>) {
    for finding in found {
        let place = |path: &SitePath, span: Span| match source(path) {
            Some(source) => within(span, &source.text, &finding.message),
            None => assert!(span.start <= span.end, "{span:?}: {}", finding.message),
        };
        place(&finding.path, finding.span);
        finding.via.iter().for_each(|(path, span)| place(path, *span));
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| place(&edit.path, edit.span));
        assert!(!finding.message.is_empty(), "{finding:?}");
    }
}

/// Every place that findings about one text name is one of it.
pub fn places_in(found: &[Diagnostic], source: &Arc<Source>) {
    places(found, &|path| (*path == source.path).then(|| source.clone()));
}

/// A span is one of a text, between characters.
pub fn within(span: Span, text: &str, what: &str) {
    let known = text.get(span.start as usize..span.end as usize);
    assert!(known.is_some(), "{span:?} is no place in a text of {} bytes: {what}", text.len());
}

/// Every value of a text lies where its list or mapping does, behind the one before it.
pub fn nests(read: &Read, text: &str) {
    // A repeated value lies where it was written first.
    let repeats = text.contains('*') && text.contains('&');
    if let Some(data) = &read.data {
        value(data, text, repeats);
    }
    read.duplicates.iter().for_each(|key| within(key.span, text, "a key that is there twice"));
    read.second.iter().for_each(|span| within(*span, text, "a second document"));
}

fn value(data: &Data, text: &str, repeats: bool) {
    within(data.span, text, "a value");
    let mut at = data.span.start;
    let mut inside = |span: Span| {
        within(span, text, "a part of a value");
        let sorted = at <= span.start && span.end <= data.span.end;
        assert!(repeats || sorted, "{span:?} is not behind {at} in {:?}", data.span);
        at = span.end;
    };
    match &data.value {
        Value::List(items) => {
            items.iter().for_each(|item| inside(item.span));
            items.iter().for_each(|item| value(item, text, repeats));
        }
        Value::Map(entries) => {
            for (key, item) in entries {
                inside(key.span);
                inside(item.span);
            }
            entries.iter().for_each(|(_, item)| value(item, text, repeats));
        }
        Value::Plain(_) | Value::Text(_) => {}
    }
}

/// The page's frame is what it would be without the article, as a browser reads it.
pub fn is_contained(article: &str) {
    assert!(reread::is_contained(article), "{article}");
}

/// An article holds nothing that authors who are not trusted may not write, as a browser reads it.
pub fn is_safe(article: &str) {
    assert_eq!(reread::strangers(article), Vec::<String>::new(), "{article}");
}

/// Every start tag has its end tag, as in XML.
pub fn well_formed(html: &str) {
    let mut open = Vec::new();
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) if !tag.self_closing => open.push(tag.name),
            Token::EndTag(tag) => assert_eq!(open.pop().as_ref(), Some(&tag.name), "{html}"),
            Token::Error(error) => panic!("{error:?} in {html}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is open in {html}");
}
