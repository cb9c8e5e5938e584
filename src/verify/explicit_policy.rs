//! Explicit policies: a CA can require certificate policies of every certificate below it (RFC 5280 §6.1).
//!
//! The CA requires them in its policy constraints. If those are critical, as RFC 5280 §4.2.1.11 requires, webpki rejects
//! the path, because it processes no policies. If they are not critical, webpki ignores them, so they are checked here.
//! Policies are not mapped: where a policy is required, a mapping leaves no policy valid.

use super::fault::{Fault, Note};
use crate::bytes::der::{DerError, Reader, Tag, context};
use crate::bytes::oid;
use crate::certificate::Certificate;
use crate::message::{Text, text};
use crate::verdict::Reason;
use alloc::vec::Vec;
use arrayvec::ArrayVec;

/// The most policies of one certificate. Real certificates have up to 10. More than this count as none, so that
/// comparing them stays cheap.
const MAX_POLICIES: usize = 32;

/// Adds a fault if a CA of the path requires a policy that the path does not have.
pub(super) fn check(path: &[&Certificate], faults: &mut Vec<Fault>) {
    let required = path.iter().any(|certificate| certificate.extensions().has_policy_constraints);
    // A path with a critical extension of this kind is rejected for that reason.
    let refused_already =
        path.iter().any(|certificate| certificate.extensions().unknown_critical.is_some());
    if !required || refused_already {
        return;
    }
    let mut state = State::default();
    let mut mapped = None;
    for (at, certificate) in path.iter().enumerate().rev() {
        if at > 0 && certificate.extension(oid::POLICY_MAPPINGS).is_some() {
            mapped = Some(at);
        }
        if let Err(words) = state.process(certificate, at == 0) {
            // With a mapping above it, a policy that the certificate has may be an equivalent one.
            let has_some = certificate.extension(oid::CERTIFICATE_POLICIES).is_some();
            faults.push(match mapped.filter(|_| words == MISSING && has_some) {
                Some(mapped) => Fault::new(Reason::PolicyNotSupported, mapped),
                None => Fault::noted(Reason::PathRefused, at, Note::Words(words)),
            });
            return;
        }
    }
}

/// The certificate itself may require the policy, so no CA is named.
const MISSING: Text =
    text!("it lacks a certificate policy that its chain requires (RFC 5280 §4.2.1.11)");

/// The state variables of RFC 5280 §6.1.2 that matter without mappings. A counter that is `None` is infinite.
struct State<'a> {
    valid: Policies<'a>,
    explicit_policy: Option<u8>,
    inhibit_any: Option<u8>,
}

/// A set of policies.
#[derive(Default)]
struct Policies<'a> {
    named: ArrayVec<&'a [u8], MAX_POLICIES>,
    /// True if every other policy is in the set too.
    any: bool,
}

impl Default for State<'_> {
    fn default() -> Self {
        let any = Policies { any: true, ..Policies::default() };
        Self { valid: any, explicit_policy: None, inhibit_any: None }
    }
}

impl<'a> State<'a> {
    /// Processes the next certificate down the path. The error completes "the certificate is rejected: …".
    fn process(&mut self, certificate: &'a Certificate, is_end_entity: bool) -> Result<(), Text> {
        // RFC 5280 §6.1.3 (d) to (f).
        let asserted = certificate.extension(oid::CERTIFICATE_POLICIES);
        let asserted = asserted.and_then(|policies| read_policies(policies).ok());
        let is_self_issued = certificate.is_self_issued();
        let any_counts = self.inhibit_any != Some(0) || (is_self_issued && !is_end_entity);
        self.valid.narrow(asserted, any_counts);
        if !is_end_entity && certificate.extension(oid::POLICY_MAPPINGS).is_some() {
            self.valid = Policies::default();
        }
        let is_met = |state: &Self| state.explicit_policy != Some(0) || !state.valid.is_empty();
        if !is_met(self) {
            return Err(MISSING);
        }

        // RFC 5280 §6.1.4 (h) to (j) and §6.1.5 (a) and (b).
        if is_end_entity || !is_self_issued {
            self.explicit_policy = self.explicit_policy.map(|left| left.saturating_sub(1));
            self.inhibit_any = self.inhibit_any.map(|left| left.saturating_sub(1));
        }
        if let Some(constraints) = certificate.extension(oid::POLICY_CONSTRAINTS) {
            match required_explicitly(constraints) {
                Ok(after) if is_end_entity => {
                    let now = after.filter(|&after| after == 0);
                    tighten(&mut self.explicit_policy, now);
                }
                Ok(after) => tighten(&mut self.explicit_policy, after),
                Err(_) => {
                    return Err(text!(
                        "its policy constraints are malformed or not supported (RFC 5280 §4.2.1.11)"
                    ));
                }
            }
        }
        if let Some(inhibits) = certificate.extension(oid::INHIBIT_ANY_POLICY) {
            tighten(&mut self.inhibit_any, Some(read_count(inhibits).unwrap_or(0)));
        }
        if is_end_entity && !is_met(self) { Err(MISSING) } else { Ok(()) }
    }
}

impl Policies<'_> {
    fn is_empty(&self) -> bool {
        !self.any && self.named.is_empty()
    }

    /// Keeps the policies that the next certificate asserts too; none if it has no such extension.
    fn narrow(&mut self, asserted: Option<Self>, any_counts: bool) {
        let Some(mut asserted) = asserted else {
            *self = Self::default();
            return;
        };
        if asserted.any && any_counts {
            return;
        }
        asserted.any = false;
        if !self.any {
            asserted.named.retain(|policy| self.named.contains(policy));
        }
        *self = asserted;
    }
}

/// `SEQUENCE OF PolicyInformation` (RFC 5280 §4.2.1.4). More than [`MAX_POLICIES`] are an error.
fn read_policies(contents: &[u8]) -> Result<Policies<'_>, DerError> {
    let mut outer = Reader::new(contents);
    let list = outer.expect(Tag::Sequence)?;
    outer.end()?;
    let mut found = Policies::default();
    let mut inside = list.inside();
    let mut count = 0_usize;
    while !inside.is_empty() {
        count = count.saturating_add(1);
        if count > MAX_POLICIES {
            return Err(list.fault(crate::bytes::der::Fault::TooLarge));
        }
        let information = inside.expect(Tag::Sequence)?;
        let policy = information.inside().expect(Tag::ObjectIdentifier)?.oid()?;
        if policy == oid::ANY_POLICY {
            found.any = true;
        } else if found.named.try_push(policy).is_err() {
            return Err(list.fault(crate::bytes::der::Fault::TooLarge));
        }
    }
    Ok(found)
}

/// `requireExplicitPolicy` of `PolicyConstraints` (RFC 5280 §4.2.1.11): the number of certificates below that need no policy yet.
fn required_explicitly(contents: &[u8]) -> Result<Option<u8>, DerError> {
    let mut outer = Reader::new(contents);
    let mut inside = outer.expect(Tag::Sequence)?.inside();
    outer.end()?;
    let after = inside.optional(context(0, false))?;
    after.map(|count| count.small_integer()).transpose()
}

/// `SkipCerts` of `InhibitAnyPolicy` (RFC 5280 §4.2.1.14).
fn read_count(contents: &[u8]) -> Result<u8, DerError> {
    Reader::new(contents).expect(Tag::Integer)?.small_integer()
}

fn tighten(counter: &mut Option<u8>, to: Option<u8>) {
    if let Some(to) = to {
        *counter = Some(counter.map_or(to, |counter| counter.min(to)));
    }
}
