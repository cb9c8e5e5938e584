//! 10,000 models × 20 servers × two years, with 40, 1,000 and 10,000 distinct states: seconds, peak memory, and counts.
//!
//! Only counts and memory are asserted: the judged work follows the distinct states, and memory does not follow the models.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench may panic, and it prints the time that it measures"
)]

mod fleet_models;

use core::time::Duration;
use fleet_models::{Kind, Pki, SERVERS, YEARS};
use peak_alloc::PeakAlloc;
use std::time::Instant;
use trustslot::{Fleet, FleetQuestion, FleetReport, Model};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// The most states of the mix [`Kind::Blocks`] that are measured without the argument `full`.
const USUAL: u64 = 1_000;

struct Run {
    report: FleetReport,
    adding: Duration,
    reporting: Duration,
    /// Bytes above those in use before.
    peak: usize,
}

fn main() {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    // As a test, a small mix of each kind is enough. A tenth of the models must be more than two batches of `Fleet::extend`.
    let (models, mixes): (u64, &[u64]) =
        if has("--bench") { (10_000, &[40, 1_000, 10_000]) } else { (10_000, &[10]) };
    let pki = Pki::new();
    println!("{SERVERS} servers, 731 days, {} threads", threads());
    println!("  differ in  states  models classes  judged  add, s  report, s  peak, MB");
    for kind in [Kind::Lists, Kind::Blocks] {
        for states in mixes {
            if matches!(kind, Kind::Blocks) && *states > USUAL && !has("full") {
                println!("{:>11} {states:>7} not measured without the argument full", name(kind));
                continue;
            }
            let run = run(&pki, kind, models, *states);
            assert_eq!(count(run.report.classes), *states, "each state is a class");
            let judged = count(run.report.judged);
            match kind {
                Kind::Lists => assert!(judged <= 2 * SERVERS, "{judged} judgements"),
                Kind::Blocks => assert_eq!(judged, SERVERS * states),
            }
        }
        let (few, many) = (models / 10, models);
        let states = mixes.first().copied().unwrap().min(few);
        let [few, many] = [few, many].map(|models| run(&pki, kind, models, states));
        assert_eq!(few.report.judged, many.report.judged, "more models are no more work");
        let ratio = many.peak as f64 / few.peak as f64;
        println!("{:>11} 10 times the models: {ratio:.3} × the peak", name(kind));
        assert!(ratio <= 1.1, "the peak grows with the models: {ratio:.3} ×");
    }
}

fn run(pki: &Pki, kind: Kind, models: u64, states: u64) -> Run {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let begun = Instant::now();
    let mut fleet = Fleet::new(FleetQuestion::new(pki.servers.clone(), YEARS).unwrap());
    let each = (0..models)
        .map(|number| Model::new(format!("{number}"), 1, pki.state(kind, number % states)));
    fleet.extend(each).unwrap();
    let adding = begun.elapsed();
    let begun = Instant::now();
    let report = fleet.report();
    let reporting = begun.elapsed();
    let peak = HEAP.peak_usage() - before;
    assert_eq!(report.models, models);
    assert!(report.unanswered.is_empty(), "every model has its answers");
    let events = report.rows.iter().filter(|row| !row.answer.events.is_empty());
    assert!(events.count() >= 10, "certificates that are not renewed end within two years");
    let run = Run { report, adding, reporting, peak };
    run.print(kind, states);
    run
}

impl Run {
    fn print(&self, kind: Kind, states: u64) {
        let (models, classes, judged) =
            (self.report.models, self.report.classes, self.report.judged);
        let (adding, reporting) = (self.adding.as_secs_f64(), self.reporting.as_secs_f64());
        let (name, peak) = (name(kind), self.peak as f64 / 1e6);
        println!(
            "{name:>11} {states:>7} {models:>7} {classes:>7} {judged:>7} {adding:>7.2} {reporting:>10.2} {peak:>9.2}"
        );
    }
}

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Lists => "lists",
        Kind::Blocks => "block lists",
    }
}

fn count(number: usize) -> u64 {
    number.try_into().unwrap()
}

/// How many threads share the work.
fn threads() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    return 1;
}
