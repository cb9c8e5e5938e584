//! Findings as messages for a small display: lower case, no full stop, facts first.

use super::finding::{Detail, Finding, Position};
use super::reason::Reason;
use super::revocation::RevocationFact;
use crate::certificate::{Certificate, SignatureAlgorithm};
use crate::clock::{Clock, Date, Moment};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

impl fmt::Display for Finding {
    #[expect(clippy::too_many_lines, reason = "one message per reason")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(certificate) = &self.certificate else {
            return self.write_chain(f);
        };
        let (issuer, subject) = (certificate.quoted_issuer(), certificate.quoted_subject());
        let who = Who(self.position, certificate);
        match self.reason {
            Reason::IssuerNotFound if certificate.is_self_issued() => write!(
                f,
                "no trusted CA issued {who}; its issuer has the same name, {issuer}, but its own key did not sign it"
            ),
            Reason::IssuerNotFound => {
                write!(f, "no trusted CA issued {who}; its issuer is {issuer}")
            }
            Reason::RootNotTrusted => {
                write!(f, "the chain ends in {subject}, which is not in the trust store")
            }
            Reason::SelfIssuedNotTrusted => {
                f.write_str("the certificate is its own issuer, and it is not in the trust store")
            }
            Reason::AnchorExcludedBySource => match &self.detail {
                Detail::Source(source) => write!(
                    f,
                    "{subject} is in the trust store, but the policy trusts only the {source} part"
                ),
                _ => write!(f, "the policy does not trust {subject}"),
            },
            Reason::AnchorDisabled => write!(f, "{subject} is built in, but disabled"),
            Reason::BadSignature => {
                write!(f, "the signature on {who} does not verify with the key of {issuer}")
            }
            Reason::UnsupportedSignatureAlgorithm => {
                let algorithm = certificate.signature_description();
                write!(f, "the signature on {who} is {algorithm}")?;
                if let Detail::Signer(signer) = &self.detail {
                    write!(f, " by {}", WithArticle(&signer.issuer.key_description()))?;
                }
                f.write_str(", which is not supported here")
            }
            Reason::WeakSignatureAlgorithm => {
                let algorithm = Algorithm(certificate.signature_algorithm());
                write!(f, "{who} is signed with {algorithm}, which is no longer secure")
            }
            Reason::WeakKey => {
                let key = certificate.key_algorithm();
                write!(f, "{who} has an {key} key; at least 2048 bits are required")
            }
            Reason::UnsupportedKey | Reason::PeerKeyUnsupported => {
                let key = certificate.key_description();
                write!(f, "{who} has {}, which is not supported here", WithArticle(&key))
            }
            Reason::NotACa => {
                write!(f, "{subject} issued a certificate, but its own is not a CA certificate")
            }
            Reason::MayNotSign => write!(
                f,
                "{who} issued a certificate, but its key usage does not allow signing certificates"
            ),
            Reason::PathLengthExceeded => {
                write!(f, "the chain has more CAs below {who} than it allows")
            }
            Reason::NameConstraintViolated => {
                write!(f, "the name constraints of {who} are violated")?;
                self.write_detail(f)
            }
            Reason::ConstraintNotSupported => {
                let kinds = match &self.detail {
                    Detail::Text(kinds) => kinds,
                    _ => "some kinds of names",
                };
                write!(
                    f,
                    "{who} has name constraints on {kinds}, which this library cannot check; the certificate may be fine"
                )
            }
            Reason::IssuerCannotIssue => {
                write!(f, "{issuer} is in the trust store, but ")?;
                let stored = match &self.detail {
                    Detail::Stored(stored) => stored,
                    _ => certificate,
                };
                match (stored.version(), stored.extensions().basic_constraints) {
                    (3, Some(constraints)) if constraints.is_ca => {
                        f.write_str("its key usage does not allow signing certificates")?;
                    }
                    (3, _) => f.write_str("its basic constraints do not say that it is a CA")?,
                    (version, _) => write!(f, "it is an X.509 version {version} certificate")?,
                }
                write!(f, ", so it may not issue {who}")
            }
            Reason::IssuerWrittenOtherwise => {
                let place = match &self.detail {
                    Detail::Stored(_) => "is in the trust store",
                    _ => "was sent",
                };
                write!(
                    f,
                    "the issuer of {who} {place}, but its name is spelled differently: {issuer} in the certificate"
                )
            }
            Reason::IssuerKeyDiffers => write!(
                f,
                "CA {issuer} is in the trust store, but {who} was signed with another key of that name"
            ),
            Reason::CasIssueEachOther => {
                f.write_str("the CAs of the chain issued each other, and no trusted CA issued any of them")?;
                self.write_detail(f)
            }
            Reason::PathTooLong => f.write_str(
                "there are more than 6 CAs above the certificate before a trust anchor, which is the limit here",
            ),
            Reason::PolicyNotSupported => write!(
                f,
                "{who} maps certificate policies, which cannot be checked here; the certificate may be fine"
            ),
            Reason::SentOutOfOrder => {
                f.write_str("the other side sends the certificate of a CA first")?;
                match &self.detail {
                    Detail::Number(number) => write!(f, "; its own is number {number}"),
                    _ => Ok(()),
                }
            }
            Reason::NothingPresented | Reason::PresentedUnreadable | Reason::TooManyPresented => {
                self.write_chain(f)
            }
            Reason::RefusedByWebpki => {
                write!(f, "{who} is malformed: webpki, which verifies chains, cannot parse it")
            }
            Reason::UnknownCriticalExtension => match certificate.unknown_critical() {
                Some(id) if certificate.unknown_critical_is_malformed() => {
                    write!(f, "the critical extension {id:#} of {who} is malformed")
                }
                Some(id) => {
                    write!(f, "{who} has the critical extension {id:#}, which is not supported here")
                }
                None => write!(f, "{who} has a critical extension that is not supported here"),
            },
            Reason::CaAsEndEntity => f.write_str(
                "the peer presents a CA certificate as its own, and that certificate was not uploaded",
            ),
            Reason::NeverValidTogether => {
                f.write_str("the certificates of the chain are never valid at the same time")
            }
            Reason::TooMuchWork => match &self.detail {
                Detail::Words(limit) => write!(f, "verification stopped: {limit}"),
                _ => f.write_str("verification stopped: the chain needs too much work"),
            },
            // Unique identifiers (RFC 5280 §4.1.2.8) are the other cause, and then the version is not.
            Reason::UnsupportedVersion if certificate.version() == 3 => write!(
                f,
                "{who} has unique identifiers, so it is trusted only if that very certificate is uploaded"
            ),
            Reason::UnsupportedVersion => write!(
                f,
                "{who} is an X.509 version {} certificate, which is trusted only if that very certificate is uploaded",
                certificate.version()
            ),
            Reason::PathRefused => {
                write!(f, "{who} is rejected")?;
                self.write_detail(f)
            }
            Reason::ProfileViolated => {
                write!(f, "{who} breaks the rules for public CAs")?;
                self.write_detail(f)
            }
            Reason::Expired | Reason::AnchorExpired => {
                write!(f, "{who} expired on {}", Date::of(certificate.validity().not_after()))?;
                match &self.detail {
                    Detail::Clock(clock) => write!(f, "; the clock says {clock}"),
                    Detail::Stored(other) => {
                        let other = other.quoted_subject();
                        write!(f, "; CA {other} of the trust store would do, but it is not trusted now")
                    }
                    _ => Ok(()),
                }
            }
            Reason::NotYetValid | Reason::AnchorNotYetValid => {
                // With the time of day: the clock may be earlier on the same day.
                let from = Moment::of(certificate.validity().not_before());
                write!(f, "{who} is not valid before {from}")?;
                if let Detail::Clock(clock) = &self.detail {
                    write!(f, "; the clock says {clock}")?;
                }
                Ok(())
            }
            Reason::ClockNotSet => match &self.detail {
                Detail::Clock(Clock::AtLeast(floor)) => write!(
                    f,
                    "the validity was only partly checked: the clock says only that it is {} or later",
                    Date::of(*floor)
                ),
                _ => f.write_str("the validity was not checked, because the clock is not set"),
            },
            Reason::UsageNotAllowed => {
                let mut allowed = certificate.purposes().into_iter().flatten().map(|id| id.to_string());
                write!(f, "the extended key usage of {who} allows {} only", Listed::of(&mut allowed))?;
                self.usage_needed().map_or(Ok(()), |usage| write!(f, ", not {usage}"))
            }
            Reason::KeyUsageNotAllowed => {
                let mut allowed = certificate.key_usages().into_iter().flatten().map(Into::into);
                write!(f, "the key usage of {who} allows {} only", Listed::of(&mut allowed))?;
                self.usage_needed().map_or(Ok(()), |usage| {
                    write!(f, "; a {usage} needs ")?;
                    match usage.key_usages() {
                        [others @ .., last] => write!(f, "{} or {last}", others.join(", ")),
                        [] => Ok(()),
                    }
                })
            }
            Reason::Blocked => match &self.detail {
                Detail::Revocation(by) => write!(f, "{who} is blocked {by}"),
                _ => write!(f, "{who} is blocked"),
            },
            Reason::Revoked => {
                match &self.detail {
                    Detail::Revocation(RevocationFact::RevokedByData(_)) => {
                        write!(f, "{who} is revoked")?;
                    }
                    _ => write!(f, "{issuer} has revoked {who}")?,
                }
                self.write_detail(f)
            }
            Reason::RevocationUnknown => {
                write!(f, "the revocation status of {who} is unknown")?;
                self.write_detail(f)
            }
            Reason::CrlExpired => {
                write!(f, "the CRL of {issuer} has expired")?;
                self.write_detail(f)
            }
            Reason::CrlNotYetValid => {
                write!(f, "the CRL of {issuer} is not valid yet")?;
                self.write_detail(f)
            }
            Reason::IssuedTooLate => match &self.detail {
                Detail::Revocation(last) => {
                    write!(f, "{who} is trusted only for certificates issued up to {last}")
                }
                _ => write!(f, "{who} is trusted only for certificates issued earlier"),
            },
            Reason::NameMismatch => match &self.detail {
                Detail::Name(mismatch) => write!(f, "{mismatch}"),
                Detail::Constraint(violation) => {
                    write!(f, "the name does not count, because the CA may not issue for it: {violation}")
                }
                _ => f.write_str("the certificate is for another name"),
            },
        }
    }
}

