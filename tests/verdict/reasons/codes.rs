//! Codes and words are stored in logs and settings, and alerts are sent to peers. No line here may ever change; new lines
//! are added.

use trustslot::{Check, Reason};

#[test]
fn codes_and_words_are_permanent() {
    use Reason as R;
    let table: &[(u16, &str, &str, Reason)] = &[
        (101, "issuer-not-found", "path", R::IssuerNotFound),
        (102, "root-not-trusted", "path", R::RootNotTrusted),
        (103, "self-issued-not-trusted", "path", R::SelfIssuedNotTrusted),
        (104, "anchor-excluded-by-source", "path", R::AnchorExcludedBySource),
        (105, "anchor-disabled", "path", R::AnchorDisabled),
        (106, "bad-signature", "path", R::BadSignature),
        (107, "unsupported-signature-algorithm", "path", R::UnsupportedSignatureAlgorithm),
        (108, "weak-signature-algorithm", "strength", R::WeakSignatureAlgorithm),
        (109, "weak-key", "strength", R::WeakKey),
        (110, "unsupported-key", "path", R::UnsupportedKey),
        (111, "not-a-ca", "path", R::NotACa),
        (112, "may-not-sign", "path", R::MayNotSign),
        (113, "path-length-exceeded", "path", R::PathLengthExceeded),
        (114, "name-constraint-violated", "path", R::NameConstraintViolated),
        (115, "unknown-critical-extension", "path", R::UnknownCriticalExtension),
        (116, "ca-as-end-entity", "path", R::CaAsEndEntity),
        (117, "never-valid-together", "path", R::NeverValidTogether),
        (118, "too-much-work", "path", R::TooMuchWork),
        (119, "unsupported-version", "path", R::UnsupportedVersion),
        (120, "path-refused", "path", R::PathRefused),
        (121, "profile-violated", "path", R::ProfileViolated),
        (122, "issuer-cannot-issue", "path", R::IssuerCannotIssue),
        (123, "issuer-written-otherwise", "path", R::IssuerWrittenOtherwise),
        (124, "issuer-key-differs", "path", R::IssuerKeyDiffers),
        (125, "cas-issue-each-other", "path", R::CasIssueEachOther),
        (126, "path-too-long", "path", R::PathTooLong),
        (127, "constraint-not-supported", "path", R::ConstraintNotSupported),
        (128, "policy-not-supported", "path", R::PolicyNotSupported),
        (129, "sent-out-of-order", "path", R::SentOutOfOrder),
        (130, "nothing-presented", "presented", R::NothingPresented),
        (131, "presented-unreadable", "presented", R::PresentedUnreadable),
        (132, "too-many-presented", "presented", R::TooManyPresented),
        (133, "refused-by-webpki", "presented", R::RefusedByWebpki),
        (201, "expired", "validity", R::Expired),
        (202, "not-yet-valid", "validity", R::NotYetValid),
        (203, "anchor-expired", "anchor-validity", R::AnchorExpired),
        (204, "anchor-not-yet-valid", "anchor-validity", R::AnchorNotYetValid),
        (205, "clock-not-set", "clock", R::ClockNotSet),
        (301, "usage-not-allowed", "usage", R::UsageNotAllowed),
        (302, "key-usage-not-allowed", "usage", R::KeyUsageNotAllowed),
        (303, "peer-key-unsupported", "peer-key", R::PeerKeyUnsupported),
        (401, "name-mismatch", "name", R::NameMismatch),
        (501, "blocked", "revocation", R::Blocked),
        (502, "revoked", "revocation", R::Revoked),
        (503, "revocation-unknown", "revocation-status", R::RevocationUnknown),
        (504, "crl-expired", "crl-validity", R::CrlExpired),
        (505, "crl-not-yet-valid", "crl-validity", R::CrlNotYetValid),
        (506, "issued-too-late", "revocation", R::IssuedTooLate),
    ];
    let known: Vec<_> = Reason::ALL
        .iter()
        .map(|&reason| (reason.code(), reason.word(), reason.check().to_string(), reason))
        .collect();
    let table: Vec<_> = table
        .iter()
        .map(|&(code, word, check, reason)| (code, word, check.to_owned(), reason))
        .collect();
    assert_eq!(known, table);
}

