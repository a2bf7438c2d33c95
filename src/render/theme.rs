//! The theme: templates, ours and the user's, and what is wrong with the user's.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use tera::{Context, ErrorKind, Tera, Value};

use crate::{
    diagnostic::Diagnostic,
    render::metadata::Meta,
    render::view::{
        AnnouncementView, AssetsView, ChoiceView, Crumb, DateView, NavLink, OutlineItem, PageView, PivotsView,
        RedirectView, SearchView, SiteView, SocialView, View,
    },
    rules::THEME_INVALID,
    source::{Source, Span},
    suggest::nearest,
    words::{Languages, Words},
};

/// Templates that are ready to render. Cheap to share between threads.
pub struct Theme {
    tera: Tera,
    /// The words of each language.
    pub languages: Languages,
    /// The same for the engine, by the tag of [`Languages::tag`].
    words: BTreeMap<String, Value>,
    /// The user's templates in use, by their names for the engine.
    user: Vec<(String, Arc<Source>)>,
}

/// Our own templates, by name.
static DEFAULT: [(&str, &str); 16] = [
    ("404.html", include_str!("../../themes/default/404.html")),
    ("after-article.html", include_str!("../../themes/default/after-article.html")),
    ("announcement.html", include_str!("../../themes/default/announcement.html")),
    ("before-article.html", include_str!("../../themes/default/before-article.html")),
    ("byline.html", include_str!("../../themes/default/byline.html")),
    ("footer.html", include_str!("../../themes/default/footer.html")),
    ("header.html", include_str!("../../themes/default/header.html")),
    ("head.html", include_str!("../../themes/default/head.html")),
    ("landing.html", include_str!("../../themes/default/landing.html")),
    ("outline.html", include_str!("../../themes/default/outline.html")),
    ("pickers.html", include_str!("../../themes/default/pickers.html")),
    ("page.html", include_str!("../../themes/default/page.html")),
    ("redirect.html", include_str!("../../themes/default/redirect.html")),
    ("search.html", include_str!("../../themes/default/search.html")),
    ("sidebar.html", include_str!("../../themes/default/sidebar.html")),
    ("social.html", include_str!("../../themes/default/social.html")),
];

impl Theme {
    /// Takes the files of `themes/NAME/`, by their path inside it; all but `.html` are left alone. A template that
    /// cannot be used is reported, and ours takes its place.
    pub fn load(files: &[(String, Arc<Source>)]) -> (Theme, Vec<Diagnostic>) {
        let mut user: Vec<(String, Arc<Source>)> = files
            .iter()
            .filter(|(path, _)| path.ends_with(".html"))
            .map(|(path, source)| (format!("user/{path}"), source.clone()))
            .collect();
        user.sort_by(|a, b| a.0.cmp(&b.0));
        let (languages, mut all) = Languages::load(files);
        let value = |words: &Words| Value::from_serializable(&words.all().collect::<BTreeMap<_, _>>());
        let words: BTreeMap<String, Value> =
            languages.all().map(|(tag, words)| (tag.to_owned(), value(words))).collect();
        loop {
            let error = match build(&user, &words) {
                Ok(tera) => return (Theme { tera, languages, words, user }, all),
                Err(error) => error,
            };
            let mut found = findings(&error, &user);
            if found.is_empty() {
                let source = &user[culprit(&user, &words)].1;
                found.push(finding(source, Span::default(), &error.to_string()));
            }
            user.retain(|(_, source)| !found.iter().any(|found| found.path == source.path));
            all.append(&mut found);
        }
    }

    /// Sets what all pages are handed as `site`.
    pub fn set_site(&mut self, site: &SiteView) {
        self.tera.global_context().insert("site", site);
    }

    /// A page in the template of its layout; in `page.html` where there is no such template.
    ///
    /// # Errors
    ///
    /// A user's template asks for what this page does not have.
    pub fn page(&self, view: &View) -> Result<String, Box<Diagnostic>> {
        let words = self.words(&view.page.lang);
        let context = context(view, &view.page.layout, self.form(Form::Divided), &words);
        self.render(self.template(&view.page.layout), &context)
    }

    /// The page for addresses at which there is none. Since it is served at any of them, the view's own addresses
    /// begin at the site's base. The article may be empty: then the theme has words of its own.
    ///
    /// # Errors
    ///
    /// As for [`Theme::page`].
    pub fn not_found(&self, view: &View) -> Result<String, Box<Diagnostic>> {
        self.render("404.html".into(), &context(view, "404", self.form(Form::Whole), &self.words(&view.page.lang)))
    }

