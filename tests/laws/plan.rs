//! Reads a PKI from bytes. Zeros, and a short input, mean the usual: so a failure shrinks to what matters.

use crate::pki::Pki;
use crate::spec::{BEGIN, END, HOST, Limit, Purpose, SIBLING, SOON, Spec, Stored};
use crate::support::NOW;
use trustslot::{Check, Clock, Policy, TrustSource};

/// The bytes of a plan that are used at most.
pub const BYTES: usize = 64;

pub struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit.max(1)
    }

    /// One of these, the first most often.
    fn seldom<T: Copy>(&mut self, usual: T, others: &[T]) -> T {
        let byte = usize::from(self.byte());
        if byte < 176 { usual } else { others[(byte - 176) % others.len()] }
    }

    fn one_in_four(&mut self) -> bool {
        self.byte() >= 192
    }
}

/// The checks that a policy may waive here.
const CHECKS: &[Check] = &[
    Check::Path,
    Check::Validity,
    Check::AnchorValidity,
    Check::Clock,
    Check::Usage,
    Check::Name,
    Check::Revocation,
    Check::RevocationStatus,
];

/// A PKI: the peer, and two to five certificates of up to four CAs.
pub fn read(bytes: &[u8]) -> Pki {
    let mut choices = Choices::new(bytes);
    let cas = 2 + choices.below(4);
    let mut certs = vec![Spec::of_peer(1)];
    for number in 1..=cas {
        certs.push(ca(&mut choices, number, cas));
    }
    // Usually the first CA issued the peer, and is sent.
    certs[0].signer = choices.seldom(1, &[2, 1, 0, 2]);
    certs[0].host = choices.seldom(HOST, &[SIBLING, "other.example.net"]);
    certs[0].purpose = choices.seldom(Purpose::Usual, &[Purpose::Clients, Purpose::Mail]);
    certs[0].serial = 0;
    quirk(&mut choices, &mut certs[0]);
    if choices.one_in_four() {
        certs[0].stored = choices.seldom(Stored::Uploaded, &[Stored::BuiltIn, Stored::Disabled]);
    }
    if choices.one_in_four() {
        // As a CA that certified its own key for a server.
        certs[0].key = certs[certs[0].signer].key;
    }
    let has_crls = choices.one_in_four();
    for spec in &mut certs {
        spec.has_crl &= has_crls;
        spec.revoked &= has_crls;
    }
    let source = choices.seldom(TrustSource::All, &[TrustSource::Custom, TrustSource::BuiltIn]);
    let mut policy = Policy::STRICT.with_source(source);
    // A third of the policies waive about half of the checks.
    let waives = choices.byte() >= 64;
    for &check in CHECKS {
        if choices.byte() != 0 && waives {
            policy = policy.waive(check);
        }
    }
    let clock = choices.seldom(
        Clock::set(NOW),
        &[
            Clock::Unset,
            Clock::at_least(NOW),
            Clock::set(SOON + 1),
            Clock::set(1),
            Clock::set(END + 1),
        ],
    );
    // Sometimes a CA is sent first.
    let order = if choices.one_in_four() && choices.one_in_four() { vec![1] } else { Vec::new() };
    Pki { certs, junk: Vec::new(), order, policy, clock, crls_at: NOW, dialed: HOST.to_owned() }
}

/// Usually number 1 is an intermediate below number 2, which signed itself and is stored.
fn ca(choices: &mut Choices<'_>, number: usize, cas: usize) -> Spec {
    let name = choices.seldom(number, &[1, 2, 3, 4]);
    let key = choices.seldom(10 + u64::try_from(name).unwrap(), &[11, 12, 13, 14]);
    let usual_signer = if number == 1 { 2 } else { number };
    let signer = choices.seldom(usual_signer, &[1, 2, 3, 4, 5]);
    let mut spec = Spec::of_ca(name, key, signer.clamp(1, cas));
    spec.serial = u8::try_from(number).unwrap();
    let usual = if number == 2 { Stored::Uploaded } else { Stored::No };
    spec.stored = choices.seldom(
        usual,
        &[Stored::No, Stored::BuiltIn, Stored::Disabled, Stored::Uploaded, Stored::Supplied],
    );
    spec.sent = choices.seldom(number != 2, &[true, false]);
    spec.limit = choices
        .seldom(Limit::None, &[Limit::OtherHosts, Limit::Organization, Limit::PathLengthZero]);
    spec.purpose = choices.seldom(Purpose::Usual, &[Purpose::Clients]);
    spec.has_crl = choices.byte() >= 64;
    quirk(choices, &mut spec);
    spec
}

/// At most one fault of a certificate.
fn quirk(choices: &mut Choices<'_>, spec: &mut Spec) {
    let byte = choices.byte();
    if byte < 160 {
        return;
    }
    match byte % 13 {
        0 => spec.to = NOW - 1,
        1 => spec.from = NOW + 1,
        2 => spec.to = SOON,
        3 => spec.version_1 = true,
        4 => spec.is_ca ^= !spec.is_peer(),
        5 => spec.may_sign = false,
        6 => spec.critical = true,
        7 => spec.forged = true,
        8 => spec.respelled = true,
        9 => spec.weak = spec.is_peer(),
        10 => spec.has_key_ids = false,
        11 => spec.blocked = true,
        _ => spec.revoked = true,
    }
    spec.from = spec.from.max(BEGIN);
}
