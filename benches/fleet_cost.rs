//! What a fleet costs in instructions: for each model and server, where the models are alike, and for each server that a state
//! is judged for, where they differ.
//!
//! `fleet_cost` lists the rows. `fleet_cost measure` judges each fleet once, and `benches/fleet_cost` runs that under callgrind.
//! The signature checks are included: a report checks each signature once.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench may panic, and it prints its rows"
)]

mod fleet_models;

use core::hint::black_box;
use fleet_models::{Kind, Pki, SERVERS, YEARS};
use trustslot::{Fleet, FleetQuestion, FleetReport, Model};

/// The name of a row, how its states differ, its models and its states.
type Row = (&'static str, Kind, u64, u64);

/// Each row differs from the first in one number, so that the difference is the cost of what it has more of.
const ROWS: &[Row] = &[
    ("base", Kind::Blocks, 20, 2),
    ("models", Kind::Blocks, 220, 2),
    ("states", Kind::Blocks, 20, 12),
];

/// The most instructions for a model and a server, if another model has the same state. Measured: 70,266, for the digest of
/// what the server sees of the state. The rest is room for other compilers.
const MOST_FOR_A_MODEL: u64 = 90_000;

/// The most instructions for a state and a server in two years. Measured: 2,602,371; the rest is room.
const MOST_FOR_A_STATE: u64 = 3_300_000;

fn main() {
    let is_measured = std::env::args().any(|argument| argument == "measure");
    if !is_measured {
        println!("most {MOST_FOR_A_MODEL}");
        println!("states {MOST_FOR_A_STATE} {SERVERS}");
    }
    let pki = Pki::new();
    for &(name, kind, models, states) in ROWS {
        if !is_measured {
            println!("{name} {models} {states}");
            continue;
        }
        let models = (0..models)
            .map(|number| Model::new(format!("{number}"), 1, pki.state(kind, number % states)));
        let models: Vec<Model> = models.collect();
        let fleet = Fleet::new(FleetQuestion::new(pki.servers.clone(), YEARS).unwrap());
        let report = measured(fleet, models);
        assert_eq!(report.classes, usize::try_from(states).unwrap(), "each state is a class");
        assert_eq!(report.judged, usize::try_from(states * SERVERS).unwrap());
        black_box(report);
    }
}

/// callgrind counts the instructions in here, and writes them down at each return.
#[inline(never)]
fn measured(mut fleet: Fleet, models: Vec<Model>) -> FleetReport {
    fleet.extend(models).unwrap();
    fleet.report()
}
