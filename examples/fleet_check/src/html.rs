//! The answers as one page: no script, nothing that is loaded, and everything from outside is escaped.
//!
//! The tables are the content. The pictures repeat them, so a screen reader leaves them out.

use crate::fleet::Answer;
use crate::page::{models, outcome, periods, verdict};
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
h1{font-size:1.5em}h2{font-size:1.25em;margin-top:2em;border-top:2px solid #888;padding-top:.6em}h3{font-size:1.05em;margin-bottom:.3em}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}caption{text-align:left;font-weight:bold;padding:.4em 0}
th,td{text-align:left;vertical-align:top;padding:.3em .6em;border-bottom:1px solid #bbb}td.n{text-align:right;white-space:nowrap}
td.t{white-space:nowrap}li,p,h2{overflow-wrap:anywhere}.refused{font-weight:bold}.warning{border-left:5px solid #b00020;padding:.4em .8em;font-weight:bold}
svg{width:100%;min-width:40em;height:auto;display:block}svg text{font:11px sans-serif;fill:currentColor}
.ok{fill:#2f7d4f}.no{fill:#c9364a}.so{fill:#c98a00}.edge{fill:none;stroke:currentColor;stroke-dasharray:3 3}.mark{stroke:currentColor}
.sign{fill:#fff!important;font-weight:bold!important}a{color:#0b57d0}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}a{color:#9ec1ff}.warning{border-color:#ff8095}}
@media print{:root{color-scheme:light}body{color:#000;background:#fff;max-width:none;font-size:11px}section{break-before:page}
thead{display:table-header-group}tr,svg{break-inside:avoid}nav{display:none}.wide{overflow:visible}svg{min-width:0}svg rect{print-color-adjust:exact}}
</style></head><body><main>
<h1>Which phones trust which server</h1>
";

/// The width of a picture, its margin for names, and the height of a bar, in the picture's own units.
const WIDTH: u64 = 1000;
const LEFT: u64 = 130;
const BAR: u64 = 26;

pub fn document(answers: &[Answer]) -> String {
    let mut html = HEAD.to_owned();
    html.push_str("<nav><ul>");
    for (number, answer) in answers.iter().enumerate() {
        let _ = write!(html, "<li><a href=\"#a{number}\">{}</a></li>", Html(&answer.title));
    }
    html.push_str("</ul></nav>\n");
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
        "<p>Phones: {}, models: {}, classes of equal models: {}; from {} to {} UTC, as this library verifies.</p>",
        report.phones,
        report.models,
        report.classes,
        words(report.span.from()),
        words(report.span.to()),
    );
    for warning in answer.warnings() {
        let _ = writeln!(html, "<p class=\"warning\">{}.</p>", Html(warning));
    }
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
    if !report.suggestions.is_empty() {
        html.push_str("<h3>What helps, in this order; each was tried on every class</h3><ol>");
        for suggestion in &report.suggestions {
            let _ = write!(html, "<li>{}</li>", Html(suggestion));
        }
        html.push_str("</ol>\n");
    }
    if let Some(line) = answer.without_help() {
        let _ = writeln!(html, "<p>{}.</p>", Html(line));
    }
    list(html, "Not suggested, because it breaks others", &report.harmful);
    let unanswered = report.unanswered.iter();
    let unanswered = unanswered.map(|one| format!("{} phones: {}", one.phones, one.error));
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
    let _ = writeln!(html, "<h3>{} ({})</h3>", Html(&first.dependency), first.application);
    let bars: Vec<(String, &FleetAnswer)> = rows
        .iter()
        .flat_map(|row| {
            let after = row.after.as_ref().filter(|_| row.first_difference.is_some());
            let after = after.map(|after| (format!("{} after", row.phones), after));
            std::iter::once((row.phones.to_string(), &row.answer)).chain(after)
        })
        .collect();
    let name = Html(&first.dependency);
    let _ = write!(
        html,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"verdicts about {name}\">"
    );
    picture(html, &bars, span);
    html.push_str("<table><caption>The same in words; times are UTC</caption><thead><tr>");
    for head in ["Phones", "Models", "From", "To", "Verdict", "Why", "Act by"] {
        let _ = write!(html, "<th scope=\"col\">{head}</th>");
    }
    html.push_str("</tr></thead><tbody>\n");
    for row in rows {
        lines(html, row, &row.answer, "", span);
        if let (Some(after), Some(_)) = (&row.after, row.first_difference) {
            lines(html, row, after, "after the change: ", span);
        }
    }
    html.push_str("</tbody></table></div>\n");
}

fn lines(html: &mut String, row: &FleetRow, answer: &FleetAnswer, prefix: &str, span: Span) {
    for period in periods(answer, span) {
        let class = verdict(period.outcome.decision);
        let _ = writeln!(
            html,
            "<tr><td class=\"n\">{}</td><td>{}</td><td class=\"t\">{}</td><td class=\"t\">{}</td>\
             <td class=\"{class}\">{prefix}{}</td><td>{}{}</td><td class=\"t\">{}</td></tr>",
            row.phones,
            Html(models(row)),
            words(at(period.from)),
            words(at(period.to)),
            Html(outcome(period.outcome)),
            Html(period.why),
            if period.is_assumed { " (assumed)" } else { "" },
            period.by,
        );
    }
}

/// One bar for each row: a letter and a color for each period, and a dashed edge if it is assumed.
fn picture(html: &mut String, bars: &[(String, &FleetAnswer)], span: Span) {
    let (from, to) = (span.from().as_secs(), span.to().as_secs());
    let whole = to.saturating_sub(from).max(1);
    let x = |second: u64| LEFT + second.saturating_sub(from).min(whole) * (WIDTH - LEFT) / whole;
    let height = BAR * (bars.len() as u64 + 1);
    let _ = write!(
        html,
        "<svg aria-hidden=\"true\" viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\">"
    );
    for (line, (label, answer)) in bars.iter().enumerate() {
        let top = line as u64 * BAR;
        let _ = write!(html, "<text x=\"0\" y=\"{}\">{} phones</text>", top + 16, Html(label));
        for period in periods(answer, span) {
            let (left, right) = (x(period.from), x(period.to));
            let width = right.saturating_sub(left).max(2);
            let (class, sign) = match period.outcome.decision {
                Decision::Trusted => ("ok", "\u{2713}"),
                Decision::Tolerated => ("so", "~"),
                Decision::Rejected => ("no", "\u{d7}"),
            };
            let place = format!("x=\"{left}\" y=\"{}\" width=\"{width}\" height=\"20\"", top + 2);
            let _ = write!(html, "<rect class=\"{class}\" {place}/>");
            if period.is_assumed {
                let _ = write!(html, "<rect class=\"edge\" {place}/>");
            }
            if width > 12 {
                let (x, y) = (left + 4, top + 16);
                let _ = write!(html, "<text class=\"sign\" x=\"{x}\" y=\"{y}\">{sign}</text>");
            }
        }
    }
    months(html, span, height, x);
    html.push_str("</svg>\n");
}

/// A mark and a name at the first day of every third month.
fn months(html: &mut String, span: Span, height: u64, x: impl Fn(u64) -> u64) {
    const DAY: u64 = 86_400;
    let (mut day, to) = (span.from().as_secs().div_ceil(DAY) * DAY, span.to().as_secs());
    let mut last = 0;
    while day <= to {
        let text = instant(at(day));
        let is_first = text.get(8..10) == Some("01");
        let left = x(day);
        if is_first && left >= last + 70 && left + 50 <= WIDTH {
            let _ = write!(
                html,
                "<line class=\"mark\" x1=\"{left}\" x2=\"{left}\" y1=\"{}\" y2=\"{}\"/>\
                 <text x=\"{}\" y=\"{}\">{}</text>",
                height - BAR,
                height - BAR + 6,
                left,
                height - 6,
                text.get(..7).unwrap_or_default(),
            );
            last = left;
        }
        day += DAY;
    }
}
