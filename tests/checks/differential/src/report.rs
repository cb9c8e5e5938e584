//! Sorts disagreements into classes and prints them.

use crate::explained::{self, ACCEPTED_HERE_ONLY};
use crate::judges::{Fault, Ours};
use std::collections::{BTreeMap, BTreeSet};

pub struct Report {
    /// Whether OpenSSL is strict.
    pub is_strict: bool,
    /// How many chains were accepted by both, here only, there only, by none.
    agreement: [u64; 4],
    accepted_here_only: Classes,
    refused_here_only: Classes,
    /// The explanations that were needed.
    used: BTreeSet<usize>,
}

/// Classes by the verdict and its explanation, or by the changes if there is no explanation.
type Classes = BTreeMap<(String, String), Class>;

struct Class {
    count: u64,
    /// The number of its first case.
    first: u64,
    why: Option<&'static str>,
    /// The smallest sets of changes of its cases.
    words: BTreeSet<String>,
}

impl Report {
    pub fn new(is_strict: bool) -> Self {
        Self {
            is_strict,
            agreement: [0; 4],
            accepted_here_only: Classes::new(),
            refused_here_only: Classes::new(),
            used: BTreeSet::new(),
        }
    }

    pub fn count(&mut self, ours: &Ours, theirs: &Option<Fault>) {
        let is_refused = matches!(ours, Ours::Refused(_));
        self.agreement[usize::from(theirs.is_some()) + 2 * usize::from(is_refused)] += 1;
    }

    /// Adds the n-th case, a disagreement because of these changes.
    pub fn add(&mut self, n: u64, ours: &Ours, theirs: &Option<Fault>, words: &[&str]) {
        let words = words.join(" + ");
        let (classes, said, why) = match (ours, theirs) {
            (Ours::Trusted { is_pin }, Some(fault)) => {
                let rule = explained::acceptance(fault, *is_pin, &words, self.is_strict);
                self.used.extend(rule);
                let said = match rule {
                    // One class for all reasons of OpenSSL.
                    Some(explained::PIN) => "a pin".to_owned(),
                    _ => format!("{} {}", fault.code, fault.words),
                };
                let why = rule.map(|rule| ACCEPTED_HERE_ONLY[rule].why);
                (&mut self.accepted_here_only, said, why)
            }
            (Ours::Refused(reason), _) => {
                let why = explained::refusal(reason);
                (&mut self.refused_here_only, reason.clone(), why)
            }
            (Ours::Trusted { .. }, None) => return,
        };
        let class = classes
            .entry((said, why.unwrap_or(&words).to_owned()))
            .or_insert_with(|| Class { count: 0, first: n, why, words: BTreeSet::new() });
        class.count += 1;
        class.words.insert(words);
    }
}

/// The number of sets of changes that are listed for a class.
const MOST_SHOWN: usize = 6;

/// Prints the reports; returns the number of classes without an explanation.
pub fn print(reports: &[Report]) -> usize {
    let mut unexplained = 0;
    for report in reports {
        let [both, here, there, none] = report.agreement;
        let mode = if report.is_strict { "strict (X509_V_FLAG_X509_STRICT)" } else { "by default" };
        println!("\nOpenSSL {mode}");
        println!("  accepted by both {both}, by none {none}, here only {here}, there only {there}");
        for (title, classes) in [
            ("accepted here only", &report.accepted_here_only),
            ("refused here only", &report.refused_here_only),
        ] {
            println!("\n  {title}");
            for ((said, _), class) in classes {
                unexplained += usize::from(class.why.is_none());
                let words = class.words.iter().map(String::as_str);
                let words: Vec<_> = words.take(MOST_SHOWN).collect();
                let more = class.words.len() - words.len();
                println!("  {:6}  {said} (first in case {})", class.count, class.first);
                println!("          {}", class.why.unwrap_or("UNEXPLAINED"));
                print!("          found with: {}", words.join("; "));
                println!("{}", if more > 0 { format!("; and {more} more") } else { String::new() });
            }
        }
    }
    for (rule, explained) in ACCEPTED_HERE_ONLY.iter().enumerate() {
        if !reports.iter().any(|report| report.used.contains(&rule)) {
            println!(
                "\nan explanation that was not needed: {:?} {}",
                explained.codes, explained.why
            );
        }
    }
    unexplained
}
