//! Runs of classes to spans: equal neighbours in one, blanks outside.

use super::class::Class;

/// Writes tokens. Every span is closed once it is finished.
pub(super) struct Writer<'a> {
    out: &'a mut String,
    /// The class of the span that is open; `Plain` where none is.
    open: Class,
    /// Blanks after what is written, which belong to the open span if it goes on after them.
    blanks: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut String) -> Writer<'a> {
        Writer { out, open: Class::Plain, blanks: String::new() }
    }

    /// Writes text without a class.
    pub(super) fn plain(&mut self, text: &str) {
        self.close();
        escape(text, self.out);
    }

    /// Writes text of a class; blanks are of whatever class is around them.
    pub(super) fn token(&mut self, text: &str, class: Class) {
        let inner = text.trim_start_matches(is_blank);
        if class == Class::Plain && !inner.is_empty() {
            return self.plain(text);
        }
        self.blanks.push_str(&text[..text.len() - inner.len()]);
        if inner.is_empty() {
            return;
        }
        if class == self.open {
            self.out.push_str(&self.blanks);
            self.blanks.clear();
        } else {
            self.close();
            self.out.push_str("<span class=\"");
            self.out.push_str(class.name());
            self.out.push_str("\">");
            self.open = class;
        }
        let solid = inner.trim_end_matches(is_blank);
        escape(solid, self.out);
        self.blanks.push_str(&inner[solid.len()..]);
    }

    pub(super) fn start_marked_line(&mut self) {
        self.close();
        self.out.push_str("<span class=\"ln hl\">");
    }

    pub(super) fn end_marked_line(&mut self) {
        self.close();
        self.out.push_str("</span>");
    }

    pub(super) fn finish(mut self) {
        self.close();
    }

    fn close(&mut self) {
        if self.open != Class::Plain {
            self.out.push_str("</span>");
            self.open = Class::Plain;
        }
        self.out.push_str(&self.blanks);
        self.blanks.clear();
    }
}

fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t' | '\r' | '\n')
}

pub(super) fn escape(text: &str, out: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}
