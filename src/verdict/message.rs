//! Findings as messages for a small display: lower case, no full stop, facts first.

use super::finding::{Detail, Finding};
use super::parts::{Algorithm, Listed, Who, WithArticle};
use super::reason::Reason;
use super::revocation::RevocationFact;
use crate::clock::{Clock, Date, Moment};
use crate::message::message;
use alloc::string::ToString as _;
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
            Reason::IssuerNotFound if certificate.is_self_issued() => message!(
                f,
                "no trusted CA issued {who}; its issuer has the same name, {issuer}, but its own key did not sign it",
                who,
                issuer
            ),
            Reason::IssuerNotFound => {
                message!(f, "no trusted CA issued {who}; its issuer is {issuer}", who, issuer)
            }
            Reason::RootNotTrusted => {
                message!(f, "the chain ends in {subject}, which is not in the trust store", subject)
            }
            Reason::SelfIssuedNotTrusted => {
                message!(f, "the certificate is self-signed, and it is not in the trust store")
            }
            Reason::AnchorExcludedBySource => match &self.detail {
                Detail::Source(source) => message!(
                    f,
                    "{subject} is in the trust store, but the policy trusts only the {source} part",
                    subject,
                    source
                ),
                _ => message!(f, "the policy does not trust {subject}", subject),
            },
            Reason::AnchorDisabled => message!(f, "{subject} is built in, but disabled", subject),
            Reason::BadSignature => {
                message!(
                    f,
                    "the signature on {who} does not verify with the key of {issuer}",
                    who,
                    issuer
                )
            }
            Reason::UnsupportedSignatureAlgorithm => {
                let algorithm = certificate.signature_description();
                message!(f, "the signature on {who} is {algorithm}", who, algorithm)?;
                if let Detail::Signer(signer) = &self.detail {
                    write!(f, " by {}", WithArticle(&signer.issuer.key_description()))?;
                }
                message!(f, ", which is not supported here")
            }
            Reason::WeakSignatureAlgorithm => {
                let algorithm = Algorithm(certificate.signature_algorithm());
                message!(
                    f,
                    "{who} is signed with {algorithm}, which is no longer secure",
                    who,
                    algorithm
                )
            }
            Reason::WeakKey => {
                let key = certificate.key_algorithm();
                message!(f, "{who} has an {key} key; at least 2048 bits are required", who, key)
            }
            Reason::UnsupportedKey | Reason::PeerKeyUnsupported => {
                let key = certificate.key_description();
                message!(
                    f,
                    "{who} has {with_article}, which is not supported here",
                    who,
                    with_article = WithArticle(&key)
                )
            }
            Reason::NotACa => {
                message!(
                    f,
                    "{subject} issued a certificate, but its own is not a CA certificate",
                    subject
                )
            }
            Reason::MayNotSign => message!(
                f,
                "{who} issued a certificate, but its key usage does not allow signing certificates",
                who
            ),
            Reason::PathLengthExceeded => {
                message!(f, "the chain has more CAs below {who} than it allows", who)
            }
            Reason::NameConstraintViolated => {
                message!(f, "the name constraints of {who} are violated", who)?;
                self.write_detail(f)
            }
            Reason::ConstraintNotSupported => {
                let kinds = match &self.detail {
                    Detail::Text(kinds) => kinds,
                    _ => "some kinds of names",
                };
                message!(
                    f,
                    "{who} has name constraints on {kinds}, which this library cannot check; the certificate may be fine",
                    who,
                    kinds
                )
            }
            Reason::IssuerCannotIssue => {
                message!(f, "{issuer} is in the trust store, but ", issuer)?;
                let stored = match &self.detail {
                    Detail::Stored(stored) => stored,
                    _ => certificate,
                };
                match (stored.version(), stored.extensions().basic_constraints) {
                    (3, Some(constraints)) if constraints.is_ca => {
                        message!(f, "its key usage does not allow signing certificates")?;
                    }
                    (3, _) => message!(f, "its basic constraints do not say that it is a CA")?,
                    (version, _) => {
                        message!(f, "it is an X.509 version {version} certificate", version)?;
                    }
                }
                message!(f, ", so it may not issue {who}", who)
            }
            Reason::IssuerWrittenOtherwise => {
                let place = match &self.detail {
                    Detail::Stored(_) => "is in the trust store",
                    _ => "was sent",
                };
                message!(
                    f,
                    "the issuer of {who} {place}, but its name is spelled differently: {issuer} in the certificate",
                    who,
                    place,
                    issuer
                )
            }
            Reason::IssuerKeyDiffers => message!(
                f,
                "CA {issuer} is in the trust store, but with another key than the one that signed {who}",
                issuer,
                who
            ),
            Reason::CasIssueEachOther => {
                message!(
                    f,
                    "the CAs of the chain issued each other, and no trusted CA issued any of them"
                )?;
                self.write_detail(f)
            }
            Reason::PathTooLong => message!(
                f,
                "more than 6 CAs are between the certificate and a trust anchor, and 6 is the limit here"
            ),
            Reason::PolicyNotSupported => message!(
                f,
                "{who} maps certificate policies, which cannot be checked here; the certificate may be fine",
                who
            ),
            Reason::SentOutOfOrder => {
                message!(f, "the other side sends the certificate of a CA first")?;
                match &self.detail {
                    Detail::Number(number) => message!(f, "; its own is number {number}", number),
                    _ => Ok(()),
                }
            }
            Reason::NothingPresented | Reason::PresentedUnreadable | Reason::TooManyPresented => {
                self.write_chain(f)
            }
            Reason::RefusedByWebpki => {
                message!(
                    f,
                    "{who} is malformed: webpki, which verifies chains, cannot parse it",
                    who
                )
            }
            Reason::UnknownCriticalExtension => match certificate.unknown_critical() {
                Some(id) if certificate.unknown_critical_is_malformed() => {
                    write!(f, "the critical extension {id:#} of {who} is malformed")
                }
                Some(id) => {
                    write!(
                        f,
                        "{who} has the critical extension {id:#}, which is not supported here"
                    )
                }
                None => {
                    message!(f, "{who} has a critical extension that is not supported here", who)
                }
            },
            Reason::CaAsEndEntity => message!(
                f,
                "the other side presents a CA certificate as its own, and that certificate was not uploaded"
            ),
            Reason::NeverValidTogether => {
                message!(f, "the certificates of the chain are never valid at the same time")
            }
            Reason::TooMuchWork => match &self.detail {
                Detail::Words(limit) => message!(f, "verification stopped: {limit}", limit),
                _ => message!(f, "verification stopped: the chain needs too much work"),
            },
            // Unique identifiers (RFC 5280 §4.1.2.8) are the other cause, and then the version is not.
            Reason::UnsupportedVersion if certificate.version() == 3 => message!(
                f,
                "{who} has unique identifiers, so it is trusted only if that very certificate is uploaded",
                who
            ),
            Reason::UnsupportedVersion => message!(
                f,
                "{who} is an X.509 version {version} certificate, which is trusted only if that very certificate is uploaded",
                who,
                version = certificate.version()
            ),
            Reason::PathRefused => {
                message!(f, "{who} is rejected", who)?;
                self.write_detail(f)
            }
            Reason::ProfileViolated => {
                message!(f, "{who} breaks the rules for public CAs", who)?;
                self.write_detail(f)
            }
            Reason::Expired | Reason::AnchorExpired => {
                message!(
                    f,
                    "{who} expired on {date}",
                    who,
                    date = Date::of(certificate.validity().not_after())
                )?;
                match &self.detail {
                    Detail::Clock(clock) => message!(f, "; the clock says {clock}", clock),
                    Detail::Stored(other) => {
                        let other = other.quoted_subject();
                        message!(
                            f,
                            "; CA {other} in the trust store could replace it, but it is not trusted now",
                            other
                        )
                    }
                    _ => Ok(()),
                }
            }
            Reason::NotYetValid | Reason::AnchorNotYetValid => {
                // With the time of day: the clock may be earlier on the same day.
                let from = Moment::of(certificate.validity().not_before());
                message!(f, "{who} is not valid before {from}", who, from)?;
                if let Detail::Clock(clock) = &self.detail {
                    message!(f, "; the clock says {clock}", clock)?;
                }
                Ok(())
            }
            Reason::ClockNotSet => match &self.detail {
                Detail::Clock(Clock::AtLeast(floor)) => message!(
                    f,
                    "the validity was only partly checked: the clock says only that it is {date} or later",
                    date = Date::of(*floor)
                ),
                _ => message!(f, "the validity was not checked, because the clock is not set"),
            },
            Reason::UsageNotAllowed => {
                let mut allowed =
                    certificate.purposes().into_iter().flatten().map(|id| id.to_string());
                message!(
                    f,
                    "the extended key usage of {who} allows {listed} only",
                    who,
                    listed = Listed::of(&mut allowed)
                )?;
                self.usage_needed().map_or(Ok(()), |usage| message!(f, ", not {usage}", usage))
            }
            Reason::KeyUsageNotAllowed => {
                let mut allowed = certificate.key_usages().into_iter().flatten().map(Into::into);
                message!(
                    f,
                    "the key usage of {who} allows {listed} only",
                    who,
                    listed = Listed::of(&mut allowed)
                )?;
                self.usage_needed().map_or(Ok(()), |usage| {
                    message!(f, "; a {usage} needs ", usage)?;
                    match usage.key_usages() {
                        [others @ .., last] => write!(f, "{} or {last}", others.join(", ")),
                        [] => Ok(()),
                    }
                })
            }
            Reason::Blocked => match &self.detail {
                Detail::Revocation(by) => message!(f, "{who} is blocked {by}", who, by),
                _ => message!(f, "{who} is blocked", who),
            },
            Reason::Revoked => {
                match &self.detail {
                    Detail::Revocation(RevocationFact::RevokedByData(_)) => {
                        message!(f, "{who} is revoked", who)?;
                    }
                    _ => message!(f, "{issuer} has revoked {who}", issuer, who)?,
                }
                self.write_detail(f)
            }
            Reason::RevocationUnknown => {
                message!(f, "the revocation status of {who} is unknown", who)?;
                self.write_detail(f)
            }
            Reason::CrlExpired => {
                message!(f, "the CRL of {issuer} has expired", issuer)?;
                self.write_detail(f)
            }
            Reason::CrlNotYetValid => {
                message!(f, "the CRL of {issuer} is not valid yet", issuer)?;
                self.write_detail(f)
            }
            Reason::IssuedTooLate => match &self.detail {
                Detail::Revocation(last) => {
                    message!(
                        f,
                        "{who} is trusted only for certificates issued up to {last}",
                        who,
                        last
                    )
                }
                _ => message!(f, "{who} is trusted only for certificates issued earlier", who),
            },
            Reason::NameMismatch => match &self.detail {
                Detail::Name(mismatch) => write!(f, "{mismatch}"),
                Detail::Constraint(violation) => {
                    message!(
                        f,
                        "the name does not count, because the CA may not issue for it: {violation}",
                        violation
                    )
                }
                _ => message!(f, "the certificate is for another name"),
            },
        }
    }
}
