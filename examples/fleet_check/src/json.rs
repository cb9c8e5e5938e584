//! The answers as JSON. A minor version only adds names; a reader ignores names that it does not know.

use crate::fleet::Answer;
use crate::when::instant;
use serde_json::{Value, json};
use trustslot::{
    DownloadOrder, FileReading, FleetAnswer, FleetEvent, FleetOtherwise, FleetRow, Outcome,
    SuggestedChange, Suggestion, Unanswered,
};

const FORMAT_VERSION: &str = "1.2";

pub fn document(answers: &[Answer]) -> String {
    let reports: Vec<Value> = answers.iter().map(report).collect();
    let document = json!({ "format_version": FORMAT_VERSION, "reports": reports });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

fn report(answer: &Answer) -> Value {
    let report = &answer.report;
    json!({
        "title": answer.title,
        "span": { "from": instant(report.span.from()), "to": instant(report.span.to()) },
        "phones": report.phones,
        "models": report.models,
        "classes": report.classes,
        "assumptions": report.assumptions.iter().map(|one| one.word()).collect::<Vec<_>>(),
        "assumed": answer.assumed(),
        "rows": report.rows.iter().map(row).collect::<Vec<_>>(),
        "suggestions": report.suggestions.iter().map(suggestion).collect::<Vec<_>>(),
        "harmful": report.harmful.iter().map(suggestion).collect::<Vec<_>>(),
        "untried": report.untried,
        "unanswered": report.unanswered.iter().map(unanswered).collect::<Vec<_>>(),
        "settings": answer.findings,
    })
}

fn row(row: &FleetRow) -> Value {
    json!({
        "dependency": row.dependency,
        "application": row.application.word(),
        "essential": row.essential,
        "phones": row.phones,
        "models": row.models,
        "more_models": row.more_models,
        "now": outcome(&row.answer.now),
        "events": events(&row.answer),
        "after": row.after.as_ref().map(|after| json!({
            "now": outcome(&after.now),
            "events": events(after),
        })),
        "first_difference": row.first_difference.map(instant),
        "lock_out": row.lock_out.map(instant),
        "otherwise": row.otherwise.iter().map(otherwise).collect::<Vec<_>>(),
        "more_otherwise": row.more_otherwise,
    })
}

/// The answer after the plan, on phones that read a settings file in another way.
fn otherwise(other: &FleetOtherwise) -> Value {
    json!({
        "if": other.way().to_string(),
        "files": other.files.iter().map(file).collect::<Vec<_>>(),
        "lines": other.lines,
        "ignored": other.ignored,
        "order": other.order.map(DownloadOrder::word),
        "now": outcome(&other.answer.now),
        "events": events(&other.answer),
        "first_difference": other.first_difference.map(instant),
        "lock_out": other.lock_out.map(instant),
    })
}

/// How one settings file is read; its number, from 1, if the plan has several.
fn file(file: &FileReading) -> Value {
    json!({
        "file": file.file,
        "lines": file.lines,
        "ignored": file.ignored,
        "order": file.order.map(DownloadOrder::word),
    })
}

fn events(answer: &FleetAnswer) -> Vec<Value> {
    answer.events.iter().map(event).collect()
}

fn event(event: &FleetEvent) -> Value {
    let to = outcome(&event.to);
    json!({
        "at": instant(event.at),
        "from": event.from.word(),
        "to": to["decision"],
        "deciding": to["deciding"],
        "cause": event.cause.word(),
        "by": event.by.map(instant),
        "lock_out": event.lock_out,
        "assumes": event.assumes.iter().map(|one| one.word()).collect::<Vec<_>>(),
    })
}

fn outcome(outcome: &Outcome) -> Value {
    let deciding = outcome.deciding.iter().map(|key| {
        json!({
            "reason": key.reason.word(),
            "code": key.reason.code(),
            "position": key.position.word(),
            "sha256": key.certificate.map(|fingerprint| fingerprint.to_string()),
        })
    });
    json!({ "decision": outcome.decision.word(), "deciding": deciding.collect::<Vec<_>>() })
}

fn suggestion(suggestion: &Suggestion) -> Value {
    let list = match &suggestion.change {
        SuggestedChange::InstallList { list, .. } => Some(list),
        _ => None,
    };
    json!({
        "change": suggestion.change.word(),
        "list": list,
        "certificate": suggestion.change.certificate().issued_to(),
        "sha256": suggestion.change.certificate().fingerprint().to_string(),
        "phones": suggestion.phones,
        "breaks": suggestion.breaks,
        "no_room": suggestion.no_room,
        "before": instant(suggestion.before),
        "round": suggestion.round,
        "dependencies": suggestion.dependencies,
    })
}

fn unanswered(unanswered: &Unanswered) -> Value {
    json!({
        "error": unanswered.error.to_string(),
        "code": unanswered.error.code(),
        "phones": unanswered.phones,
        "models": unanswered.models,
        "more_models": unanswered.more_models,
    })
}
