//! The CRLs of one issuer, as a table: a row for each CRL, with its answers to the questions that decide.

use super::of_issuer::{About, OfIssuer, Vouching, may_sign_crls};
use super::signatures::Keys;
use crate::certificate::{Certificate, is_same_name};
use crate::clock::Clock;
use crate::crl::{Crl, CrlKind, Revoked};
use crate::sort::sort_unstable;
use crate::verdict::{RevocationFact, UnknownStatus};
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::cmp::Reverse;
use pki_types::UnixTime;

/// The CRLs of the issuer of one certificate. Those that may vouch are first, so that few signatures are checked. The order
/// does not depend on that in which they were passed.
pub(super) struct Lists<'a> {
    rows: Vec<Row<'a>>,
    issuer: &'a Certificate,
    keys: &'a Keys<'a>,
    /// The time at which the certificate expires.
    end: UnixTime,
}

/// One CRL, and what it has to do with the certificate.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers one question; together they are no state"
)]
struct Row<'a> {
    crl: &'a Crl,
    time: Time,
    /// Whether it has the issuer's name in the same bytes as the certificate.
    is_well_named: bool,
    /// Whether it is complete for certificates such as this one.
    is_about_it: bool,
    /// Whether it was issued before the certificate expired. A later CRL may omit the certificate (RFC 5280 §5), so it shows
    /// nothing unless it revokes it.
    could_list_it: bool,
    /// Whether it has a CRL number, if it needs one.
    is_numbered: bool,
    /// Its entry for the certificate.
    revoked: Option<Revoked>,
    /// Whether the issuer signed it. Found out when it matters, because that is what costs.
    is_genuine: OnceCell<bool>,
}

/// Where the time is, as far as the clock says. A clock that is not set is reported elsewhere.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Time {
    BeforeIt,
    Within,
    AfterIt,
}

