//! What is said about a fleet, for people.

use super::report::{FleetOtherwise, FleetReport, FleetRow, Unanswered};
use crate::clock::{Date, Moment};
use crate::forecast::Way;
use crate::text::Counted;
use core::fmt;

impl fmt::Display for FleetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (Date::of(self.span.from()), Date::of(self.span.to()));
        let phones = Counted(self.phones, "phone", "phones");
        let models = Counted(self.models, "model", "models");
        let classes = Counted(self.classes, "class", "classes");
        writeln!(f, "{phones} of {models} in {classes}; {from} to {to} UTC")?;
        let mut before = None;
        for row in &self.rows {
            if before != Some(&row.dependency) {
                writeln!(f, "\n{} \"{}\"", row.application, row.dependency)?;
                before = Some(&row.dependency);
            }
            write!(f, "{row}")?;
        }
        for (index, suggestion) in self.suggestions.iter().enumerate() {
            let title = if index == 0 {
                "\nWhat helps, in this order, tried on every class:\n"
            } else {
                ""
            };
            writeln!(f, "{title}  {}. {suggestion}", suggestion.round)?;
        }
        if self.untried > 0 {
            let (one, many) =
                ("more change might help and was", "more changes might help and were");
            writeln!(f, "{} not tried", Counted(self.untried, one, many))?;
        }
        for Unanswered { error, phones, .. } in &self.unanswered {
            writeln!(f, "no answer for {}: {error}", Counted(*phones, "phone", "phones"))?;
        }
        Ok(())
    }
}

/// One line for the answer, one for each event, and one for the plan.
impl fmt::Display for FleetRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {:>10}", Counted(self.phones, "phone", "phones"))?;
        for (index, model) in self.models.iter().enumerate() {
            write!(f, "{} {model}", if index == 0 { ":" } else { "," })?;
        }
        if self.more_models > 0 {
            write!(f, " and {} more", self.more_models)?;
        }
        writeln!(f, ": {}", self.answer.now)?;
        for event in &self.answer.events {
            let at = Moment::of(event.at);
            writeln!(f, "{:>14}{at}: {}, because {}", "", event.to, event.cause)?;
        }
        match (self.lock_out, self.first_difference, &self.after) {
            (Some(at), ..) => writeln!(f, "{:>14}the plan locks out from {}", "", Moment::of(at))?,
            (None, Some(at), Some(after)) => {
                let to = after.at(at);
                writeln!(f, "{:>14}after the plan: {to} from {}", "", Moment::of(at))?;
            }
            _ => {}
        }
        for other in &self.otherwise {
            writeln!(f, "{:>14}{other}", "")?;
        }
        if self.more_otherwise {
            writeln!(f, "{:>14}its settings files can be read in more ways than were judged", "")?;
        }
        Ok(())
    }
}

impl FleetOtherwise {
    /// Completes "if …": `the phone takes line 9`.
    pub fn way(&self) -> impl fmt::Display + use<> {
        Way::of(&self.files)
    }
}

/// `if the phone takes line 9: the plan locks out from …`
impl fmt::Display for FleetOtherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "if {}: ", self.way())?;
        match (self.lock_out, self.first_difference) {
            (Some(at), _) => write!(f, "the plan locks out from {}", Moment::of(at)),
            (None, Some(at)) => {
                write!(f, "after the plan: {} from {}", self.answer.at(at), Moment::of(at))
            }
            (None, None) => f.write_str("the plan makes no difference"),
        }
    }
}
