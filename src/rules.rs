//! Every rule, in one table: `rules:` in the configuration, `-D`, `-W` and `-A` know just these names.

use crate::diagnostic::{
    Rule,
    Severity::{self, Error, Suggestion, Warning},
};

macro_rules! rules {
    ($($name:ident $text:literal $severity:ident $summary:literal;)*) => {
        $(#[doc = $summary] pub static $name: Rule = rule($text, $severity, $summary);)*
        /// Every rule, by name.
        pub static ALL: &[&Rule] = &[$(&$name),*];
    };
}

const fn rule(name: &'static str, severity: Severity, summary: &'static str) -> Rule {
    Rule { name, severity, summary }
}

// Sorted by name; a test holds it.
rules! {
    ALT_TEXT_EQUAL_FILENAME "altText-equal-filename" Suggestion "a picture's text is the name of its file";
    AT_XREF_NOT_FOUND "at-xref-not-found" Suggestion "`@uid` names nothing that is known";
    ATTRIBUTE_RESERVED "attribute-reserved" Suggestion "front matter has a key whose place is elsewhere";
    BOOKMARK_NOT_FOUND "bookmark-not-found" Warning "a link's fragment names nothing on the page that it leads to";
    CIRCULAR_REDIRECTION "circular-redirection" Warning "redirects lead back to where they begin";
    CIRCULAR_REFERENCE "circular-reference" Error "files include each other";
    CIRCULAR_TOC "circular-toc" Error "tables of contents hold each other";
    CODE_BLOCK_UNCLOSED "code-block-unclosed" Warning "a block of code is never closed";
    CODESNIPPET_NOT_FOUND "codesnippet-not-found" Warning "a file whose code is shown is not there";
    CODESNIPPET_TAG_NOT_FOUND "codesnippet-tag-not-found" Warning "a part of a code file is named that is not there";
    CONFIG_INVALID "config-invalid" Error "a configuration cannot be read as it is written";
    DEPENDENT_REPOSITORY_MISSING "dependent-repository-missing" Warning "a repository whose files pages use is not there";
    DESCRIPTION_BAD_LENGTH "description-bad-length" Suggestion "a page's description is too short or too long for lists of results";
    DESCRIPTION_MISSING "description-missing" Suggestion "a page has no description";
    DISALLOWED_HTML_ATTRIBUTE "disallowed-html-attribute" Suggestion "an attribute of raw HTML is not allowed";
    DISALLOWED_HTML_TAG "disallowed-html-tag" Suggestion "an element of raw HTML is not allowed";
    DUPLICATE_DEFINITION "duplicate-definition" Warning "a label of a link or footnote is defined twice";
    DUPLICATE_DESCRIPTIONS "duplicate-descriptions" Suggestion "several pages have one description";
    DUPLICATE_H1 "duplicate-h1" Suggestion "several pages have one first heading";
    DUPLICATE_ID "duplicate-id" Warning "two things on a page have one id";
    DUPLICATE_PAGE "duplicate-page" Suggestion "two pages say the same, word for word";
    DUPLICATE_PIVOT_GROUPS "duplicate-pivot-groups" Warning "two groups of pivots have one id";
    DUPLICATE_PIVOT_IDS "duplicate-pivot-ids" Warning "two pivots of a group have one id";
    DUPLICATE_TITLES "duplicate-titles" Suggestion "several pages have one title";
    DUPLICATE_UID "duplicate-uid" Warning "two pages or parts of them have one uid";
    EMPTY_TOC_ITEM "empty-toc-item" Warning "an entry of a table of contents has no name";
    EXTERNAL_FRAGMENT_NOT_FOUND "external-fragment-not-found" Warning "a page of another site has no such anchor";
    EXTERNAL_LINK_DEAD "external-link-dead" Warning "a link to another site leads nowhere";
    EXTERNAL_LINK_FORBIDDEN "external-link-forbidden" Suggestion "another site does not say whether a page is there";
    EXTERNAL_LINK_MOVED "external-link-moved" Suggestion "a page of another site has moved for good";
    EXTERNAL_LINK_SLOW "external-link-slow" Suggestion "another site takes too long to answer";
    FILE_NAME_CASE "file-name-case" Warning "a link writes a file's name in another case than the file has";
    FILE_NOT_FOUND "file-not-found" Warning "a link or picture leads to a file that is not there";
    FOOTNOTE_UNUSED "footnote-unused" Suggestion "nothing refers to a footnote";
    H1_MISSING "h1-missing" Suggestion "a page has no heading of level 1";
    H1_NOT_FIRST "h1-not-first" Suggestion "something stands before a page's heading of level 1";
    HEADING_EMPTY "heading-empty" Suggestion "a heading has no text";
    HEADING_NO_CONTENT "heading-no-content" Suggestion "nothing stands under a heading";
    HEADING_SKIPPED "heading-skipped" Suggestion "headings go down more than one level at once";
    HIGHLIGHT_LIMIT "highlight-limit" Suggestion "a block of code is too long or too involved to be highlighted to its end";
    IMAGE_ALT_TEXT_DUPLICATED "image-alt-text-duplicated" Suggestion "two pictures of a page have one text";
    IMAGE_ALT_TEXT_WITH_BADLENGTH "image-altText-with-badlength" Suggestion "a picture's text is too short or too long";
    IMAGE_INLINE "image-inline" Suggestion "a picture stands inside a line of text";
    INCLUDE_INVALID "include-invalid" Warning "an include is not in its form, or its file is not Markdown";
    INCLUDE_NOT_FOUND "include-not-found" Warning "an included file is not there";
    INCLUDE_TOO_DEEP "include-too-deep" Error "files include each other too deeply or too often";
    INVALID_AUDIO "invalid-audio" Warning "a sound is not as it should be";
    INVALID_CODE "invalid-code" Warning "code from a file cannot be shown as it is asked for";
    INVALID_ENCODING "invalid-encoding" Warning "a file is not valid UTF-8";
    INVALID_FILE_NAME "invalid-file-name" Warning "a file's name cannot be part of an address";
    INVALID_FORM "invalid-form" Warning "a form is not as it should be";
    INVALID_HEADING "invalid-heading" Warning "what is meant as a heading is none";
    INVALID_IMAGE "invalid-image" Warning "an image's attributes are not as they should be";
    INVALID_LINK "invalid-link" Warning "what is meant as a link or picture is none";
    INVALID_MATH "invalid-math" Warning "a formula cannot be read";
    INVALID_METADATA "invalid-metadata" Warning "a value of metadata is none that its key can have";
    INVALID_MONIKER_RANGE "invalid-moniker-range" Warning "a moniker's block is not as it should be";
    INVALID_NESTED_COLUMN "invalid-nested-column" Warning "a column is not as it should be";
    INVALID_NO_LOC "invalid-no-loc" Warning "a word that is not to be translated is not as it should be";
    INVALID_NOTE_SECTION "invalid-note-section" Warning "a callout's or quote section's first line is not as it should be";
    INVALID_ROW "invalid-row" Warning "a row is not as it should be";
    INVALID_TAB_GROUP "invalid-tab-group" Warning "tabs of a group do not fit together";
    INVALID_TOC_HREF "invalid-toc-href" Warning "an entry of a table of contents leads nowhere";
    INVALID_TOC_LEVEL "invalid-toc-level" Warning "a table of contents skips a level";
    INVALID_TOC_SYNTAX "invalid-toc-syntax" Error "a table of contents cannot be read";
    INVALID_TOPIC_HREF "invalid-topic-href" Warning "the page of an entry that leads to a table of contents is none";
    INVALID_VIDEO "invalid-video" Warning "a video has no usable address";
    INVALID_ZONE "invalid-zone" Warning "a zone is not as it should be";
    LINK_OUT_OF_SCOPE "link-out-of-scope" Warning "a link leads out of the project";
    LOCAL_FILE_PATH "local-file-path" Warning "a link leads to a path of one computer";
    LOW_CONTRAST "low-contrast" Warning "with a colour of the configuration something could not be read";
    MISSING_ATTRIBUTE "missing-attribute" Warning "a redirect or a page in YAML lacks what it must have";
    MISSING_IMAGE_ALT_TEXT "missing-image-altText" Suggestion "a picture has no text for those who cannot see it";
    MISSPELLED_KEY "misspelled-key" Suggestion "front matter has a key that is nearly one that means something";
    MONIKER_OVERLAPPING "moniker-overlapping" Warning "two pages for one version have one uid";
    MONIKER_RANGE_INVALID "moniker-range-invalid" Warning "a range of versions cannot be read";
    MONIKER_RANGE_OUT_OF_SCOPE "moniker-range-out-of-scope" Warning "a page's versions are none of its group's";
    MONIKER_RANGE_UNDEFINED "moniker-range-undefined" Warning "a range names a version that is not defined";
    MONIKER_ZONE_EMPTY "moniker-zone-empty" Warning "a block is for no version that its page is for";
    MULTIPLE_H1S "multiple-h1s" Suggestion "a page has several headings of level 1";
    MULTIPLE_TAGS_WITH_SAME_NAME "multiple-tags-with-same-name" Warning "several cells of a notebook have one name";
    NESTING_TOO_DEEP "nesting-too-deep" Warning "blocks are nested more deeply than can be read";
    NO_PAGES "no-pages" Error "no page is found, so that there is no site";
    NOT_NOTEBOOK_CONTENT "not-notebook-content" Warning "a file that is shown as a notebook is none";
    ORPHAN_PAGE "orphan-page" Suggestion "a page is in no table of contents";
    OUTPUT_PATH_CONFLICT "output-path-conflict" Error "two files would be written to one place";
    PIVOT_GROUP_NOT_FOUND "pivot-group-not-found" Warning "a page names a group of pivots that is not defined";
    PIVOT_ID_NOT_FOUND "pivot-id-not-found" Warning "a pivot is in none of its page's groups";
    PIVOT_ID_UNUSED "pivot-id-unused" Suggestion "a page has no zone for a pivot of its groups";
    PUBLISHED_ANCHOR_REMOVED "published-anchor-removed" Error "a place of a page that was published is gone and not redirected";
    PUBLISHED_URL_REMOVED "published-url-removed" Error "an address that was published is gone and not redirected";
    REDIRECT_URL_INVALID "redirect-url-invalid" Suggestion "a redirect leads nowhere";
    REDIRECTED_FILE_NOT_REMOVED "redirected-file-not-removed" Warning "a redirect's source is still a page";
    REDIRECTED_LINK "redirected-link" Suggestion "a link leads to a redirect";
    REDIRECTION_CHAIN "redirection-chain" Suggestion "a redirect leads to another redirect";
    REDIRECTION_CONFLICT "redirection-conflict" Warning "a page is redirected twice";
    REDIRECTION_INVALID "redirection-invalid" Warning "a redirect cannot be read";
    REDIRECTION_PATH_SYNTAX_ERROR "redirection-path-syntax-error" Warning "a redirect's source is not written as it should be";
    REDIRECTION_URL_CONFLICT "redirection-url-conflict" Warning "two redirects claim to hand on the identity of one page";
    SEARCH_INVALID "search-invalid" Warning "what a page says of search cannot be understood";
    SOURCE_PATH_CONFLICT "source-path-conflict" Warning "a redirect has two sources";
    SYMLINK_OUT_OF_SCOPE "symlink-out-of-scope" Warning "a symbolic link leads out of the project";
    TABLE_EXTRA_CELLS "table-extra-cells" Warning "a row of a table has more cells than its header, and they are not shown";
    TABLE_HEADER_MISSING "table-header-missing" Suggestion "a table's header is empty";
    TAG_NOT_FOUND "tag-not-found" Warning "a cell of a notebook is named that is not there";
    THEME_INVALID "theme-invalid" Error "a template of the theme cannot be used";
    TITLE_MISSING "title-missing" Suggestion "a page's metadata has no title";
    TOC_NOT_FOUND "toc-not-found" Warning "a table of contents that another one names is not there";
    UNDEFINED_REFERENCE "undefined-reference" Warning "a reference link's label is defined nowhere";
    UNEXPECTED_TYPE "unexpected-type" Warning "a value of a page in YAML has another form than it must have";
    UNKNOWN_CONTENT_TYPE "unknown-content-type" Warning "a page in YAML is of no known kind";
    UNKNOWN_FIELD "unknown-field" Warning "a page in YAML has a key that pages of its kind do not have";
    UNKNOWN_LANGUAGE_CODE "unknown-language-code" Warning "no markers of tags are known for a code file's language";
    UNUSED_IGNORE "unused-ignore" Warning "a comment that silences a rule silences nothing";
    UNUSED_IMAGE "unused-image" Suggestion "no page uses a picture or film";
    UNUSED_INCLUDE "unused-include" Suggestion "no page includes this file";
    UNUSED_REDIRECT "unused-redirect" Suggestion "a redirect is of nothing that anybody could come to";
    UNUSED_SNIPPET "unused-snippet" Suggestion "no page shows a file of code";
    XREF_MAP_INVALID "xref-map-invalid" Warning "a map of uids cannot be read";
    XREF_MAP_MISSING "xref-map-missing" Suggestion "cross references cannot be checked for want of a map of uids";
    XREF_MAP_NOT_FOUND "xref-map-not-found" Warning "a map of uids is not there or cannot be fetched";
    XREF_NOT_FOUND "xref-not-found" Warning "a cross reference's uid names nothing that is known";
    YAML_DUPLICATE_KEY "yaml-duplicate-key" Warning "a key is there twice";
    YAML_HEADER_NOT_OBJECT "yaml-header-not-object" Warning "front matter is not a list of keys and values";
    YAML_HEADER_SYNTAX_ERROR "yaml-header-syntax-error" Warning "front matter is not valid YAML";
    YAML_SYNTAX_ERROR "yaml-syntax-error" Error "a file is not valid YAML";
    ZONE_PIVOT_DEFINITION_CONFLICT "zone-pivot-definition-conflict" Warning "several files may define a page's pivot groups";
    ZONE_PIVOT_DEFINITION_NOT_FOUND "zone-pivot-definition-not-found" Warning "no file defines a page's pivot groups";
    ZONE_PIVOT_GROUP_MISSING "zone-pivot-group-missing" Warning "a page with zones for pivots names no group of pivots";
}

/// Rules whose findings are left out unless somebody asks for them.
pub static OFF: &[&Rule] = &[&AT_XREF_NOT_FOUND];

/// Rules that are asked where links to other sites are checked.
pub static EXTERNAL: &[&Rule] = &[
    &EXTERNAL_FRAGMENT_NOT_FOUND,
    &EXTERNAL_LINK_DEAD,
    &EXTERNAL_LINK_FORBIDDEN,
    &EXTERNAL_LINK_MOVED,
    &EXTERNAL_LINK_SLOW,
];

/// Rules of content and style that only projects of Microsoft Learn are asked by default: others turn them on by name.
pub static LEARN: &[&Rule] = &[
    &ALT_TEXT_EQUAL_FILENAME,
    &DESCRIPTION_BAD_LENGTH,
    &DESCRIPTION_MISSING,
    &DUPLICATE_DESCRIPTIONS,
    &DUPLICATE_H1,
    &DUPLICATE_TITLES,
    &H1_MISSING,
    &H1_NOT_FIRST,
    &HEADING_NO_CONTENT,
    &IMAGE_ALT_TEXT_DUPLICATED,
    &IMAGE_ALT_TEXT_WITH_BADLENGTH,
    &IMAGE_INLINE,
    &MULTIPLE_H1S,
    &TITLE_MISSING,
];

/// The rule of a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.binary_search_by_key(&name, |rule| rule.name).ok().map(|at| ALL[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_kebab_case() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name));
        for rule in ALL {
            assert!(rule.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{}", rule.name);
            assert!(!rule.summary.ends_with('.'), "{}", rule.name);
            assert_eq!(find(rule.name), Some(*rule));
        }
    }
}
