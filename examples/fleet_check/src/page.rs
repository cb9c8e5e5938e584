//! Sentences about a row, and its times, which the table of the page and its picture share.

use crate::when::words;
use std::fmt::Write as _;
use trustslot::{FleetAnswer, FleetRow, Outcome, Span};

/// A time in which one outcome holds.
pub struct Period<'a> {
    /// Its first and its last second.
    pub from: u64,
    pub to: u64,
    pub outcome: &'a Outcome,
    pub is_assumed: bool,
    /// Why it begins.
    pub why: String,
    /// The time to act by, if the server is rejected then.
    pub by: String,
}

/// The periods of an answer, by time. Together they are the span.
pub fn periods(answer: &FleetAnswer, span: Span) -> Vec<Period<'_>> {
    let mut periods = vec![Period {
        from: span.from().as_secs(),
        to: span.to().as_secs(),
        outcome: &answer.now,
        is_assumed: false,
        why: "at the start".to_owned(),
        by: String::new(),
    }];
    for event in &answer.events {
        let from = event.at.as_secs();
        if let Some(last) = periods.last_mut() {
            last.to = from.saturating_sub(1);
        }
        periods.push(Period {
            from,
            to: span.to().as_secs(),
            outcome: &event.to,
            is_assumed: !event.assumes.is_empty(),
            why: event.cause.to_string(),
            by: event.by.map(words).unwrap_or_default(),
        });
    }
    periods
}

/// `rejected: issuer not found [101]`
pub fn outcome(outcome: &Outcome) -> String {
    let mut text = outcome.decision.word().to_owned();
    for (index, key) in outcome.deciding.iter().enumerate() {
        text.push_str(if index == 0 { ": " } else { ", " });
        let _ = write!(text, "{} [{}]", key.reason.word().replace('-', " "), key.reason.code());
    }
    text
}

/// The models of a row.
pub fn models(row: &FleetRow) -> String {
    let mut text = row.models.iter().map(|model| &**model).collect::<Vec<_>>().join("; ");
    if row.more_models > 0 {
        let _ = write!(text, "; and {} more", row.more_models);
    }
    text
}