impl<'a> Lists<'a> {
    pub(super) fn new(crls: &'a [Crl], about: &About<'a>) -> Self {
        let &About { certificate, issuer, clock, needs_number, keys } = about;
        let (name, end) = (certificate.issuer_der(), certificate.validity().not_after());
        let crls = crls.iter().filter(|crl| is_same_name(crl.issuer_der(), name));
        let mut rows: Vec<Row<'a>> = crls
            .map(|crl| Row {
                crl,
                time: Time::of(crl, clock),
                is_well_named: crl.issuer_der() == name,
                is_about_it: crl.covers(certificate),
                could_list_it: crl.this_update() <= end,
                is_numbered: crl.is_numbered() || !needs_number,
                revoked: crl.revocation_of(certificate.serial_number()),
                is_genuine: OnceCell::new(),
            })
            .collect();
        let rank = |Row { crl, time, .. }: &Row<'a>| {
            let best = (*time == Time::Within, crl.next_update(), crl.this_update());
            (Reverse(best), crl.as_der())
        };
        sort_unstable(&mut rows, |a, b| rank(a).cmp(&rank(b)));
        Self { rows, issuer, keys, end }
    }

    fn is_genuine(&self, row: &Row<'_>) -> bool {
        *row.is_genuine.get_or_init(|| self.keys.signed(self.issuer, row.crl))
    }

    /// Whether a newer CRL for the same certificates is valid already.
    fn is_replaced(&self, row: &Row<'_>) -> bool {
        self.replacements(row).any(|other| other.could_list_it && self.is_genuine(other))
    }

    fn replacements(&self, row: &Row<'_>) -> impl Iterator<Item = &Row<'a>> {
        let valid = self.rows.iter().filter(|other| other.time != Time::BeforeIt);
        valid.filter(|other| other.crl.supersedes(row.crl))
    }

    fn counts(&self, row: &Row<'_>) -> bool {
        self.is_genuine(row) && !self.is_replaced(row)
    }

    /// The CRLs that revoke the certificate. A revocation counts even if the CRL has expired or covers other certificates.
    /// Only a newer CRL that covers the same certificates takes it back, as happens to certificates on hold.
    fn revoking(&self) -> impl Iterator<Item = (&Row<'a>, Revoked)> {
        let listed = self.rows.iter().filter_map(|row| Some((row, row.revoked?)));
        listed.filter(|(row, _)| self.counts(row))
    }

    /// When this CRL expires. One that is not valid yet will replace it when it becomes valid, and may expire earlier.
    fn end_of(&self, best: &Row<'_>) -> UnixTime {
        let successors = self.rows.iter().filter(|other| {
            other.time == Time::BeforeIt && other.could_list_it && other.crl.supersedes(best.crl)
        });
        let successors = successors.filter(|other| self.is_genuine(other));
        successors.fold(best.crl.next_update(), |end, other| end.min(other.crl.next_update()))
    }

    /// Why none of the CRLs for certificates such as this one is current. Those that were issued after it expired are among
    /// them, so that its expiry never hides that of a CRL.
    fn fault_of_time(&self) -> Option<RevocationFact> {
        let mut about_it = self.well_named().filter(|row| row.is_about_it && row.is_numbered);
        let latest = about_it.find(|row| {
            self.is_genuine(row) && !self.replacements(row).any(|other| self.is_genuine(other))
        });
        latest.and_then(Row::fault)
    }

    fn well_named(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| row.is_well_named)
    }

    /// The CRLs that would list the certificate if it was revoked.
    fn covering(&self) -> impl Iterator<Item = &Row<'a>> {
        self.well_named().filter(|row| row.is_about_it && row.could_list_it)
    }

    fn why_unknown(&self) -> UnknownStatus {
        let is_supported =
            |row: &Row<'_>| self.keys.algorithms(self.issuer, row.crl).next().is_some();
        if self.rows.is_empty() {
            UnknownStatus::NoCrl
        } else if self.well_named().next().is_none() {
            UnknownStatus::SpelledDifferently
        } else if self.well_named().all(|row| row.crl.kind() != CrlKind::Complete) {
            UnknownStatus::NotComplete
        } else if !self.well_named().any(|row| row.is_about_it) {
            UnknownStatus::OutOfScope
        } else if self.covering().next().is_none() {
            UnknownStatus::IssuedAfterExpiry(self.end)
        } else if self.covering().any(|row| self.is_genuine(row)) {
            UnknownStatus::NoCrlNumber
        } else if self.covering().any(is_supported) {
            UnknownStatus::BadSignature
        } else {
            UnknownStatus::UnsupportedAlgorithm
        }
    }
}

impl OfIssuer for Lists<'_> {
    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn revocation(&self) -> Option<Revoked> {
        self.revoking().map(|(_, revoked)| revoked).min()
    }

    fn faults_of_revoking(&self) -> [Option<RevocationFact>; 2] {
        [Time::AfterIt, Time::BeforeIt].map(|time| {
            self.revoking().find_map(|(row, _)| row.fault().filter(|_| row.time == time))
        })
    }

    fn vouch(&self) -> Vouching {
        // Revocations are not asked about this: a CA may have several certificates for one key, and the peer chooses which
        // one it presents.
        if !may_sign_crls(self.issuer) {
            return Vouching { until: Err(UnknownStatus::NoCrlSign), time: None };
        }
        let best = self.covering().filter(|row| row.is_numbered).find(|row| self.counts(row));
        let time = self.fault_of_time().or_else(|| best.and_then(Row::fault));
        let until = best.map(|best| self.end_of(best)).ok_or_else(|| self.why_unknown());
        Vouching { until, time }
    }
}

impl Row<'_> {
    /// Why it does not count at this time.
    fn fault(&self) -> Option<RevocationFact> {
        match self.time {
            Time::BeforeIt => Some(RevocationFact::ValidFrom(self.crl.this_update())),
            Time::Within => None,
            Time::AfterIt => Some(RevocationFact::NextDue(self.crl.next_update())),
        }
    }
}

impl Time {
    fn of(crl: &Crl, clock: Clock) -> Self {
        if clock.has_reached(crl.next_update()) {
            Self::AfterIt
        } else if clock.is_before(crl.this_update()) {
            Self::BeforeIt
        } else {
            Self::Within
        }
    }
}