    /// A plain page that lists pages of the site, for readers who search without script.
    ///
    /// # Errors
    ///
    /// As for [`Theme::page`].
    pub fn search(&self, view: &View) -> Result<String, Box<Diagnostic>> {
        self.render(
            "search.html".into(),
            &context(view, "search", self.form(Form::Whole), &self.words(&view.page.lang)),
        )
    }

    /// A page that leads on to another.
    ///
    /// # Errors
    ///
    /// As for [`Theme::page`].
    pub fn redirect(&self, view: &RedirectView) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::new();
        context.insert("redirect", view);
        context.insert_value("words", self.words(&view.lang));
        self.render("redirect.html".into(), &context)
    }

    /// In which form templates need an article. Those of users may ask for any.
    fn form(&self, ours: Form) -> Form {
        if self.user.is_empty() { ours } else { Form::Both }
    }

    fn words(&self, lang: &str) -> Value {
        self.words.get(self.languages.tag(lang)).cloned().unwrap_or_else(Value::none)
    }

    fn render(&self, template: Cow<'_, str>, context: &Context) -> Result<String, Box<Diagnostic>> {
        self.tera.render(&template, context).map_err(|error| {
            let found = findings(&error, &self.user).into_iter().next();
            Box::new(found.unwrap_or_else(|| match self.user.first() {
                Some((_, source)) => finding(source, Span::default(), &error.to_string()),
                None => panic!("our own templates render: {error}"),
            }))
        })
    }

    /// The template of a layout. Parts such as `header.html` are no layouts.
    fn template(&self, layout: &str) -> Cow<'static, str> {
        let name = format!("{layout}.html");
        match DEFAULT.iter().any(|(ours, _)| *ours == name) {
            true if layout == "landing" => "landing.html".into(),
            false if !layout.is_empty() && self.tera.contains_template(&name) => name.into(),
            _ => "page.html".into(),
        }
    }
}

/// All templates in one engine, tried out once.
fn build(user: &[(String, Arc<Source>)], words: &BTreeMap<String, Value>) -> tera::TeraResult<Tera> {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(["user/", "default/"])?;
    // Where the user's page is all its own, it need not have our blocks, so our other pages cannot stand on it.
    let page = user.iter().find(|(name, _)| name == "user/page.html");
    let alone = page.is_some_and(|(_, source)| !source.text.contains("default/page.html"));
    let ours = DEFAULT.iter().map(|(name, text)| {
        let text: Cow<'_, str> = match alone {
            true => text.replace("{% extends \"page.html\" %}", "{% extends \"default/page.html\" %}").into(),
            false => (*text).into(),
        };
        (format!("default/{name}"), text)
    });
    let theirs = user.iter().map(|(name, source)| (name.clone(), Cow::Borrowed(&*source.text)));
    tera.add_raw_templates(ours.chain(theirs).collect::<Vec<_>>())?;
    tera.global_context().insert("site", &sample_site());
    let (view, words) = (sample(), words.get("en").cloned().unwrap_or_else(Value::none));
    for name in ["page.html", "landing.html", "404.html", "search.html"] {
        tera.render(name, &context(&view, name.trim_end_matches(".html"), Form::Both, &words))?;
    }
    let mut redirect = Context::new();
    redirect.insert_value("words", words);
    redirect.insert("redirect", &RedirectView { canonical: Some("x".into()), ..RedirectView::default() });
    tera.render("redirect.html", &redirect)?;
    tera.global_context().insert("site", &SiteView::default());
    Ok(tera)
}

/// The same for the site as [`sample`] for a page.
fn sample_site() -> SiteView {
    let x = || "x".to_owned();
    SiteView {
        title: x(),
        footer: x(),
        announcement: Some(AnnouncementView { text: x(), key: x() }),
        ground: vec![x(), x()],
        ..SiteView::default()
    }
}

