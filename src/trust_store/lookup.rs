//! The questions that verification asks of a store.

use super::limits::Limits;
use super::{StorePart, TrustRole, TrustStore, is_ca};
use crate::certificate::{Certificate, end_of_name, is_same_name, may_end_like};
use crate::policy::TrustSource;
use pki_types::UnixTime;

/// When the anchors of a store expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LastEnd {
    /// One of them has not expired.
    NotYet,
    /// All have: how many there are, and the latest end.
    Of { anchors: usize, end: Option<UnixTime> },
}

/// An anchor that may have issued a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) part: StorePart,
    /// Those that the maker of the built-in part sets.
    pub(crate) limits: &'a Limits,
    pub(crate) disabled: bool,
}

/// What the store says about a certificate that it contains as a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pin {
    /// It is trusted, by this part.
    Vouches(StorePart),
    /// The policy excludes the part it is in.
    LeftOut,
    /// It is built in, but disabled.
    Disabled,
}

impl TrustStore {
    /// The anchors whose subject is this name (contents bytes), custom part first.
    pub(crate) fn anchors_named(&self, name: &[u8]) -> impl Iterator<Item = Anchor<'_>> {
        let custom = self
            .custom
            .iter()
            .filter(move |certificate| certificate.subject_der() == name && is_ca(certificate))
            .map(|certificate| Anchor {
                certificate,
                part: StorePart::Custom,
                limits: self.built_in.limits_on_copy(certificate),
                disabled: false,
            });
        let built_in = self.built_in.with_subject(name).filter_map(|root| {
            let parsed = self.built_in.parsed(root)?;
            Some(Anchor {
                certificate: &parsed.certificate,
                part: StorePart::BuiltIn,
                limits: &parsed.limits,
                disabled: self.is_disabled(root.index()),
            })
        });
        custom.chain(built_in)
    }

    /// The anchor that this certificate would be if it were uploaded; `None` if it would be none.
    pub(crate) fn as_uploaded<'a>(&'a self, certificate: &'a Certificate) -> Option<Anchor<'a>> {
        let is_anchor = TrustRole::admitted(certificate) == Ok(TrustRole::Anchor);
        let limits = self.built_in.limits_on_copy(certificate);
        is_anchor.then_some(Anchor {
            certificate,
            part: StorePart::Custom,
            limits,
            disabled: false,
        })
    }

    /// Whether this very certificate is trusted by exact match, or why not; `None` if it is no pin.
    ///
    /// Every uploaded certificate is one. A built-in certificate is one only if it is not a CA: a server that presents
    /// a root's certificate as its own is faulty.
    pub(crate) fn pin(&self, certificate: &Certificate, source: TrustSource) -> Option<Pin> {
        let is_custom = self.custom.contains(certificate);
        if is_custom && source.has_custom() {
            return Some(Pin::Vouches(StorePart::Custom));
        }
        match self.built_in_pin(certificate).map(|index| self.is_disabled(index)) {
            Some(false) if source.has_built_in() => Some(Pin::Vouches(StorePart::BuiltIn)),
            Some(false) => Some(Pin::LeftOut),
            _ if is_custom => Some(Pin::LeftOut),
            Some(true) => Some(Pin::Disabled),
            None => None,
        }
    }

    /// The anchors whose name is the same as this one, but spelled differently (RFC 5280 §7.1): in another string type, in
    /// upper or lower case, or with other white space.
    pub(crate) fn anchors_spelled_like(&self, name: &[u8]) -> impl Iterator<Item = &Certificate> {
        let end = end_of_name(name);
        let is_alike = move |subject: &[u8]| {
            may_end_like(end, subject) && subject != name && is_same_name(subject, name)
        };
        let custom = self.custom.iter().filter(|certificate| is_ca(certificate));
        let custom = custom.filter(move |ca| is_alike(ca.subject_der()));
        custom.chain(self.built_in.spelled_like(end, is_alike))
    }

    /// The uploaded certificates that are no CA, and whose subject is this name, however it is spelled.
    pub(crate) fn pins_named(&self, name: &[u8]) -> impl Iterator<Item = &Certificate> {
        let pins = self.custom.iter().filter(|certificate| !is_ca(certificate));
        pins.filter(move |pin| is_same_name(pin.subject_der(), name))
    }

    /// When the last anchor of the store expires, if all have expired at this time.
    pub(crate) fn last_end(&self, now: UnixTime) -> LastEnd {
        let (mut anchors, mut end) = (0_usize, None);
        let custom = self.custom.iter().filter(|certificate| is_ca(certificate)).cloned();
        for anchor in custom.chain(self.built_in()) {
            let its_end = anchor.validity().not_after();
            if now <= its_end {
                self.compares_all_ends(now);
                return LastEnd::NotYet;
            }
            anchors = anchors.saturating_add(1);
            end = end.max(Some(its_end));
        }
        LastEnd::Of { anchors, end }
    }

    /// The answer changes when the last one ends.
    #[cfg(all(test, feature = "forecast"))]
    fn compares_all_ends(&self, now: UnixTime) {
        let custom = self.custom.iter().filter(|certificate| is_ca(certificate)).cloned();
        let ends = custom.chain(self.built_in()).map(|anchor| anchor.validity().not_after());
        if let Some(last) = ends.max() {
            crate::clock::Clock::Set(now).is_past(last);
        }
    }

    /// Records nothing.
    #[cfg(not(all(test, feature = "forecast")))]
    #[expect(clippy::unused_self, reason = "the tests record it")]
    const fn compares_all_ends(&self, _now: UnixTime) {}

    /// Whether an upload of this certificate would be accepted, as far as the certificate itself decides.
    pub(crate) fn may_hold(certificate: &Certificate) -> bool {
        TrustRole::admitted(certificate).is_ok()
    }

    fn built_in_pin(&self, certificate: &Certificate) -> Option<usize> {
        if can_be_built_in_pin(certificate) { self.built_in.position(certificate) } else { None }
    }
}

/// True if a certificate of the built-in part is trusted by exact match.
pub(super) fn can_be_built_in_pin(certificate: &Certificate) -> bool {
    TrustRole::of(certificate) == Ok(TrustRole::Pin) && certificate.version() == 3
}
