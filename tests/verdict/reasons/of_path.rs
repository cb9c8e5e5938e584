//! Why no path leads to a trusted anchor.

use super::Row;
use crate::case::{
    Case, HOST, built_in_root_that, ca_that, chain_that, good, leaf_that, root_that,
};
use crate::support::extensions::{CERTIFICATE_POLICIES, CRL_SIGN};
use crate::support::names::{self, general};
use crate::support::{chain3, der, intermediate, leaf, root};
use crate::verifier::certificate;
use trustslot::{Change, ObjectId, Policy, Position, Reason, Remedy, TrustSource};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = who_vouches();
    rows.extend(what_an_issuer_may());
    rows.extend(form());
    rows
}

fn who_vouches() -> Vec<Row> {
    let (root, ca, leaf3) = chain3();
    let pbx = leaf(HOST).self_signed();
    let peer = certificate(&pbx);
    let both = Case::presenting(&[&leaf3, &ca]).built_in(&[&root]);
    let supply = |issued, free| {
        let issued = certificate(issued);
        Some(Remedy::SendIssuer { issued, free })
    };
    let all = Some(Remedy::SetSource(TrustSource::All));
    vec![
        Row {
            why: "the server sends no intermediate",
            faulty: good().instead(&[&leaf3]),
            found: vec![(
                Reason::IssuerNotFound,
                Position::EndEntity,
                "no trusted CA issued the certificate; its issuer is \"Test CA\"",
                supply(&leaf3, 9),
            )],
            control: good().instead(&[&leaf3]).with_intermediates(&[&ca]),
        },
        Row {
            why: "the root is not in the store",
            faulty: Case::presenting(&[&leaf3, &ca]),
            found: vec![(
                Reason::IssuerNotFound,
                Position::Intermediate(1),
                "no trusted CA issued CA \"Test CA\"; its issuer is \"Test Root\"",
                supply(&ca, 10),
            )],
            control: good(),
        },
        Row {
            why: "the same, and the server sends the root",
            faulty: Case::presenting(&[&leaf3, &root, &ca]),
            found: vec![(
                Reason::RootNotTrusted,
                Position::Intermediate(2),
                "the chain ends in \"Test Root\", which is not in the trust store",
                Some(Remedy::UploadIssuer { ca: certificate(&root), free: 10 }),
            )],
            control: good().instead(&[&leaf3, &root, &ca]),
        },
        Row {
            why: "a PBX with a self-signed certificate",
            faulty: Case::presenting(&[&pbx]),
            found: vec![(
                Reason::SelfIssuedNotTrusted,
                Position::EndEntity,
                "the certificate is self-signed, and it is not in the trust store",
                Some(Remedy::UploadPeer { certificate: peer, free: 10 }),
            )],
            control: Case::presenting(&[&pbx]).uploaded(&[&pbx]),
        },
        Row {
            why: "uploaded, but only the built-in part counts",
            faulty: good().under(Policy::STRICT.with_source(TrustSource::BuiltIn)),
            found: vec![(
                Reason::AnchorExcludedBySource,
                Position::Anchor,
                "\"Test Root\" is in the trust store, but the policy trusts only the built-in part",
                all.clone(),
            )],
            control: good().under(Policy::STRICT.with_source(TrustSource::All)),
        },
        Row {
            why: "a built-in root, but only the custom part counts",
            faulty: both.clone().under(Policy::STRICT.with_source(TrustSource::Custom)),
            found: vec![(
                Reason::AnchorExcludedBySource,
                Position::Anchor,
                "\"Test Root\" is in the trust store, but the policy trusts only the custom part",
                all.clone(),
            )],
            control: both.clone().under(Policy::STRICT.with_source(TrustSource::BuiltIn)),
        },
        Row {
            why: "the same with a pin",
            faulty: Case::presenting(&[&pbx])
                .uploaded(&[&pbx])
                .under(Policy::STRICT.with_source(TrustSource::BuiltIn)),
            found: vec![(
                Reason::AnchorExcludedBySource,
                Position::EndEntity,
                "\"phone.example.com\" is in the trust store, but the policy trusts only the built-in part",
                all,
            )],
            control: Case::presenting(&[&pbx])
                .uploaded(&[&pbx])
                .under(Policy::STRICT.with_source(TrustSource::Custom)),
        },
        Row {
            why: "the operator disabled the root",
            faulty: Case::presenting(&[&leaf3, &ca]).disabled(&[&root]),
            found: vec![(
                Reason::AnchorDisabled,
                Position::Anchor,
                "\"Test Root\" is built in, but disabled",
                Some(Remedy::EnableBuiltIn(certificate(&root).fingerprint())),
            )],
            control: both,
        },
        Row {
            why: "a CA certificate as a server's own",
            faulty: leaf_that(|leaf| leaf.ca(true)),
            found: vec![(
                Reason::CaAsEndEntity,
                Position::EndEntity,
                "the other side presents a CA certificate as its own, and that certificate was not uploaded",
                Some(Remedy::Reissue),
            )],
            control: leaf_that(|leaf| leaf.ca(false)),
        },
    ]
}