/// A view that has everything, so that every part of a template is tried.
fn sample() -> View {
    let x = || "x".to_owned();
    let link = || NavLink { name: x(), href: x(), current: true };
    let choice = || ChoiceView { id: x(), title: x(), class: x(), chosen: true };
    let heading = OutlineItem { id: x(), text: x(), children: Vec::new(), class: x(), monikers: Some(x()) };
    View {
        home_title: x(),
        page: PageView {
            title: x(),
            full_title: x(),
            description: x(),
            lang: "en".into(),
            dir: "ltr",
            layout: "page".into(),
            url: x(),
            canonical: Some(x()),
            article: x(),
            outline: vec![OutlineItem { children: vec![heading.clone()], ..heading }],
            crumbs: vec![Crumb { title: x(), href: Some(x()) }, Crumb { title: x(), href: None }],
            sidebar: x(),
            sections: vec![link()],
            previous: Some(link()),
            next: Some(link()),
            date: Some(DateView { iso: x(), text: x() }),
            author: Some(x()),
            reading_minutes: 1,
            edit_url: Some(x()),
            robots: Some(x()),
            toc: x(),
            filter: true,
            reading_time: x(),
            contributors: vec![x(), x()],
            image: Some(x()),
            designed: true,
            data: "{}".into(),
            meta: vec![Meta { name: x(), content: x() }],
            pivots: vec![PivotsView { id: x(), title: x(), many: true, pivots: vec![choice()] }],
            versions: vec![choice()],
            kind: "",
            moved: x(),
            markdown: x(),
        },
        home: x(),
        root: x(),
        assets: AssetsView { styles: vec![x()], scripts: vec![x()], ..AssetsView::default() },
        nav: vec![link()],
        footer: vec![link()],
        social: vec![SocialView { name: x(), href: x(), icon: x(), shape: "M0 0z" }],
        announcement_href: x(),
        search: Some(SearchView::default()),
    }
}

/// The title that an article begins with, and what follows it: author, date and pickers stand between. A page without
/// such a title has all of its text below them.
fn divided(article: &str) -> (&str, &str) {
    let end = article.find("</h1>").filter(|_| article.starts_with("<h1"));
    article.split_at(end.map_or(0, |end| end + "</h1>".len()))
}

/// How a template is handed an article: each form is a copy of it, and articles may be long.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// As `article`.
    Whole,
    /// As `heading` and `text`.
    Divided,
    Both,
}

/// What the engine is handed. The parts that are HTML already are marked so.
fn context(view: &View, layout: &str, form: Form, words: &Value) -> Context {
    let mut page = Value::from_serializable(&view.page).into_map().expect("a struct is a map");
    if form != Form::Divided {
        page.insert("article".into(), Value::safe_string(&view.page.article));
    }
    if form != Form::Whole {
        let (heading, text) = divided(&view.page.article);
        page.insert("heading".into(), Value::safe_string(heading));
        page.insert("text".into(), Value::safe_string(text));
    }
    page.insert("sidebar".into(), Value::safe_string(&view.page.sidebar));
    page.insert("data".into(), Value::safe_string(&view.page.data));
    page.insert("layout".into(), Value::normal_string(if layout.is_empty() { "page" } else { layout }));
    let mut context = Context::new();
    context.insert_value("page", page.into());
    context.insert("home", &view.home);
    context.insert("home_title", &view.home_title);
    context.insert("root", &view.root);
    context.insert("assets", &view.assets);
    context.insert("nav", &view.nav);
    context.insert("footer", &view.footer);
    context.insert("social", &view.social);
    context.insert("announcement_href", &view.announcement_href);
    context.insert_value("words", words.clone());
    context.insert("search", &view.search);
    context
}

/// The user's template without which the rest can be used; the first where no single one is to blame.
fn culprit(user: &[(String, Arc<Source>)], words: &BTreeMap<String, Value>) -> usize {
    assert!(!user.is_empty(), "our own templates are right");
    (0..user.len())
        .find(|&at| {
            let rest: Vec<_> =
                user.iter().enumerate().filter(|&(i, _)| i != at).map(|(_, file)| file.clone()).collect();
            build(&rest, words).is_ok()
        })
        .unwrap_or(0)
}

/// The engine's error as findings in the user's files; none where it names no such file.
fn findings(error: &tera::Error, user: &[(String, Arc<Source>)]) -> Vec<Diagnostic> {
    let find = |name: &str| user.iter().find(|(known, _)| known == name).map(|(_, source)| &**source);
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let span = report.span().range.clone().into();
            find(report.filename()).map(|source| finding(source, span, report.message())).into_iter().collect()
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("template `{}` is not there", parent.trim_start_matches("user/"));
            find(current).map(|source| finding(source, quoted(source, parent), &message)).into_iter().collect()
        }
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => {
            let file = tpl.trim_start_matches("user/");
            let message = format!("template leads back to itself; the one it overrides is `default/{file}`");
            find(tpl).map(|source| finding(source, quoted(source, file), &message)).into_iter().collect()
        }
        // References that lead nowhere come as reports that are already printed.
        ErrorKind::Msg(text) => text.split("\n\n").filter_map(|report| printed(report, &find)).collect(),
        _ => Vec::new(),
    }
}

