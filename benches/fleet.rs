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

use core::time::Duration;
use peak_alloc::PeakAlloc;
use std::time::Instant;
use trustslot::pki_types::UnixTime;
use trustslot::{
    Application, BuiltIn, Cadence, Certificate, Chain, Dependency, DeviceState, Fleet,
    FleetQuestion, FleetReport, Model, Policy, PolicySet, Renewals, Span, TrustStore,
};
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const DAY: u64 = 86_400;
const SERVERS: u64 = 20;
const YEARS: Span = Span::days(NOW, 731);

/// The most states of the mix [`Kind::Blocks`] that are measured without the argument `full`.
const USUAL: u64 = 1_000;

/// How the states of a mix differ.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// In their built-in lists. Each server sees one root of them, which is there or not.
    Lists,
    /// In a date of their block lists, which every server sees: no two states share an answer.
    Blocks,
}

struct Pki {
    roots: Vec<Certificate>,
    servers: Vec<Dependency>,
}

struct Run {
    report: FleetReport,
    adding: Duration,
    reporting: Duration,
    /// Bytes above those in use before.
    peak: usize,
}

fn main() {
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    // As a test, without optimization, a small mix of each kind is enough.
    let (models, mixes): (u64, &[u64]) =
        if has("--bench") { (10_000, &[40, 1_000, 10_000]) } else { (200, &[10]) };
    let pki = Pki::new();
    println!("{SERVERS} servers, 731 days, {} threads", threads());
    println!("  differ in  states  models classes  judged  add, s  report, s  peak, MB");
    for kind in [Kind::Lists, Kind::Blocks] {
        for states in mixes {
            if matches!(kind, Kind::Blocks) && *states > USUAL && !has("full") {
                println!("{:>11} {states:>7} not measured without the argument full", name(kind));
                continue;
            }
            let run = pki.run(kind, models, *states);
            assert_eq!(count(run.report.classes), *states, "each state is a class");
            let judged = count(run.report.judged);
            match kind {
                Kind::Lists => assert!(judged <= 2 * SERVERS, "{judged} judgements"),
                Kind::Blocks => assert_eq!(judged, SERVERS * states),
            }
        }
        let (few, many) = (models / 10, models);
        let states = mixes.first().copied().unwrap().min(few);
        let [few, many] = [few, many].map(|models| pki.run(kind, models, states));
        assert_eq!(few.report.judged, many.report.judged, "more models are no more work");
        let ratio = many.peak as f64 / few.peak as f64;
        println!("{:>11} 10 times the models: {ratio:.3} × the peak", name(kind));
        assert!(ratio <= 1.1, "the peak grows with the models: {ratio:.3} ×");
    }
}

impl Pki {
    /// A root and an intermediate CA for each server. Half of the servers renew their certificates of 398 days.
    fn new() -> Self {
        let begin = NOW - DAY;
        let made = (0..SERVERS).map(|number| {
            let (root_key, ca_key) = (Key::p256(2 * number + 10), Key::p256(2 * number + 11));
            let root =
                root(&format!("Root {number}")).key(root_key).valid(begin, NOW + 9_000 * DAY);
            let root = root.self_signed();
            let ca = intermediate(&format!("CA {number}")).key(ca_key);
            let ca = ca.valid(begin, NOW + 3_000 * DAY).signed_by(&root);
            let leaf = leaf(HOST).key(Key::p256(1)).valid(begin, begin + 398 * DAY).signed_by(&ca);
            let chain = Chain::from_certificates([read(&leaf), read(&ca)]).unwrap();
            let id = format!("server {number}");
            let server =
                Dependency::new(id, chain, HOST.parse().unwrap(), Application::AutoProvision);
            let server = match number % 2 {
                0 => server.with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS)),
                _ => server,
            };
            (read(&root), server)
        });
        let (roots, servers) = made.unzip();
        Self { roots, servers }
    }

    /// Nothing is shared between two of them, as between descriptions that are read from files.
    fn state(&self, kind: Kind, number: u64) -> DeviceState {
        let all = (1 << SERVERS) - 1;
        let (listed, date) = match kind {
            // An odd factor makes another list of each number, with about half of the roots.
            Kind::Lists => (((number + 1) * 0x9_E375) & all, None),
            Kind::Blocks => (all, Some(NOW + 1_000 * DAY + number)),
        };
        let roots = self.roots.iter().zip(0..).filter(|(_, at)| listed & (1 << at) != 0);
        let list = BuiltIn::from_certificates(roots.map(|(root, _)| root.clone()));
        let mut state = DeviceState::new(TrustStore::new(list), PolicySet::new(Policy::STRICT));
        if let (Some(date), Some(root)) = (date, self.roots.first()) {
            let date = UnixTime::since_unix_epoch(Duration::from_secs(date));
            state.blocked.block_issued_after(root, date);
        }
        state
    }

    fn run(&self, kind: Kind, models: u64, states: u64) -> Run {
        let before = HEAP.current_usage();
        HEAP.reset_peak_usage();
        let begun = Instant::now();
        let mut fleet = Fleet::new(FleetQuestion::new(self.servers.clone(), YEARS).unwrap());
        let each = (0..models)
            .map(|number| Model::new(format!("{number}"), 1, self.state(kind, number % states)));
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

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

/// How many threads share the work.
fn threads() -> usize {
    #[cfg(feature = "parallel")]
    return rayon::current_num_threads();
    #[cfg(not(feature = "parallel"))]
    return 1;
}