fn what_an_issuer_may() -> Vec<Row> {
    let below = |limit: u64| {
        let root = root("Test Root").self_signed();
        let upper = intermediate("Upper CA").path_len(limit).signed_by(&root);
        let lower = intermediate("Lower CA").signed_by(&upper);
        let leaf = leaf(HOST).signed_by(&lower);
        Case::presenting(&[&leaf, &lower, &upper]).uploaded(&[&root])
    };
    let own_name = ca_that(|ca| {
        let organization = names::rdn(names::ORGANIZATION, &der::utf8("Example Phones"));
        ca.permitted_raw(general::directory(&names::name(&[organization])))
    });
    let limited = certificate(&own_name.presented[1]);
    vec![
        {
            let faulty = ca_that(|ca| ca.ca(false));
            let ca = certificate(&faulty.presented[1]);
            Row {
                why: "RFC 5280 §4.2.1.9: cA is FALSE",
                faulty,
                found: vec![(
                    Reason::NotACa,
                    Position::Intermediate(1),
                    "\"Test CA\" issued a certificate, but its own is not a CA certificate",
                    Some(Remedy::ReplaceCa { ca, change: Change::BasicConstraints }),
                )],
                control: ca_that(|ca| ca.ca(true)),
            }
        },
        {
            let faulty = ca_that(|ca| ca.key_usage(&[CRL_SIGN]));
            let ca = certificate(&faulty.presented[1]);
            Row {
                why: "RFC 5280 §4.2.1.3: no keyCertSign, which bare webpki does not check",
                faulty,
                found: vec![(
                    Reason::MayNotSign,
                    Position::Intermediate(1),
                    "CA \"Test CA\" issued a certificate, but its key usage does not allow signing certificates",
                    Some(Remedy::ReplaceCa { ca, change: Change::KeyCertSign }),
                )],
                control: ca_that(crate::support::Cert::no_key_usage),
            }
        },
        {
            let faulty = below(0);
            let ca = certificate(&faulty.presented[2]);
            Row {
                why: "the path length of an intermediate",
                faulty,
                found: vec![(
                    Reason::PathLengthExceeded,
                    Position::Intermediate(2),
                    "the chain has more CAs below CA \"Upper CA\" than it allows",
                    Some(Remedy::RenewIssuer { ca }),
                )],
                control: below(1),
            }
        },
        {
            let faulty = root_that(|root| root.path_len(0));
            let ca = certificate(&faulty.uploaded[0]);
            Row {
                why: "the path length of the anchor, which bare webpki does not check",
                faulty,
                found: vec![(
                    Reason::PathLengthExceeded,
                    Position::Anchor,
                    "the chain has more CAs below root \"Test Root\" than it allows",
                    Some(Remedy::RenewIssuer { ca }),
                )],
                control: root_that(|root| root.path_len(1)),
            }
        },
        {
            let faulty = ca_that(|ca| ca.permitted_dns("example.org"));
            let ca = certificate(&faulty.presented[1]);
            Row {
                why: "the names that a CA may issue for",
                faulty,
                found: vec![(
                    Reason::NameConstraintViolated,
                    Position::Intermediate(1),
                    "the name constraints of CA \"Test CA\" are violated: the DNS name \"phone.example.com\" is not permitted (permitted: \"example.org\")",
                    Some(Remedy::RenewIssuer { ca }),
                )],
                control: ca_that(|ca| ca.permitted_dns("example.com")),
            }
        },
        {
            let faulty = ca_that(|ca| {
                ca.permitted_raw(general::directory(&names::common_name("elsewhere")))
            });
            let ca = certificate(&faulty.presented[1]);
            Row {
                why: "the distinguished names that a CA may issue for",
                faulty,
                found: vec![(
                    Reason::NameConstraintViolated,
                    Position::Intermediate(1),
                    "the name constraints of CA \"Test CA\" are violated: the directory name \"O=Example Phones, CN=phone.example.com\" is not permitted (permitted: \"CN=elsewhere\")",
                    Some(Remedy::RenewIssuer { ca }),
                )],
                control: good(),
            }
        },
        Row {
            why: "webpki does not support directoryName constraints, and the subject is within",
            faulty: own_name,
            found: vec![(
                Reason::ConstraintNotSupported,
                Position::Intermediate(1),
                "CA \"Test CA\" has name constraints on directory names, which this library cannot check; the certificate may be fine",
                Some(Remedy::ConstrainHosts { ca: limited }),
            )],
            control: good(),
        },
    ]
}

