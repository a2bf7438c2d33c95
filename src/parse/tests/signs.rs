//! Signs that mean something here and there only: bars, dollars, colons, and labels.

use super::{check as learn, check_in};
use crate::page::Dialect;

#[track_caller]
fn plain(text: &str, want: &str) {
    check_in(Dialect::PLAIN, text, want);
}

/// As [`plain`], where a line end is shown as it is written.
#[track_caller]
fn lines(text: &str, want: &str) {
    let page = super::page(text, Dialect::PLAIN);
    assert_eq!(super::show(&page, &page.body) + &super::findings(&page), want, "{text:?}");
}

#[track_caller]
fn both(text: &str, want: &str) {
    plain(text, want);
    learn(text, want);
}

#[test]
fn cells_beyond_the_header() {
    plain(
        "|a|b|\n|-|-|\n|1|2| 3 |4|\n|1|2|3|\n",
        "table(head(cell('a') cell('b')) row(cell('1') cell('2')) row(cell('1') cell('2'))) !3:7 table-extra-cells",
    );
    plain("|a|\n|-|\n|1|||\n|1|| |\n", "table(head(cell('a')) row(cell('1')) row(cell('1')))");
    plain(
        "|a|\n|-|\n|1||2\n\n|b|\n|-|\n|[1](x)|[2](y)|\n",
        "table(head(cell('a')) row(cell('1'))) table(head(cell('b')) row(cell(a[x]('1')))) !3:5 table-extra-cells !7:9 table-extra-cells",
    );
    plain(
        "> - |a|\n>   |-|\n>   |é|ü|\n",
        "quote(ul(li(table(head(cell('a')) row(cell('é')))))) !3:8 table-extra-cells",
    );
    plain("|a|\n|-|\n|`x|y`|\n", "table(head(cell('a')) row(cell('`x'))) !3:5 table-extra-cells");
    learn("|a|\n|-|\n|1|2|3|\n", "table(head(cell('a')) row(cell('1') cell('2') cell('3')))");
    let row = |cells: usize| "|x".repeat(cells);
    let cells = |count: usize| vec!["cell('x')"; count].join(" ");
    let table = |header: usize, cells: usize| format!("{}|\n{}|\n{}|\n", row(header), "|-".repeat(header), row(cells));
    let shown = |header: usize, count: usize| format!("table(head({}) row({}))", cells(header), cells(count));
    learn(&table(2, 64), &shown(2, 64));
    learn(&table(2, 65), &(shown(2, 64) + " !3:130 table-extra-cells"));
    learn(&table(40, 80), &shown(40, 80));
    learn(&table(40, 81), &(shown(40, 80) + " !3:162 table-extra-cells"));
}

#[test]
fn bars_in_code_links_and_html() {
    let table = |cells: &str| format!("table(head(cell('a') cell('b')) row({cells}))");
    let check = |row: &str, want: &str| learn(&format!("|a|b|\n|-|-|\n{row}\n"), &table(want));
    check("|`x|y`|2|", "cell(`x|y`) cell('2')");
    check("|``x|`y``|`2|3`|", "cell(`x|`y`) cell(`2|3`)");
    check("|`x\\|y`|2|", "cell(`x|y`) cell('2')");
    check("|[`/x:<a|b>`](t.md)|Text.|", "cell(a[t.md](`/x:<a|b>`)) cell('Text.')");
    check("|[x|*y*](t.md#a|b \"c|d\")|2|", "cell(a[t.md#a|b]('x|' em('y'))) cell('2')");
    check("|![x|y](<t|u.png>)|2|", "cell(img[t|u.png]('x|y')) cell('2')");
    check("|<b title=\"x|y\">|2|", "cell(<<b title=\"x|y\">>) cell('2')");
    check("|<https://e.org/a|b>|2|", "cell(a[https://e.org/a|b]('https://e.org/a|b')) cell('2')");
    check("|[x|y]|2|", "cell('[x') cell('y]') cell('2')");
    check("|`x|2|", "cell('`x') cell('2')");
    check("|[x &amp|](t.md)|2|", "cell(a[t.md]('x &amp|')) cell('2')");
    learn("|`a|b`|c|\n|-|-|\n|1|2|\n", "table(head(cell(`a|b`) cell('c')) row(cell('1') cell('2')))");
    learn("- |a|\n  |-|\n  |`b|c`|\n\n  `d|e`\n", "ul(li(table(head(cell('a')) row(cell(`b|c`))) p(`d|e`)))");
    learn("|a|\n|-|\n|[b|c][l]|\n\n[l]: d.md\n", "table(head(cell('a')) row(cell(a[d.md]('b|c'))))");
    plain("|a|b|\n|-|-|\n|`x|y`|\n", &table("cell('`x') cell('y`')"));
}

