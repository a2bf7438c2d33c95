//! The words that are ours on a page, in its language: those of the frame, and those that articles hold.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    data::{self, Data, Read},
    diagnostic::Diagnostic,
    rules::THEME_INVALID,
    source::Source,
    suggest::{is_slip, nearest},
};

/// The words of one language. What its file lacks is said in English.
#[derive(Clone, PartialEq, Debug)]
pub struct Words {
    texts: BTreeMap<String, String>,
    /// January first, in the form that stands in a date.
    months: Vec<String>,
}

/// The words of every language that has a file. There is always English.
#[derive(Debug)]
pub struct Languages {
    /// By the tag in small letters.
    known: BTreeMap<String, Words>,
}

/// Our own files, by the language's tag.
static OURS: &[(&str, &str)] = &[
    ("en", include_str!("../themes/default/words/en.yml")),
    ("ar", include_str!("../themes/default/words/ar.yml")),
    ("de", include_str!("../themes/default/words/de.yml")),
    ("es", include_str!("../themes/default/words/es.yml")),
    ("fr", include_str!("../themes/default/words/fr.yml")),
    ("he", include_str!("../themes/default/words/he.yml")),
    ("it", include_str!("../themes/default/words/it.yml")),
    ("ja", include_str!("../themes/default/words/ja.yml")),
    ("ko", include_str!("../themes/default/words/ko.yml")),
    ("pt", include_str!("../themes/default/words/pt.yml")),
    ("pt-pt", include_str!("../themes/default/words/pt-PT.yml")),
    ("ru", include_str!("../themes/default/words/ru.yml")),
    ("zh", include_str!("../themes/default/words/zh.yml")),
    ("zh-hant", include_str!("../themes/default/words/zh-Hant.yml")),
];

/// What one file says.
#[derive(Default)]
struct File {
    texts: Vec<(String, String)>,
    months: Vec<String>,
}

impl Words {
    /// The words for a key; the key itself where there are none.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.texts.get(key).map_or(key, |text| text)
    }

    /// The words for a key with a number in the place of `{n}`.
    pub fn with(&self, key: &str, number: usize) -> String {
        self.get(key).replace("{n}", &number.to_string())
    }

    /// A day of the calendar; `month` is 1 for January.
    pub fn date(&self, year: u32, month: u32, day: u32) -> String {
        let month = self.months.get(month.saturating_sub(1) as usize).map_or("", |name| name);
        let date = self.get("date").replace("{day}", &day.to_string()).replace("{month}", month);
        date.replace("{year}", &year.to_string())
    }

    /// Every key with its words, sorted by key.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(key, text)| (&**key, &**text))
    }

    fn put(&mut self, file: &File) {
        self.texts.extend(file.texts.iter().cloned());
        if file.months.len() == 12 {
            self.months.clone_from(&file.months);
        }
    }
}

impl Languages {
    /// Our languages, with what the files `words/LANG.yml` of the user's theme, by their path inside it, say otherwise
    /// and add. What is wrong with them is a finding.
    pub fn load(files: &[(String, Arc<Source>)]) -> (Languages, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let ours: Vec<(String, File)> = OURS
            .iter()
            .map(|(tag, text)| (tag.to_string(), read(&Source::new("en.yml".into(), *text), &[], &mut Vec::new())))
            .collect();
        let keys: Vec<String> = ours[0].1.texts.iter().map(|(key, _)| key.clone()).chain(["months".into()]).collect();
        let mut all = ours;
        for (path, source) in files {
            if let Some(tag) = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".yml")) {
                all.push((tag.to_ascii_lowercase(), read(source, &keys, &mut found)));
            }
        }
        let put = |words: &mut Words, tag: &str| {
            all.iter().filter(|(known, _)| known == tag).for_each(|(_, file)| words.put(file));
        };
        let mut english = Words { texts: BTreeMap::new(), months: Vec::new() };
        put(&mut english, "en");
        let mut known = BTreeMap::new();
        for (tag, _) in &all {
            let mut words = english.clone();
            ways(tag).iter().rev().for_each(|part| put(&mut words, part));
            known.insert(tag.clone(), words);
        }
        (Languages { known }, found)
    }

    /// The words for a BCP 47 tag: of the language as the region or script has it, else of the language, else English.
    pub fn of(&self, lang: &str) -> &Words {
        self.known.get(self.tag(lang)).expect("a tag of ours has words, and there is always English")
    }

    /// The tag in small letters under which [`Languages::of`] finds the words.
    pub fn tag(&self, lang: &str) -> &str {
        let found = ways(lang).iter().find_map(|tag| self.known.get_key_value(tag));
        found.map_or("en", |(tag, _)| tag)
    }

    /// Every language, by its tag in small letters.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Words)> {
        self.known.iter().map(|(tag, words)| (&**tag, words))
    }
}

/// The tags to look under, the nearest first: `pt-BR` is `pt-br`, then `pt`. Chinese has two scripts, and each region
/// its own; two tags have a newer form.
fn ways(lang: &str) -> Vec<String> {
    let tag = lang.replace('_', "-").to_ascii_lowercase();
    let tag = match tag.strip_prefix("iw") {
        Some(rest) if rest.is_empty() || rest.starts_with('-') => format!("he{rest}"),
        _ => tag,
    };
    let mut out = Vec::new();
    let mut rest = &*tag;
    loop {
        out.push(rest.to_owned());
        let Some(at) = rest.rfind('-') else { break };
        rest = &rest[..at];
    }
    if matches!(&*tag, "zh-tw" | "zh-hk" | "zh-mo") {
        out.insert(1, "zh-hant".into());
    }
    out
}

