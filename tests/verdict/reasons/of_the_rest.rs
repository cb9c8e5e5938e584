//! Validity, clock, usage, name, and the rules of a profile.

use super::Row;
use crate::case::{
    HOST, built_in_root_that, ca_that, chain_that, good, leaf_that, root_that, unix,
};
use crate::support::extensions::{
    CLIENT_AUTH, CRL_SIGN, KEY_CERT_SIGN, KEY_ENCIPHERMENT, SERVER_AUTH,
};
use crate::support::{Cert, NOW, leaf};
use crate::verifier::certificate;
use trustslot::{
    Change, Clock, EntryKind, NameRules, Policy, Position, Profile, Reason, ReferenceIdentity,
    Remedy, Usage,
};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = validity();
    rows.extend(clock());
    rows.extend(usage());
    rows.extend(name());
    rows.extend(profile());
    rows
}

fn validity() -> Vec<Row> {
    let renew = Some(Remedy::Renew(unix(NOW - 1)));
    let wait = Some(Remedy::WaitUntil(unix(NOW + 1)));
    let row = |why, faulty, reason, place, says, remedy| Row {
        why,
        faulty,
        found: vec![(reason, place, says, remedy)],
        control: good(),
    };
    let sent_ca = |case: &crate::case::Case| certificate(&case.presented[1]);
    let expired_ca = ca_that(Cert::expired);
    let renew_ca = Some(Remedy::RenewIssuer { ca: sent_ca(&expired_ca) });
    // The CA below the root was sent, and is valid.
    let expired_root = root_that(Cert::expired);
    let instead = Some(Remedy::UploadIssuer { ca: sent_ca(&expired_root), free: 9 });
    let expired_built_in = built_in_root_that(Cert::expired);
    let beside = Some(Remedy::UploadIssuer { ca: sent_ca(&expired_built_in), free: 10 });
    let end_entity = Position::EndEntity;
    let between = Position::Intermediate(1);
    vec![
        row(
            "expired a second ago",
            leaf_that(Cert::expired),
            Reason::Expired,
            end_entity,
            "the certificate expired on 2026-05-31",
            renew,
        ),
        row(
            "the intermediate has expired",
            expired_ca,
            Reason::Expired,
            between,
            "CA \"Test CA\" expired on 2026-05-31",
            renew_ca,
        ),
        row(
            "becomes valid in a second; the message gives the time of the clock",
            leaf_that(Cert::not_yet_valid),
            Reason::NotYetValid,
            end_entity,
            "the certificate is not valid before 2026-06-01 00:00:01 UTC; the clock says 2026-06-01 00:00:00 UTC",
            wait.clone(),
        ),
        row(
            "the intermediate becomes valid in a second",
            ca_that(Cert::not_yet_valid),
            Reason::NotYetValid,
            between,
            "CA \"Test CA\" is not valid before 2026-06-01 00:00:01 UTC; the clock says 2026-06-01 00:00:00 UTC",
            wait.clone(),
        ),
        row(
            "an uploaded anchor has expired; the peer sends a CA that has not",
            expired_root,
            Reason::AnchorExpired,
            Position::Anchor,
            "root \"Test Root\" expired on 2026-05-31",
            instead,
        ),
        row(
            "a built-in anchor has expired; the peer sends a CA that has not",
            expired_built_in,
            Reason::AnchorExpired,
            Position::Anchor,
            "root \"Test Root\" expired on 2026-05-31",
            beside,
        ),
        row(
            "an anchor that becomes valid in a second",
            root_that(Cert::not_yet_valid),
            Reason::AnchorNotYetValid,
            Position::Anchor,
            "root \"Test Root\" is not valid before 2026-06-01 00:00:01 UTC; the clock says 2026-06-01 00:00:00 UTC",
            wait,
        ),
    ]
}

fn clock() -> Vec<Row> {
    let not_set = |says| {
        let remedy = Some(Remedy::SetClock);
        vec![(Reason::ClockNotSet, Position::EndEntity, says, remedy)]
    };
    vec![
        Row {
            why: "a phone that has just booted",
            faulty: good().by(Clock::Unset),
            found: not_set("the validity was not checked, because the clock is not set"),
            control: good(),
        },
        Row {
            why: "a floor shows that a certificate has expired, not that it is valid already",
            faulty: good().by(Clock::at_least(NOW)),
            found: not_set(
                "the validity was only partly checked: the clock says only that it is 2026-06-01 or later",
            ),
            control: good().by(Clock::set(NOW)),
        },
    ]
}