#[test]
fn first_digit_of_a_code_is_the_group_of_its_check() {
    for &reason in Reason::ALL {
        let kind = match reason.check() {
            Check::Path | Check::Strength | Check::Presented => 1,
            Check::Validity | Check::AnchorValidity | Check::Clock => 2,
            Check::Usage | Check::PeerKey => 3,
            Check::Name => 4,
            Check::Revocation | Check::RevocationStatus | Check::CrlValidity => 5,
            other => panic!("a new check: {other}"),
        };
        assert_eq!(reason.code() / 100, kind, "{reason}");
        assert_eq!(reason.to_string(), reason.word());
    }
}

/// RFC 8446 §6.2. These numbers appear in the logs of the peers.
#[test]
fn tls_alerts_are_permanent() {
    use Reason as R;
    const BAD_CERTIFICATE: u8 = 42;
    const UNSUPPORTED_CERTIFICATE: u8 = 43;
    const CERTIFICATE_REVOKED: u8 = 44;
    const CERTIFICATE_EXPIRED: u8 = 45;
    const CERTIFICATE_UNKNOWN: u8 = 46;
    const UNKNOWN_CA: u8 = 48;
    let table: &[(Reason, u8)] = &[
        (R::IssuerNotFound, UNKNOWN_CA),
        (R::RootNotTrusted, UNKNOWN_CA),
        (R::SelfIssuedNotTrusted, UNKNOWN_CA),
        (R::AnchorExcludedBySource, UNKNOWN_CA),
        (R::AnchorDisabled, UNKNOWN_CA),
        (R::BadSignature, BAD_CERTIFICATE),
        (R::UnsupportedSignatureAlgorithm, UNSUPPORTED_CERTIFICATE),
        (R::WeakSignatureAlgorithm, BAD_CERTIFICATE),
        (R::WeakKey, BAD_CERTIFICATE),
        (R::UnsupportedKey, UNSUPPORTED_CERTIFICATE),
        (R::NotACa, BAD_CERTIFICATE),
        (R::MayNotSign, BAD_CERTIFICATE),
        (R::PathLengthExceeded, BAD_CERTIFICATE),
        (R::NameConstraintViolated, BAD_CERTIFICATE),
        (R::UnknownCriticalExtension, BAD_CERTIFICATE),
        (R::CaAsEndEntity, UNKNOWN_CA),
        (R::NeverValidTogether, CERTIFICATE_UNKNOWN),
        (R::TooMuchWork, CERTIFICATE_UNKNOWN),
        (R::UnsupportedVersion, UNSUPPORTED_CERTIFICATE),
        (R::PathRefused, BAD_CERTIFICATE),
        (R::ProfileViolated, BAD_CERTIFICATE),
        (R::IssuerCannotIssue, UNKNOWN_CA),
        (R::IssuerWrittenOtherwise, UNKNOWN_CA),
        (R::IssuerKeyDiffers, UNKNOWN_CA),
        (R::CasIssueEachOther, UNKNOWN_CA),
        (R::PathTooLong, CERTIFICATE_UNKNOWN),
        (R::ConstraintNotSupported, UNSUPPORTED_CERTIFICATE),
        (R::PolicyNotSupported, CERTIFICATE_UNKNOWN),
        (R::SentOutOfOrder, BAD_CERTIFICATE),
        (R::NothingPresented, BAD_CERTIFICATE),
        (R::PresentedUnreadable, BAD_CERTIFICATE),
        (R::TooManyPresented, CERTIFICATE_UNKNOWN),
        (R::RefusedByWebpki, BAD_CERTIFICATE),
        (R::Expired, CERTIFICATE_EXPIRED),
        (R::NotYetValid, CERTIFICATE_UNKNOWN),
        (R::AnchorExpired, CERTIFICATE_EXPIRED),
        (R::AnchorNotYetValid, CERTIFICATE_UNKNOWN),
        (R::ClockNotSet, CERTIFICATE_UNKNOWN),
        (R::UsageNotAllowed, UNSUPPORTED_CERTIFICATE),
        (R::KeyUsageNotAllowed, UNSUPPORTED_CERTIFICATE),
        (R::PeerKeyUnsupported, UNSUPPORTED_CERTIFICATE),
        (R::NameMismatch, BAD_CERTIFICATE),
        (R::Blocked, CERTIFICATE_REVOKED),
        (R::Revoked, CERTIFICATE_REVOKED),
        (R::RevocationUnknown, CERTIFICATE_UNKNOWN),
        (R::CrlExpired, CERTIFICATE_UNKNOWN),
        (R::CrlNotYetValid, CERTIFICATE_UNKNOWN),
        (R::IssuedTooLate, CERTIFICATE_UNKNOWN),
    ];
    let known: Vec<_> = Reason::ALL.iter().map(|&reason| (reason, reason.tls_alert())).collect();
    assert_eq!(known, table);
}
