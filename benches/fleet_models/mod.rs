//! Servers with a root each, and the states of phones that trust them: what the benches of fleets measure.
#![allow(
    dead_code,
    clippy::arithmetic_side_effects,
    clippy::disallowed_types,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "each bench uses its part, and one that cannot be set up should stop at once"
)]

use core::time::Duration;
use trustslot::pki_types::UnixTime;
use trustslot::{
    Application, BuiltIn, Cadence, Certificate, Chain, Dependency, DeviceState, Policy, PolicySet,
    Renewals, Span, TrustStore,
};
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

const DAY: u64 = 86_400;
pub const SERVERS: u64 = 20;
pub const YEARS: Span = Span::days(NOW, 731);

/// How the states of a mix differ.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// In their built-in lists. Each server sees one root of them, which is there or not.
    Lists,
    /// In a date of their block lists, which every server sees: no two states share an answer.
    Blocks,
}

pub struct Pki {
    pub roots: Vec<Certificate>,
    pub servers: Vec<Dependency>,
}

impl Pki {
    /// A root and an intermediate CA for each server. Half of the servers renew their certificates of 398 days.
    pub fn new() -> Self {
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
    pub fn state(&self, kind: Kind, number: u64) -> DeviceState {
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
}

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}
