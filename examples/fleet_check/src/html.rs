//! The answers as one page: no script, nothing that is loaded, and everything from outside is escaped.
//!
//! The tables are the content. The pictures repeat them, so a screen reader leaves them out.

use crate::fleet::Answer;
use crate::page::{models, outcome, periods};
use crate::when::{at, instant, words};
use std::fmt::Write as _;
use trustslot::{Decision, FleetAnswer, FleetRow, Html, Span};

const HEAD: &str = "\
<!DOCTYPE html>
<html lang=\"en\"><head><meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Which phones trust which server</title>
<style>
:root{color-scheme:light dark}
body{font:15px/1.5 sans-serif;max-width:75em;margin:1em auto;padding:0 1em;color:#1a1a1a;background:#fff}
h1{font-size:1.5em}h2{font-size:1.25em;margin-top:2em;border-top:2px solid #888;padding-top:.6em}h3{font-size:1.05em;margin:1.6em 0 .3em}
table{border-collapse:collapse;width:100%;margin-top:.5em}caption{text-align:left;font-weight:bold;padding:.4em 0}
th,td{text-align:left;vertical-align:top;padding:.3em .6em;border-bottom:1px solid #bbb}th.n,td.n{text-align:right}
td{overflow-wrap:anywhere}td.n,td.t{overflow-wrap:normal}td.n{white-space:nowrap}
li,p,h2,h3{overflow-wrap:anywhere}td.rejected{font-weight:bold}.warning{border-left:5px solid #b00020;padding:.4em .8em;font-weight:bold}
.name{font-size:12px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;margin-top:.4em}svg{width:100%;display:block;overflow:hidden}svg text{font:12px sans-serif;fill:currentColor}
.ok{fill:#2f7d4f}.no{fill:#c9364a}.so{fill:#8f6200}.edge{fill:none;stroke:currentColor;stroke-dasharray:3 3}.mark{stroke:currentColor}
.lines{fill:url(#lines)}.dots{fill:url(#dots)}.defs{position:absolute;width:0;height:0}
svg text.sign{fill:#fff;font-weight:bold;paint-order:stroke;stroke:#0009;stroke-width:4px}a{color:#0b57d0}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9ec1ff}.warning{border-color:#ff8095}th,td{border-color:#555}}
@media(max-width:48em){svg .minor{display:none}table,tbody,tr,td,caption{display:block}thead{position:absolute;left:-999em}
tr{border-bottom:2px solid #888;padding:.4em 0}td,td.n{border:0;padding:.1em 0 .1em 6em;text-align:left;min-height:1.5em;position:relative}
td::before{content:attr(data-head);position:absolute;left:0}td:empty{display:none}}
@media print{:root{color-scheme:light}body{color:#000;background:#fff;max-width:none;font-size:11px}a{color:#000}section+section{break-before:page}
thead{display:table-header-group}tr,.picture{break-inside:avoid}h3{break-after:avoid}nav{display:none}svg rect,svg text{print-color-adjust:exact}}
</style></head><body>
<svg class=\"defs\" aria-hidden=\"true\"><defs>
<pattern id=\"lines\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"fine\" width=\"2\" height=\"6\" fill=\"#8d1b2c\"/></pattern>
<pattern id=\"dots\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect class=\"fine\" width=\"2\" height=\"2\" fill=\"#5c3f00\"/></pattern>
</defs></svg>
<main>
<h1>Which phones trust which server</h1>
";

/// The heads of the columns.
const HEADS: [&str; 7] = ["Phones", "Models", "From", "To", "Verdict", "Why", "Act by"];

/// The height of a bar, in pixels. Widths are parts of the page.
const BAR: u64 = 20;

pub fn document(answers: &[Answer]) -> String {
    let mut html = HEAD.to_owned();
    html.push_str("<nav><ul>");
    for (number, answer) in answers.iter().enumerate() {
        let _ = write!(html, "<li><a href=\"#a{number}\">{}</a></li>", Html(&answer.title));
    }
    html.push_str("</ul></nav>\n");
    html.push_str(
        "<p>In the pictures, \u{2713} is trusted, \u{d7} is rejected, and ~ is tolerated: accepted although a check that is turned off fails. \
         A dashed edge means that a period is assumed. For the full reason of a verdict and its remedy, run \
         fleet_check with --explain MODEL SERVER.</p>\n",
    );
    for (number, answer) in answers.iter().enumerate() {
        section(&mut html, number, answer);
    }
    html.push_str("</main></body></html>\n");
    html
}

fn section(html: &mut String, number: usize, answer: &Answer) {
    let report = &answer.report;
    let _ = writeln!(html, "<section id=\"a{number}\"><h2>{}</h2>", Html(&answer.title));
    let _ = writeln!(
        html,
        "<p>{}, {}; from {} to {} UTC. Phones verify as this library does. Models that no server can tell apart are judged \
         together: {}.</p>",
        counted(report.phones, "phone"),
        counted(report.models, "model"),
        first_day(words(report.span.from())),
        first_day(words(report.span.to())),
        counted(report.classes as u64, "group"),
    );
    for warning in answer.warnings() {
        let _ = writeln!(html, "<p class=\"warning\">{}.</p>", Html(warning));
    }
    if !report.suggestions.is_empty() {
        html.push_str("<h3>What helps, in this order; each was tried on all phones</h3><ol>");
        for suggestion in &report.suggestions {
            let _ = write!(html, "<li>{}</li>", Html(suggestion));
        }
        html.push_str("</ol>\n");
    }
    if let Some(line) = answer.without_help() {
        let _ = writeln!(html, "<p>{}.</p>", Html(line));
    }
    list(html, "Not suggested, because it breaks others", &report.harmful);
    html.push_str("<h3>Assumed</h3><ul>");
    for line in answer.assumed() {
        let _ = write!(html, "<li>{}</li>", Html(line));
    }
    html.push_str("</ul>\n");
    let mut rest = &report.rows[..];
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|row| row.dependency == first.dependency).count();
        let (rows, others) = rest.split_at(count);
        server(html, rows, answer);
        rest = others;
    }
    let unanswered = report.unanswered.iter();
    let unanswered =
        unanswered.map(|one| format!("{}: {}", counted(one.phones, "phone"), one.error));
    list(html, "Without an answer", &unanswered.collect::<Vec<_>>());
    list(html, "Findings in settings files", &answer.findings);
    html.push_str("</section>\n");
}

fn list(html: &mut String, title: &str, lines: &[impl std::fmt::Display]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(html, "<h3>{title}</h3><ul>");
    for line in lines {
        let _ = write!(html, "<li>{}</li>", Html(line));
    }
    html.push_str("</ul>\n");
}

/// One server: the picture, and the table with the same in words.
fn server(html: &mut String, rows: &[FleetRow], answer: &Answer) {
    let Some(first) = rows.first() else { return };
    let span = answer.report.span;
    let id = Html(&first.dependency);
    let host = answer.hosts.get(&*first.dependency).map(String::as_str).unwrap_or_default();
    let _ = writeln!(html, "<h3>{id}: {}, for {}</h3>", Html(host), first.application);
    let bars: Vec<(String, &FleetAnswer)> = rows
        .iter()
        .flat_map(|row| {
            let name = format!("{}: {}", counted(row.phones, "phone"), models(row));
            let after = row.after.as_ref().filter(|_| row.first_difference.is_some());
            let after = after.map(|after| {
                (format!("{}, after the change", counted(row.phones, "phone")), after)
            });
            let others = row.otherwise.iter().map(|other| {
                let phones = counted(row.phones, "phone");
                (format!("{phones}, after the change, if {}", other.way()), &other.answer)
            });
            std::iter::once((name, &row.answer)).chain(after).chain(others)
        })
        .collect();
    picture(html, &bars, span);
    html.push_str("<table role=\"table\"><caption>The same in words; times are UTC</caption><thead role=\"rowgroup\"><tr role=\"row\">");
    for (column, head) in HEADS.iter().enumerate() {
        let class = if column == 0 { " class=\"n\"" } else { "" };
        let _ = write!(html, "<th role=\"columnheader\" scope=\"col\"{class}>{head}</th>");
    }
    html.push_str("</tr></thead><tbody role=\"rowgroup\">\n");
    for row in rows {
        lines(html, row, &row.answer, "", span);
        if let (Some(after), Some(_)) = (&row.after, row.first_difference) {
            lines(html, row, after, "after the change: ", span);
        }
        for other in &row.otherwise {
            let prefix = format!("after the change, if {}: ", other.way());
            lines(html, row, &other.answer, &prefix, span);
        }
    }
    html.push_str("</tbody></table>\n");
    if rows.iter().any(|row| row.more_otherwise) {
        html.push_str("<p>The settings files can be read in more ways than were judged.</p>\n");
    }
}

fn lines(html: &mut String, row: &FleetRow, answer: &FleetAnswer, prefix: &str, span: Span) {
    for period in periods(answer, span) {
        let assumed = if period.is_assumed { " (assumed)" } else { "" };
        let to = words(at(period.to));
        let is_end = period.to == span.to().as_secs();
        let cells = [
            ("n", grouped(row.phones)),
            ("", models(row)),
            ("t", first_day(words(at(period.from)))),
            ("t", if is_end { first_day(to) } else { last_day(to) }),
            (period.outcome.decision.word(), format!("{prefix}{}", outcome(period.outcome))),
            ("", format!("{}{assumed}", period.why)),
            ("t", last_day(period.by)),
        ];
        html.push_str("<tr role=\"row\">");
        for ((class, text), head) in cells.into_iter().zip(HEADS) {
            let text = Html(text);
            let _ = write!(
                html,
                "<td role=\"cell\" class=\"{class}\" data-head=\"{head}\">{text}</td>"
            );
        }
        html.push_str("</tr>\n");
    }
}

/// One bar for each row: a letter, a color and a pattern for each period, and a dashed edge if it is assumed.
fn picture(html: &mut String, bars: &[(String, &FleetAnswer)], span: Span) {
    let (from, to) = (span.from().as_secs(), span.to().as_secs());
    let whole = to.saturating_sub(from).max(1);
    // In hundredths of a percent.
    let x = |second: u64| {
        let past = u128::from(second.saturating_sub(from).min(whole));
        u64::try_from(past * 10_000 / u128::from(whole)).unwrap_or(0)
    };
    html.push_str("<div class=\"picture\" aria-hidden=\"true\">\n");
    for (name, answer) in bars {
        let _ = write!(html, "<div class=\"name\">{}</div><svg height=\"{BAR}\">", Html(name));
        for period in periods(answer, span) {
            let left = x(period.from);
            let width = x(period.to).saturating_sub(left).max(20);
            let (class, pattern, sign) = match period.outcome.decision {
                Decision::Trusted => ("ok", None, "\u{2713}"),
                Decision::Tolerated => ("so", Some("dots"), "~"),
                Decision::Rejected => ("no", Some("lines"), "\u{d7}"),
            };
            let (from, width_of) = (percent(left), percent(width));
            let place = format!("x=\"{from}\" width=\"{width_of}\" height=\"{BAR}\"");
            for class in [Some(class), pattern, period.is_assumed.then_some("edge")] {
                let _ = class.map(|class| write!(html, "<rect class=\"{class}\" {place}/>"));
            }
            // On the narrowest screen, 300 of these are 10 pixels.
            if width > 300 {
                let x = percent(left + 50);
                let _ = write!(html, "<text class=\"sign\" x=\"{x}\" y=\"15\">{sign}</text>");
            }
        }
        html.push_str("</svg>\n");
    }
    html.push_str("<svg height=\"24\">");
    months(html, span, x);
    html.push_str("</svg></div>\n");
}

/// Hundredths of a percent, as SVG writes them.
fn percent(hundredths: u64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// A mark and a name at first days of months: as many as fit on a wide screen, of which a narrow one shows every third.
fn months(html: &mut String, span: Span, x: impl Fn(u64) -> u64) {
    const DAY: u64 = 86_400;
    let (mut day, to) = (span.from().as_secs().div_ceil(DAY) * DAY, span.to().as_secs());
    let (mut next, mut number) = (0, 0);
    while day <= to {
        let text = instant(at(day));
        let left = x(day);
        if text.get(8..10) == Some("01") && left >= next && left <= 9_400 {
            let class = if number % 3 == 0 && left <= 8_500 { "" } else { " class=\"minor\"" };
            let left = percent(left);
            let _ = write!(
                html,
                "<g{class}><line class=\"mark\" x1=\"{left}\" x2=\"{left}\" y1=\"0\" y2=\"6\"/>\
                 <text x=\"{left}\" y=\"20\">{}</text></g>",
                text.get(..7).unwrap_or_default(),
            );
            (next, number) = (x(day) + 800, number + 1);
        }
        day += DAY;
    }
}

/// `1 phone`, `10,000 phones`
fn counted(number: u64, what: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {what}{end}", grouped(number))
}

/// `10,000`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The time, or only the day if it is the first second of it.
fn first_day(time: String) -> String {
    time.strip_suffix(" 00:00:00").map(str::to_owned).unwrap_or(time)
}

/// The time, or only the day if it is the last second of it.
fn last_day(time: String) -> String {
    time.strip_suffix(" 23:59:59").map(str::to_owned).unwrap_or(time)
}