/// Reads `error: MESSAGE`, ` --> FILE:LINE:COLUMN` and the marks under the line.
fn printed<'a>(report: &str, find: &dyn Fn(&str) -> Option<&'a Source>) -> Option<Diagnostic> {
    let (message, rest) = report.strip_prefix("error: ")?.split_once('\n')?;
    let place = rest.lines().next()?.trim_start().strip_prefix("--> ")?;
    let (place, column) = place.rsplit_once(':')?;
    let (file, line) = place.rsplit_once(':')?;
    let source = find(file)?;
    let (line, column) = (line.parse().ok()?, column.parse::<usize>().ok()?);
    let marks = rest.bytes().rev().take_while(|&byte| byte == b'^').count();
    let text = source.line(line);
    let byte = |column: usize| text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    let start = source.line_start(line) as usize;
    let span = Span::new(start + byte(column - 1), start + byte(column - 1 + marks));
    Some(finding(source, span, message))
}

/// Where a file names another in quotes; its start where it does not.
fn quoted(source: &Source, name: &str) -> Span {
    let at = source.text.find(&format!("\"{name}\"")).or_else(|| source.text.find(&format!("'{name}'")));
    at.map_or_else(Span::default, |at| Span::new(at + 1, at + 1 + name.len()))
}

fn finding(source: &Source, span: Span, message: &str) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default().trim_end_matches('.').replace("`user/", "`");
    // "Field `x` is not defined. Available fields: a, b"
    let (message, known) = message.split_once(". Available ").unwrap_or((&message, ""));
    let known = known.split_once(": ").map_or("", |(_, names)| names);
    let help = match nearest(source.slice(span), known.split(", ")) {
        Some(name) if !known.is_empty() => format!("did you mean `{name}`?"),
        _ if !known.is_empty() => format!("there are: {known}"),
        _ => "the default template is used instead".to_owned(),
    };
    let mut letters = message.chars();
    let message = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
    THEME_INVALID.at(&source.path, span, message.unwrap_or_default()).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Arc<Source>) {
        (path.to_owned(), Arc::new(Source::new(format!("themes/x/{path}").into(), text)))
    }

    fn view() -> View {
        let page = PageView {
            title: "A & B".into(),
            full_title: "A & B | Site".into(),
            lang: "en".into(),
            dir: "ltr",
            article: "<h1>A &amp; B</h1>".into(),
            sidebar: "<ul></ul>".into(),
            ..PageView::default()
        };
        View { page, home: "../\"".into(), root: "../".into(), ..View::default() }
    }

    fn theme(files: &[(String, Arc<Source>)]) -> Theme {
        let (theme, found) = Theme::load(files);
        assert_eq!(found, []);
        theme
    }

    #[test]
    fn our_pages_are_whole_and_hold_one_article() {
        let theme = theme(&[]);
        let bare = View::default();
        for view in [&view(), &bare, &sample()] {
            for html in [theme.page(view).unwrap(), theme.not_found(view).unwrap()] {
                assert!(html.starts_with("<!doctype html>\n<html lang="), "{html}");
                assert!(html.ends_with("</html>\n"), "{html}");
                assert_eq!(html.matches("<article>").count(), 1);
                assert!(!html.contains("style=") && !html.contains("\n\n"), "{html}");
            }
        }
        for view in [&view(), &bare] {
            assert!(theme.page(view).unwrap().contains(&format!("<article>{}</article>", view.page.article)));
        }
        let mut choosing = sample();
        choosing.page.article = "<h1>A</h1><p>b</p>".into();
        let html = theme.page(&choosing).unwrap();
        let at = |part: &str| html.find(part).unwrap_or_else(|| panic!("{part} in {html}"));
        assert!(at("<article><h1>A</h1>") < at("<p class=\"meta"));
        assert!(at("<p class=\"meta") < at("<fieldset class=\"pivots"));
        assert!(at("<fieldset class=\"pivots") < at("</select></label></p><p>b</p></article>"));
        let html = theme.page(&view()).unwrap();
        assert!(html.contains("<title>A &amp; B | Site</title>"), "{html}");
        assert!(html.contains("<div class=\"tree\"><ul></ul></div>"), "{html}");
        assert!(html.contains("href=\"../&quot;\""), "{html}");
    }

    #[test]
    fn redirects_lead_on_three_ways() {
        let view = RedirectView {
            href: "b.html?x=1&y#z".into(),
            title: "B".into(),
            lang: "en".into(),
            ..RedirectView::default()
        };
        let html = theme(&[]).redirect(&view).unwrap();
        for part in [
            "<meta http-equiv=\"refresh\" content=\"0; url=b.html?x=1&amp;y#z\">",
            "<link rel=\"canonical\" href=\"b.html?x=1&amp;y#z\">",
            "<a href=\"b.html?x=1&amp;y#z\">B</a>",
            "data-to=\"b.html?x=1&amp;y#z\"",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn layouts_choose_templates() {
        let theme = theme(&[file("wide.html", "wide {{ page.layout }}")]);
        let check = |layout: &str, want: &str| {
            let mut view = view();
            view.page.layout = layout.into();
            assert!(theme.page(&view).unwrap().contains(want), "{layout}");
        };
        check("", "class=\"frame\"");
        check("landing", "class=\"frame plain landing\"");
        check("wide", "wide wide");
        check("header", "class=\"frame\"");
        check("../x", "class=\"frame\"");
    }

    #[test]
    fn users_override_files_and_blocks() {
        let check = |files: &[(String, Arc<Source>)], layout: &str, want: &str| {
            let mut view = view();
            view.page.layout = layout.into();
            let html = theme(files).page(&view).unwrap();
            assert!(html.contains(want), "{want} in {html}");
        };
        let header = || file("header.html", "<b>{{ page.title }}</b>");
        check(&[header()], "", "<header class=\"top\"><b>A &amp; B</b></header>");
        let block = "{% extends \"default/page.html\" %}{% block after_article %}{{ super() }}<i>x</i>{% endblock %}";
        check(&[file("page.html", block), header()], "", "<i>x</i>\n</main>");
        let foot = "{% extends \"default/page.html\" %}{% block footer %}<i>x</i>{% endblock %}";
        check(&[file("page.html", foot)], "landing", "<i>x</i>\n</body>");
        check(&[file("page.html", "own {{ page.article }}")], "", "own <h1>");
        check(&[file("page.html", "own {{ page.article }}")], "landing", "<!doctype html>");
    }

    #[test]
    fn mistakes_are_found_and_ours_used() {
        let check = |path: &str, text: &str, at: &str, message: &str| {
            let (theme, found) = Theme::load(&[file(path, text), file("footer.html", "mine")]);
            let [found] = &*found else { panic!("{text}: {found:?}") };
            assert_eq!(found.message, message, "{text}");
            assert_eq!(found.path.as_str(), format!("themes/x/{path}"));
            assert_eq!(&text[found.span.range()], at, "{text}");
            let html = theme.page(&view()).unwrap();
            assert!(html.contains("class=\"bar\"") && html.contains("mine\n</body>"), "{html}");
        };
        check("header.html", "a\nß{{ page.titel }}", "titel", "field `titel` is not defined");
        check("header.html", "a\nß {{ x | nope }}", "nope", "unknown filter `nope`");
        check("header.html", "{% for a %}", "%}", "found `%}` but expected in");
        check("header.html", "{% include \"gone.html\" %}", "\"gone.html\"", "unknown template `gone.html`");
        check(
            "page.html",
            "{% extends \"page.html\" %}",
            "page.html",
            "template leads back to itself; the one it overrides is `default/page.html`",
        );
        check("page.html", "{% extends \"gone.html\" %}", "gone.html", "template `gone.html` is not there");
        check(
            "page.html",
            "{% extends \"default/page.html\" %}{% block foter %}{% endblock %}",
            "foter",
            "block `foter` is not defined in any parent template",
        );
    }

    #[test]
    fn what_one_page_lacks_is_found_when_it_is_rendered() {
        let text = "{{ page.date.iso }}";
        let found = theme(&[file("header.html", text)]).page(&view()).unwrap_err();
        assert_eq!(found.path.as_str(), "themes/x/header.html");
    }
}