fn usage() -> Vec<Row> {
    let not_allowed = |says, usage| {
        let remedy = Remedy::ReissueWith(Change::Purpose(usage));
        vec![(Reason::UsageNotAllowed, Position::EndEntity, says, Some(remedy))]
    };
    let key_not_allowed = |says, usage| {
        let remedy = Remedy::ReissueWith(Change::KeyUsage(usage));
        vec![(Reason::KeyUsageNotAllowed, Position::EndEntity, says, Some(remedy))]
    };
    let mail_ca = ca_that(|ca| ca.eku(&["1.3.6.1.5.5.7.3.4"]));
    let ca = certificate(&mail_ca.presented[1]);
    let enciphering = || {
        let both = [CLIENT_AUTH, SERVER_AUTH];
        leaf_that(|leaf| leaf.eku(&both).key_usage(&[KEY_ENCIPHERMENT]))
    };
    vec![
        Row {
            why: "for clients only",
            faulty: leaf_that(|leaf| leaf.eku(&[CLIENT_AUTH])),
            found: not_allowed(
                "the extended key usage of the certificate allows TLS client only, not TLS server",
                Usage::ServerAuth,
            ),
            control: leaf_that(|leaf| leaf.eku(&[CLIENT_AUTH, SERVER_AUTH])),
        },
        Row {
            why: "the certificate is for servers only, and a client presents it",
            faulty: good().by_a_client(),
            found: not_allowed(
                "the extended key usage of the certificate allows TLS server only, not TLS client",
                Usage::ClientAuth,
            ),
            control: leaf_that(|leaf| leaf.eku(&[])).by_a_client(),
        },
        Row {
            why: "the intermediate is for other purposes",
            faulty: mail_ca,
            found: vec![(
                Reason::UsageNotAllowed,
                Position::Intermediate(1),
                "the extended key usage of CA \"Test CA\" allows e-mail protection only, not TLS server",
                Some(Remedy::ReplaceCa { ca, change: Change::Purpose(Usage::ServerAuth) }),
            )],
            control: ca_that(|ca| ca.eku(&[SERVER_AUTH])),
        },
        Row {
            why: "a key for signing certificates only",
            faulty: leaf_that(|leaf| leaf.key_usage(&[KEY_CERT_SIGN, CRL_SIGN])),
            found: key_not_allowed(
                "the key usage of the certificate allows keyCertSign and cRLSign only; a TLS server needs digitalSignature, keyEncipherment or keyAgreement",
                Usage::ServerAuth,
            ),
            control: leaf_that(Cert::no_key_usage),
        },
        Row {
            why: "a client's key that may only encipher, as a server's key for RSA key exchange",
            faulty: enciphering().by_a_client(),
            found: key_not_allowed(
                "the key usage of the certificate allows keyEncipherment only; a TLS client needs digitalSignature or keyAgreement",
                Usage::ClientAuth,
            ),
            control: enciphering(),
        },
    ]
}

fn name() -> Vec<Row> {
    let mismatch = |says, remedy| vec![(Reason::NameMismatch, Position::EndEntity, says, remedy)];
    let dial = |name: &str| Some(Remedy::Dial(name.parse().unwrap()));
    let issue_for = |name: &str| {
        let name: ReferenceIdentity = name.parse().unwrap();
        let entry = match name {
            ReferenceIdentity::Dns(_) => EntryKind::Dns,
            ReferenceIdentity::Ip(_) => EntryKind::Ip,
        };
        Some(Remedy::IssueFor { name, entry })
    };
    vec![
        Row {
            why: "a sibling of the host that was dialed",
            faulty: good().dialing("sip.example.com"),
            found: mismatch(
                "the certificate is for \"phone.example.com\", not for \"sip.example.com\"",
                dial(HOST),
            ),
            control: good(),
        },
        Row {
            why: "a certificate for an unrelated name, which must not be suggested",
            faulty: good().dialing("sip.example.org"),
            found: mismatch(
                "the certificate is for \"phone.example.com\", not for \"sip.example.org\"",
                issue_for("sip.example.org"),
            ),
            control: good(),
        },
        Row {
            why: "an address was dialed",
            faulty: good().dialing("192.0.2.1"),
            found: mismatch(
                "the certificate is for \"phone.example.com\", not for \"192.0.2.1\"",
                dial(HOST),
            ),
            control: leaf_that(|leaf| leaf.ip([192, 0, 2, 1])).dialing("192.0.2.1"),
        },
        Row {
            why: "two levels",
            faulty: leaf_that(|leaf| leaf.dns_names(["*.example.com"])).dialing("a.b.example.com"),
            found: mismatch(
                "the wildcard in \"*.example.com\" covers one label, but \"a.b.example.com\" has more there (RFC 2818 §3.1)",
                issue_for("a.b.example.com"),
            ),
            control: leaf_that(|leaf| leaf.dns_names(["*.example.com"])).dialing("a.example.com"),
        },
        Row {
            why: "only a common name, and rules that do not count it",
            faulty: leaf_that(Cert::no_san)
                .under(Policy::STRICT.with_name_rules(NameRules::Rfc9525)),
            found: mismatch(
                "the common name would match, but common names do not count (RFC 9525 §2)",
                issue_for(HOST),
            ),
            control: leaf_that(Cert::no_san)
                .under(Policy::STRICT.with_name_rules(NameRules::Rfc2818)),
        },
    ]
}

fn profile() -> Vec<Row> {
    let public = Policy::STRICT.with_profile(Profile::PublicWeb);
    vec![Row {
        why: "a private PKI passes the default, and not the profile for public servers",
        faulty: leaf_that(Cert::no_san).under(public),
        found: vec![(
            Reason::ProfileViolated,
            Position::EndEntity,
            "the certificate breaks the rules for public CAs: it has no subject alternative name (BR §7.1.2.7.12)",
            Some(Remedy::Reissue),
        )],
        control: chain_that(|root| root, |ca| ca, |_| leaf(HOST)).under(public),
    }]
}