#[test]
fn definitions_need_a_blank() {
    plain("a\n: b\n", "dl(dt('a') dd('b'))");
    plain("a\n:\tb\n", "dl(dt('a') dd('b'))");
    plain("We shipped it\n:tada: thanks all\n", "p('We shipped it' / \"🎉\" ' thanks all')");
    plain(":::tip\na\n:::\n", "p(':::tip' / 'a' / ':::')");
    plain("::: tip\na\n:::\n", "p('::: tip' / 'a' / ':::')");
    plain("a\n:param x: b\n", "p('a' / ':param x: b')");
    plain("a\n:\nb\n", "p('a' / ':' / 'b')");
    plain("a\n::\n", "p('a' / '::')");
    plain("- a\n  :b\n\n> c\n> :d\n", "ul(li('a' / ':b')) quote(p('c' / ':d'))");
    plain("a\n:**\"b\"**\n", "p('a' / ':' b('\"b\"'))");
    plain("a\n:[b](c:d.md)\n", "p('a' / ':' a[c:d.md]('b'))");
    lines("a <b\n:c=\"d\"> e\n", "p('a ' <<b/:c=\"d\">> ' e')");
    lines("> a <b\n> :c=\"d\"> e\n", "quote(p('a ' <<b/:c=\"d\">> ' e'))");
    plain("`a\n:b`\n", "p(`a :b`)");
    plain("a|b\n:-|-:\n1|2\n", "table(head(cell('a') cell('b')) row(cell('1') cell('2')))");
    plain("```\na\n:b\n```\n\n    :c\n", "code[]('a\n:b\n') code[](':c\n')");
    plain("# a\n:b\n", "h1#a('a') p(':b')");
}

#[test]
fn formulas_are_told_from_prices() {
    plain("$a$ $$b$$\n", "p($a$ ' ' $b$$)");
    plain("[$filter](a.md), [$orderby](b.md)\n", "p(a[a.md]('$filter') ', ' a[b.md]('$orderby'))");
    plain("It is '^a$' or '$'.\n", "p('It is \\'^a$\\' or \\'$\\'.')".replace("\\'", "'").as_str());
    plain("$5 and $6, [a](b$c.md) *$d*\n", "p('$5 and $6, ' a[b$c.md]('a') ' ' em('$d'))");
    plain("[$a $b]\n\n[$a $b]: c$d.md 'e$f'\n", "p(a[c$d.md]('$a $b'))");
    plain("`$a` $b\n", "p(`$a` ' $b')");
    plain("# US$ and $\n", "h1#us-and-('US$ and $')");
    plain("~~~sh $a\n$b $c\n~~~\n", "code[sh $a]('$b $c\n')");
    plain("<a href=\"$x\">$y</a>\n", "p(<<a href=\"$x\">> '$y' <</a>>)");
    plain("|$1|$2|\n|-|-|\n|$x$|3$|\n", "table(head(cell('$1') cell('$2')) row(cell($x$) cell('3$')))");
    plain("<https://e.org/?$a=$b>\n", "p(a[https://e.org/?$a=$b]('https://e.org/?$a=$b'))");
    lines("> $a\n> :b$\n", "quote(p($a\n:b$))");
    learn("$a$\n", "p('$a$')");
}

#[test]
fn a_callout_is_no_definition() {
    let note = |text: &str| format!("alert:warning(p({text})) !1:3 invalid-note-section");
    both(
        "> [!WARNING]: https://example.org/x\n> Then go on.\n",
        &note("a[https://example.org/x]('https://example.org/x') / 'Then go on.'"),
    );
    both("> [!WARNING]: text\n", &note("'text'"));
    both("> [!Warning]:\n> text\n", &note("'text'"));
    both("> [AZURE.WARNING]: text\n", "alert:warning(p('text'))");
    both("[!WARNING]: x.md\n", "alert:warning(p('x.md')) !1:1 invalid-note-section");
    both("- [!TIP]: x.md\n", "ul(li('[!TIP]: x.md')) !1:3 invalid-note-section");
    both("a\n\n[Note]: b.md\n", "p('a') !3:1 invalid-link");
    both("a\n\n[Hint]: Important\n", "p('a') !3:1 invalid-link");
    both("[a]\n\n[a]: b\n\n[//]: # (c)\n[comment]: d\n[e]: f.md\n[g]: https://e.org\n", "p(a[b]('a'))");
}

#[test]
fn labels_are_defined_once() {
    both("[l]\n\n[l]: a.md\n[l]: b.md\n", "p(a[a.md]('l')) !4:1 duplicate-definition");
    both("[l]\n\n[l]: a.md\n[L]: a.md\n", "p(a[a.md]('l'))");
    both("[l k]\n\n> [l k]: a.md\n\n- [L  K]: b.md 't'\n", "p(a[a.md]('l k')) quote ul(li) !5:3 duplicate-definition");
    both(
        "[Ж]\n\n[ж]: a.md\n[Ж]: b.md\n[ж]: c.md\n",
        "p(a[a.md]('Ж')) !4:1 duplicate-definition !5:1 duplicate-definition",
    );
    both(
        "[l]\n\n[l]: a.md\n\n```\n[l]: b.md\n```\n\n    [l]: c.md\n\ntext\n[l]: d.md\n",
        "p(a[a.md]('l')) code[]('[l]: b.md\n') code[]('[l]: c.md\n') p('text' / a[a.md]('l') ': d.md')",
    );
    both("[l]\n\n[l]:\n  a.md\n[l]:\n  b.md\n", "p(a[a.md]('l')) !5:1 duplicate-definition");
    both("a[^n]\n\n[^n]: b\n[^N]: c\n", "p('a' ^n) note^n(p('b')) note^N(p('c')) !4:1 duplicate-definition");
    both("A[^Note]\n\n[^note]: text\n", "p('A' ^note) note^note(p('text'))");
    both("A[^ẞ]\n\n[^ss]: text\n", "p('A' ^ss) note^ss(p('text'))");
}