fn form() -> Vec<Row> {
    let critical_policies = |ca: crate::support::Cert| {
        let any_policy = der::seq(&[der::seq(&[der::oid("2.5.29.32.0")])]);
        ca.extension(CERTIFICATE_POLICIES, true, any_policy)
    };
    let without =
        |id: &[u8]| Change::WithoutExtension(ObjectId::from_bytes(id).unwrap().into_owned());
    // 1.3.6.1.4.1.55555.1.1 and 2.5.29.32.
    let unknown = || without(b"\x2b\x06\x01\x04\x01\x83\xb2\x03\x01\x01");
    let policies = || without(b"\x55\x1d\x20");
    let found =
        |place, says, remedy| vec![(Reason::UnknownCriticalExtension, place, says, Some(remedy))];
    let odd_ca = ca_that(critical_policies);
    let ca = certificate(&odd_ca.presented[1]);
    let odd_root = root("Test Root").unknown_critical_extension().self_signed();
    let below = intermediate("Test CA").signed_by(&odd_root);
    let below_odd_root =
        Case::presenting(&[&leaf(HOST).signed_by(&below), &below]).built_in(&[&odd_root]);
    vec![
        Row {
            why: "RFC 5280 §4.2: an unknown critical extension",
            faulty: leaf_that(crate::support::Cert::unknown_critical_extension),
            found: found(
                Position::EndEntity,
                "the certificate has the critical extension 1.3.6.1.4.1.55555.1.1, which is not supported here",
                Remedy::ReissueWith(unknown()),
            ),
            control: leaf_that(|leaf| leaf.extension("1.3.6.1.4.1.55555.1.1", false, der::null())),
        },
        Row {
            why: "policies are not processed: a critical one causes a rejection that names the certificate",
            faulty: odd_ca,
            found: found(
                Position::Intermediate(1),
                "CA \"Test CA\" has the critical extension certificatePolicies (2.5.29.32), which is not supported here",
                Remedy::ReplaceCa { ca, change: policies() },
            ),
            control: good(),
        },
        Row {
            why: "a built-in root is not checked like an upload",
            faulty: below_odd_root,
            found: found(
                Position::Anchor,
                "root \"Test Root\" has the critical extension 1.3.6.1.4.1.55555.1.1, which is not supported here",
                Remedy::ReplaceCa { ca: certificate(&odd_root), change: unknown() },
            ),
            control: built_in_root_that(|root| root),
        },
        Row {
            why: "version 1 has no extensions that limit its use",
            faulty: leaf_that(|leaf| leaf.version(1).cn(HOST)),
            found: vec![(
                Reason::UnsupportedVersion,
                Position::EndEntity,
                "the certificate is an X.509 version 1 certificate, which is trusted only if that very certificate is uploaded",
                Some(Remedy::Reissue),
            )],
            control: leaf_that(|leaf| leaf.no_san().cn(HOST)),
        },
        Row {
            why: "a certificate of version 3 with an issuerUniqueID, which webpki does not parse",
            faulty: leaf_that(|leaf| leaf.patch(add_issuer_unique_id)),
            found: vec![(
                Reason::UnsupportedVersion,
                Position::EndEntity,
                "the certificate has unique identifiers, so it is trusted only if that very certificate is uploaded",
                Some(Remedy::Reissue),
            )],
            control: good(),
        },
        Row {
            why: "RFC 5280 §4.2.1.10: name constraints belong in CA certificates only",
            faulty: leaf_that(|leaf| leaf.permitted_dns("example.com")),
            found: vec![(
                Reason::PathRefused,
                Position::EndEntity,
                "the certificate is rejected: it has name constraints, which belong in CA certificates only (RFC 5280 §4.2.1.10)",
                Some(Remedy::Reissue),
            )],
            control: good(),
        },
        Row {
            why: "the two are never valid at the same time",
            faulty: chain_that(
                |root| root,
                |ca| ca.valid("2025-01-01", "2040-01-01"),
                |leaf| leaf.valid("2020-01-01", "2024-01-01"),
            ),
            found: vec![
                (
                    Reason::Expired,
                    Position::EndEntity,
                    "the certificate expired on 2024-01-01",
                    Some(Remedy::Renew(crate::case::unix(1_704_067_200))),
                ),
                (
                    Reason::NeverValidTogether,
                    Position::EndEntity,
                    "the certificates of the chain are never valid at the same time",
                    Some(Remedy::Reissue),
                ),
            ],
            control: chain_that(
                |root| root,
                |ca| ca.valid("2025-01-01", "2040-01-01"),
                |leaf| leaf.valid("2020-01-01", "2030-01-01"),
            ),
        },
    ]
}

/// Inserts `issuerUniqueID` before the extensions of a `TBSCertificate` (RFC 5280 §4.1.2.8).
fn add_issuer_unique_id(tbs: &mut Vec<u8>) {
    let identifier = der::implicit(1, &[0, 0xaa]);
    let mut fields = crate::support::forest::inside(tbs);
    fields.insert(fields.len() - 1, &identifier);
    *tbs = der::seq(&fields);
}
