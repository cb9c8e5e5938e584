//! The facts of findings about revocation.

use super::reason::Reason;
use crate::block_list::BlockedBy;
use crate::clock::{Date, Moment};
use crate::crl::{RevocationReason, Revoked};
use crate::message::{message, text};
use core::fmt;
use pki_types::UnixTime;

/// The facts of a finding about revocation. Its `Display` completes the message of the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RevocationFact {
    /// The certificate is on the block list.
    Blocked(BlockedBy),
    /// The latest date of issue that is trusted for the anchor.
    LastIssue(UnixTime),
    /// A CRL of the issuer revokes the certificate.
    RevokedByCrl(Revoked),
    /// The caller's revocation data say so, and since when.
    RevokedByData(Option<UnixTime>),
    /// The revocation status is not known.
    Unknown(UnknownStatus),
    /// The time at which the next CRL was due.
    NextDue(UnixTime),
    /// The time at which the CRL becomes valid.
    ValidFrom(UnixTime),
}

/// Why the revocation status of a certificate is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnknownStatus {
    /// No trusted CA vouches for the certificate, so nobody's data about it count.
    NoPath,
    /// The verifier has neither CRLs nor other data.
    NothingLoaded,
    /// The caller's revocation data are not loaded yet.
    DataNotLoaded,
    /// The caller's revocation data are too old since this time.
    DataExpired(UnixTime),
    /// Neither the caller's revocation data nor a CRL cover the issuer.
    NotCovered,
    /// The caller's revocation data name issuers by the digest of their key, and this one's is compressed.
    KeyForm,
    NoCrl,
    NoCrlSign,
    SpelledDifferently,
    NotComplete,
    OutOfScope,
    IssuedAfterExpiry(UnixTime),
    NoCrlNumber,
    BadSignature,
    UnsupportedAlgorithm,
}

impl RevocationFact {
    /// The reason of the finding with this fact.
    pub(crate) const fn reason(self) -> Reason {
        match self {
            Self::Blocked(_) => Reason::Blocked,
            Self::LastIssue(_) => Reason::IssuedTooLate,
            Self::RevokedByCrl(_) | Self::RevokedByData(_) => Reason::Revoked,
            Self::Unknown(_) => Reason::RevocationUnknown,
            Self::NextDue(_) => Reason::CrlExpired,
            Self::ValidFrom(_) => Reason::CrlNotYetValid,
        }
    }
}

impl fmt::Display for RevocationFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocked(by) => write!(f, "{by}"),
            Self::LastIssue(last) => write!(f, "{}", Date::of(*last)),
            Self::RevokedByCrl(revoked) => {
                message!(f, "since {date}", date = Date::of(revoked.since()))?;
                match revoked.reason() {
                    None | Some(RevocationReason::Unspecified) => Ok(()),
                    Some(reason) => message!(f, ", because {reason}", reason),
                }
            }
            Self::RevokedByData(since) => {
                message!(f, "the loaded revocation data say so")?;
                since.map_or(Ok(()), |since| message!(f, ", since {date}", date = Date::of(since)))
            }
            Self::Unknown(unknown) => write!(f, "{unknown}"),
            Self::NextDue(due) => message!(f, "a new one was due by {date}", date = Date::of(*due)),
            // With the time of day: the clock may be earlier on the same day.
            Self::ValidFrom(from) => {
                message!(f, "it is valid from {moment}", moment = Moment::of(*from))
            }
        }
    }
}

impl fmt::Display for UnknownStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NoPath => text!("no trusted CA vouches for it"),
            Self::NothingLoaded => text!("no CRL and no other revocation data are loaded"),
            Self::DataNotLoaded => text!("no revocation data are loaded yet"),
            Self::DataExpired(until) => {
                return message!(
                    f,
                    "the loaded revocation data expired on {date}",
                    date = Date::of(*until)
                );
            }
            Self::NotCovered => {
                text!(
                    "the loaded revocation data do not cover it, and no CRL of its issuer is loaded"
                )
            }
            Self::KeyForm => {
                text!(
                    "the compressed public key of its issuer cannot be compared with the revocation data"
                )
            }
            Self::NoCrl => text!("no CRL of its issuer is loaded"),
            Self::NoCrlSign => text!("the key usage of its issuer does not allow signing CRLs"),
            Self::SpelledDifferently => {
                text!("its issuer's CRL spells the issuer's name differently")
            }
            Self::NotComplete => text!("no complete CRL of its issuer is loaded"),
            Self::OutOfScope => text!("the CRLs of its issuer do not cover it"),
            Self::IssuedAfterExpiry(_) => {
                text!("its issuer's CRL was issued after the certificate expired, and may omit it")
            }
            Self::NoCrlNumber => {
                text!(
                    "its issuer's CRL has no CRL number, which public CAs must include (RFC 5280 §5.2.3)"
                )
            }
            Self::BadSignature => {
                text!("the signature on its issuer's CRL does not verify with the issuer's key")
            }
            Self::UnsupportedAlgorithm => {
                text!("its issuer's CRL is signed with an algorithm that is not supported here")
            }
        };
        text.write(f)
    }
}