fn read(source: &Source, keys: &[String], found: &mut Vec<Diagnostic>) -> File {
    let mut file = File::default();
    let data = match data::read_yaml(&source.text, 0).and_then(Read::whole) {
        Ok(read) => read.data,
        Err(error) => {
            found.push(THEME_INVALID.at(&source.path, error.span, error.message));
            None
        }
    };
    for (key, value) in data.as_ref().and_then(Data::as_map).unwrap_or_default() {
        if !keys.contains(&key.name)
            && let Some(near) = nearest(&key.name, keys.iter().map(|key| &**key))
        {
            let mut finding = THEME_INVALID.at(&source.path, key.span, format!("unknown words `{}`", key.name));
            finding.help = Some(format!("did you mean `{near}`?"));
            let sure = is_slip(&key.name, near, keys.iter().map(|key| &**key));
            finding.propose(near, near.to_owned(), sure);
            found.push(finding);
            continue;
        }
        if key.name == "months" {
            let names = value.as_list().unwrap_or_default();
            file.months = names.iter().filter_map(Data::as_str).map(str::to_owned).collect();
            if file.months.len() != 12 {
                found.push(THEME_INVALID.at(&source.path, value.span, "`months` must be a list of twelve names"));
            }
            continue;
        }
        match value.as_str() {
            Some(text) => file.texts.push((key.name.clone(), text.to_owned())),
            None => found.push(THEME_INVALID.at(&source.path, value.span, format!("`{}` must be text", key.name))),
        }
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(files: &[(&str, &str)]) -> (Languages, Vec<Diagnostic>) {
        let source = |path: &str, text: &str| Arc::new(Source::new(format!("themes/x/{path}").into(), text));
        let files: Vec<_> = files.iter().map(|(path, text)| (path.to_string(), source(path, text))).collect();
        Languages::load(&files)
    }

    #[test]
    fn tags_lead_to_the_nearest_language() {
        let (languages, found) = languages(&[]);
        assert_eq!(found, []);
        let check = |lang, key, want| assert_eq!(languages.of(lang).get(key), want, "{lang}");
        check("en-GB", "next", "Next");
        check("", "next", "Next");
        check("tlh", "next", "Next");
        check("pt-BR", "next", "Próxima");
        check("pt_PT", "next", "Seguinte");
        check("pt-PT", "previous", "Anterior");
        check("zh-CN", "search", "搜索");
        check("zh-TW", "search", "搜尋");
        check("zh-hant-HK", "search", "搜尋");
        check("iw-IL", "next", "הבא");
        check("DE-at", "note", "Hinweis");
    }

    #[test]
    fn every_language_says_all_that_english_says() {
        let english: Vec<String> = languages(&[]).0.of("en").all().map(|(key, _)| key.to_owned()).collect();
        for (tag, text) in OURS.iter().filter(|(tag, _)| *tag != "pt-pt") {
            let mut found = Vec::new();
            let file = read(&Source::new("x.yml".into(), *text), &[], &mut found);
            assert_eq!(found, [], "{tag}");
            assert_eq!(file.months.len(), 12, "{tag}");
            let mut keys: Vec<String> = file.texts.iter().map(|(key, _)| key.clone()).collect();
            keys.sort();
            assert_eq!(keys, english, "{tag}");
            for (key, text) in &file.texts {
                let ours = languages(&[]).0;
                for hole in ["{n}", "{day}", "{month}", "{year}"] {
                    let wanted = ours.of("en").get(key).contains(hole);
                    assert_eq!(text.contains(hole), wanted, "{tag} {key} {hole}");
                }
            }
        }
    }

    #[test]
    fn dates_and_numbers() {
        let (languages, _) = languages(&[]);
        let check = |lang, want: &str| assert_eq!(languages.of(lang).date(2026, 5, 2), want);
        check("en", "2 May 2026");
        check("de", "2. Mai 2026");
        check("ru", "2 мая 2026 г.");
        check("ja", "2026年5月2日");
        check("es", "2 de mayo de 2026");
        assert_eq!(languages.of("de").with("table", 3), "Tabelle 3");
    }

    #[test]
    fn users_add_and_override() {
        let files = [("words/nl.yml", "next: Volgende\nmine: Van mij\n"), ("words/en.yml", "mine: Mine\n")];
        let (languages, found) = languages(&files);
        assert_eq!(found, []);
        assert_eq!(languages.of("nl-BE").get("next"), "Volgende");
        assert_eq!(languages.of("nl").get("previous"), "Previous");
        assert_eq!(languages.of("nl").get("mine"), "Van mij");
        assert_eq!(languages.of("fr").get("mine"), "Mine");
    }

    #[test]
    fn mistakes_are_found() {
        let check = |text: &str, want: &str| {
            let (_, found) = languages(&[("words/nl.yml", text)]);
            assert_eq!(found.iter().map(|found| &*found.message).collect::<Vec<_>>(), [want]);
        };
        check("nxet: Volgende", "unknown words `nxet`");
        check("next: [a]", "`next` must be text");
        check("months: [a]", "`months` must be a list of twelve names");
    }
}
