//! Floor 2: revocation data that the caller has in another form than CRLs.

use crate::certificate::{Certificate, Scts};
use crate::numbered::numbered;
use core::fmt;
use pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

/// Revocation data that the caller has in memory, in another form than CRLs: a filter such as CRLite's, an enterprise's
/// list, or OCSP responses that were fetched and verified earlier.
///
/// A [`Verifier`](crate::Verifier) asks about a certificate and its issuer only after all signatures of their path were
/// verified. It asks at most once for each certificate and key of its issuer in one verdict. The answer must come from
/// memory, because the verdict waits for it. If [`status`](Self::status) panics, the panic leaves the verifier's method, and
/// the verifier is unchanged.
///
/// Closures that take a [`RevocationQuestion`] and return a [`RevocationAnswer`] implement this trait.
///
/// ```
/// use std::collections::BTreeSet;
/// use std::sync::Arc;
/// use trustslot::{Certificate, RevocationAnswer, RevocationData, RevocationQuestion, Verifier};
///
/// /// Every certificate that one CA has revoked, by serial number.
/// struct Withdrawn {
///     issuer_key_sha256: [u8; 32],
///     serial_numbers: BTreeSet<Vec<u8>>,
/// }
///
/// impl RevocationData for Withdrawn {
///     fn status(&self, about: &RevocationQuestion<'_>) -> RevocationAnswer {
///         if about.issuer_key_sha256() != self.issuer_key_sha256 {
///             return RevocationAnswer::NotCovered;
///         }
///         if self.serial_numbers.contains(about.serial_number()) {
///             RevocationAnswer::Revoked { since: None }
///         } else {
///             RevocationAnswer::Good { until: None }
///         }
///     }
/// }
/// # let phone = Certificate::from_der(include_bytes!("../examples/data/phone.der"))?;
/// # let about = RevocationQuestion::new(&phone, &phone);
/// let withdrawn = Withdrawn {
///     issuer_key_sha256: about.issuer_key_sha256(),
///     serial_numbers: BTreeSet::from([about.serial_number().to_vec()]),
/// };
/// assert_eq!(withdrawn.status(&about), RevocationAnswer::Revoked { since: None });
///
/// # let verifier = Verifier::with_algorithms(Default::default(), Default::default(), &[]);
/// let verifier = verifier.with_revocation_data(Arc::new(withdrawn));
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
pub trait RevocationData: Send + Sync {
    /// What the data say about a certificate.
    fn status(&self, about: &RevocationQuestion<'_>) -> RevocationAnswer;
}

impl<F> RevocationData for F
where
    F: Fn(&RevocationQuestion<'_>) -> RevocationAnswer + Send + Sync,
{
    fn status(&self, about: &RevocationQuestion<'_>) -> RevocationAnswer {
        self(about)
    }
}

/// A question to [`RevocationData`]: a certificate, and the issuer whose key signed it.
///
/// Answer by facts that the signature covers, such as the issuer's key and the serial number. A fingerprint of the whole
/// certificate also covers the signature, which anybody can rewrite.
///
/// ```
/// use trustslot::{Certificate, RevocationQuestion};
///
/// # let der = include_bytes!("../examples/data/phone.der");
/// let phone = Certificate::from_der(der)?;
/// # let ca = phone.clone();
/// let about = RevocationQuestion::new(&phone, &ca);
/// assert_eq!(about.serial_number(), [1]);
/// assert_eq!(about.issuer_key_sha256().len(), 32);
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RevocationQuestion<'a> {
    certificate: &'a Certificate,
    issuer: &'a Certificate,
}

impl<'a> RevocationQuestion<'a> {
    /// A question about `certificate`, which `issuer` issued: to test an implementation, or to ask it beforehand.
    pub const fn new(certificate: &'a Certificate, issuer: &'a Certificate) -> Self {
        Self { certificate, issuer }
    }

    /// SHA-256 of the issuer's `SubjectPublicKeyInfo` in DER. It is computed at each call.
    pub fn issuer_key_sha256(&self) -> [u8; 32] {
        Sha256::digest(self.issuer.spki_der()).into()
    }

    /// The serial number of the certificate, in the form of [`Certificate::serial_number`].
    pub fn serial_number(&self) -> &'a [u8] {
        self.certificate.serial_number()
    }

    /// The SCTs in the certificate. They are read at each call.
    pub fn scts(&self) -> Scts<'a> {
        self.certificate.scts()
    }

    /// The certificate.
    pub const fn certificate(&self) -> &'a Certificate {
        self.certificate
    }

    /// The certificate of the issuer. If the CA has several for one key, it is that of the first path that was verified.
    pub const fn issuer(&self) -> &'a Certificate {
        self.issuer
    }
}

/// An answer of [`RevocationData`].
///
/// ```
/// use trustslot::RevocationAnswer;
///
/// let answer = RevocationAnswer::Good { until: None };
/// assert_eq!((answer.code(), answer.word()), (2, "good"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationAnswer {
    /// There are no data, for example because none were loaded yet. It counts as if the verifier had no such source.
    NoData,
    /// There are data, but they do not cover this certificate. It counts like a CRL of another issuer.
    NotCovered,
    /// The certificate is not revoked. It counts like a complete CRL of its issuer without the certificate.
    Good {
        /// The time from which the answer is too old to count, such as the `nextUpdate` of an OCSP response; `None` if it
        /// does not become too old. A [`VerifiedPath`](crate::VerifiedPath) is not valid longer.
        until: Option<UnixTime>,
    },
    /// The certificate is revoked. No CRL takes this back.
    Revoked {
        /// The date of the revocation, if it is known. It is part of the message; an earlier or later date changes nothing.
        since: Option<UnixTime>,
    },
}

impl RevocationAnswer {
    /// The answer of two sources together: a revocation by either counts, then the answer that is good for longer.
    pub(crate) fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Revoked { since: a }, Self::Revoked { since: b }) => {
                Self::Revoked { since: a.into_iter().chain(b).min() }
            }
            (Self::Good { until: Some(a) }, Self::Good { until: Some(b) }) => {
                Self::Good { until: Some(a.max(b)) }
            }
            (Self::Good { .. }, Self::Good { .. }) => Self::Good { until: None },
            (a, b) if a.code() >= b.code() => a,
            (_, b) => b,
        }
    }
}

impl fmt::Display for RevocationAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

// The order is that of their weight if there are several sources.
numbered! {
    RevocationAnswer {
        NoData = 0 "no-data",
        NotCovered = 1 "not-covered",
        Good = 2 "good",
        Revoked = 3 "revoked",
    }
}