impl Finding {
    /// The message about a chain that cannot be read.
    fn write_chain(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Chain(error) => write!(f, "{error}"),
            _ => f.write_str("the peer presented no certificate that can be read"),
        }
    }

    fn write_detail(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Words(words) => write!(f, ": {words}"),
            Detail::Text(text) => write!(f, ": {text}"),
            Detail::Constraint(violation) => write!(f, ": {violation}"),
            Detail::Revocation(fact) => write!(f, ": {fact}"),
            _ => Ok(()),
        }
    }
}

/// Completes "is signed with …".
struct Algorithm(SignatureAlgorithm);

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SignatureAlgorithm::RsaPkcs1(hash) => write!(f, "RSA and {hash}"),
            SignatureAlgorithm::Ecdsa(hash) => write!(f, "ECDSA and {hash}"),
            other => write!(f, "{other}"),
        }
    }
}

/// A key in words, with its article.
struct WithArticle<'a>(&'a str);

impl fmt::Display for WithArticle<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names such as RSA, EC and ML-DSA are spelled out when they are read.
        let is_an = self.0.starts_with(['E', 'R', 'M', 'S', 'X']);
        write!(f, "{} {}", if is_an { "an" } else { "a" }, self.0)
    }
}

/// The first of a list of names, and how many follow.
struct Listed {
    first: Vec<String>,
    more: usize,
}

impl Listed {
    /// The most names that a message has.
    const MOST: usize = 3;

    fn of(mut names: &mut dyn Iterator<Item = String>) -> Self {
        let first = (&mut names).take(Self::MOST).collect();
        Self { first, more: names.count() }
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first.as_slice(), self.more) {
            ([], _) => f.write_str("nothing"),
            ([only], _) => f.write_str(only),
            ([others @ .., last], 0) => write!(f, "{} and {last}", others.join(", ")),
            (first, more) => write!(f, "{} and {more} more", first.join(", ")),
        }
    }
}

/// The certificate that a message is about. The peer's own needs no name.
struct Who<'a>(Position, &'a Certificate);

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Position::EndEntity => f.write_str("the certificate"),
            Position::Intermediate(_) => write!(f, "CA {}", self.1.quoted_subject()),
            Position::Anchor => write!(f, "root {}", self.1.quoted_subject()),
        }
    }
}
