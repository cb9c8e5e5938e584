//! A message names what it is about: the extension, the purposes, the algorithm. Programs get the same as data.

use crate::case::{ca_that, leaf_that};
use crate::support::extensions::{CLIENT_AUTH, KEY_CERT_SIGN, POLICY_CONSTRAINTS};
use crate::support::key::algorithm;
use crate::support::testdata;
use crate::support::{Cert, der, root};
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Clock, Finding, Policy, Position, Reason, TrustStore,
    Usage,
};

#[test]
fn critical_extension_is_named_with_what_is_wrong() {
    let any_policy = || der::oid("2.5.29.32.0");
    let number = |bytes: &[u8]| der::tlv(der::INTEGER, bytes);
    // Contents that the standard of the extension allows, and contents that it does not.
    let rows: Vec<(&str, &str, Vec<u8>, Option<Vec<u8>>)> = vec![
        ("2.5.29.54", "inhibitAnyPolicy (2.5.29.54)", number(&[0]), Some(number(&[0xff]))),
        ("2.5.29.54", "inhibitAnyPolicy (2.5.29.54)", number(&[1, 0]), Some(der::null())),
        (
            "2.5.29.33",
            "policyMappings (2.5.29.33)",
            der::seq(&[der::seq(&[any_policy(), any_policy()])]),
            Some(der::seq(&[der::seq(&[any_policy()])])),
        ),
        (
            POLICY_CONSTRAINTS,
            "policyConstraints (2.5.29.36)",
            der::seq(&[der::implicit(0, &[0])]),
            Some(der::seq::<&[u8]>(&[])),
        ),
        (
            "2.5.29.32",
            "certificatePolicies (2.5.29.32)",
            der::seq(&[der::seq(&[any_policy()])]),
            Some(der::seq(&[any_policy()])),
        ),
        (
            "2.5.29.18",
            "issuerAltName (2.5.29.18)",
            der::seq(&[crate::support::names::general::dns("x.example")]),
            Some(b"\xff\xff".to_vec()),
        ),
        ("2.5.29.16", "privateKeyUsagePeriod (2.5.29.16)", der::null(), None),
        (
            "1.3.6.1.4.1.11129.2.4.3",
            "CT poison, which marks a precertificate (1.3.6.1.4.1.11129.2.4.3)",
            der::null(),
            None,
        ),
        (
            "2.16.840.1.113730.1.1",
            "Netscape certificate type (2.16.840.1.113730.1.1)",
            der::null(),
            None,
        ),
        ("1.2.3.4.5", "1.2.3.4.5", der::null(), None),
    ];
    for (id, name, good, bad) in rows {
        let found = [(Reason::UnknownCriticalExtension, Position::EndEntity)];
        let findings = |value: Vec<u8>| {
            leaf_that(|leaf| leaf.extension(id, true, value)).is_rejected(&found, name)
        };
        let known = findings(good);
        let says = format!(
            "the certificate has the critical extension {name}, which is not supported here"
        );
        assert_eq!(known.to_string(), says);
        let says = format!("request a certificate without the critical extension {name}");
        assert_eq!(remedy_of(&known), says);
        let extension = known.get(0).and_then(|finding| finding.certificate()?.unknown_critical());
        assert_eq!(extension.map(|id| id.dotted()).as_deref(), Some(id));
        let Some(bad) = bad else { continue };
        let malformed = findings(bad);
        let says = format!("the critical extension {name} of the certificate is malformed");
        assert_eq!(malformed.to_string(), says);
        let says = format!("request a certificate with a well-formed extension {name}");
        assert_eq!(remedy_of(&malformed), says);
    }
    // Distribution points are processed, so a critical one is reported only if it cannot be read.
    let points = leaf_that(|leaf| leaf.extension("2.5.29.31", true, der::seq(&[der::null()])));
    let found = [(Reason::UnknownCriticalExtension, Position::EndEntity)];
    assert_eq!(
        points.is_rejected(&found, "malformed").to_string(),
        "the critical extension cRLDistributionPoints (2.5.29.31) of the certificate is malformed"
    );
}

fn remedy_of(findings: &trustslot::Findings) -> String {
    findings.decisive().and_then(Finding::remedy).unwrap().to_string()
}

#[test]
fn purposes_are_listed_with_the_one_that_is_needed() {
    let of = |purposes: &[&str]| leaf_that(|leaf| leaf.eku(purposes));
    let mail = "1.3.6.1.5.5.7.3.4";
    let code = "1.3.6.1.5.5.7.3.3";
    let rows = [
        (of(&[mail]), "e-mail protection only, not TLS server"),
        (of(&["2.5.29.37.0"]), "any purpose only, not TLS server"),
        (of(&[mail, CLIENT_AUTH]), "e-mail protection and TLS client only, not TLS server"),
        (
            of(&[mail, code, "1.2.3.4"]),
            "e-mail protection, code signing and 1.2.3.4 only, not TLS server",
        ),
        (
            of(&[mail, code, "1.2.3.4", "1.2.3.5", "1.2.3.6"]),
            "e-mail protection, code signing, 1.2.3.4 and 2 more only, not TLS server",
        ),
        (of(&[mail]).by_a_client(), "e-mail protection only, not TLS client"),
    ];
    for (case, says) in rows {
        let found = [(Reason::UsageNotAllowed, Position::EndEntity)];
        let findings = case.is_rejected(&found, says);
        let says = format!("the extended key usage of the certificate allows {says}");
        assert_eq!(findings.to_string(), says);
        let finding = findings.decisive().unwrap();
        let needed = finding.usage_needed().unwrap();
        assert!(says.ends_with(&needed.to_string()));
        assert!(finding.certificate().unwrap().purposes().unwrap().count() > 0);
    }
    let signing = leaf_that(|leaf| leaf.key_usage(&[KEY_CERT_SIGN]));
    let found = [(Reason::KeyUsageNotAllowed, Position::EndEntity)];
    let findings = signing.is_rejected(&found, "for issuing only");
    let finding = findings.decisive().unwrap();
    assert_eq!(finding.usage_needed(), Some(Usage::ServerAuth));
    assert_eq!(
        finding.certificate().unwrap().key_usages().unwrap().collect::<Vec<_>>(),
        ["keyCertSign"]
    );
    assert_eq!(remedy_of(&findings), "request a certificate with the key usage digitalSignature");
    let nothing = leaf_that(|leaf| leaf.key_usage(&[])).is_rejected(&found, "no bit is set");
    assert_eq!(
        nothing.to_string(),
        "the key usage of the certificate allows nothing only; a TLS server needs digitalSignature, keyEncipherment or keyAgreement"
    );
    // Nobody needs a new server certificate because of its CA.
    let ca = ca_that(|ca| ca.eku(&[mail]));
    let found = [(Reason::UsageNotAllowed, Position::Intermediate(1))];
    assert_eq!(
        remedy_of(&ca.is_rejected(&found, "a CA for mail")),
        "replace the certificate of CA \"Test CA\" by one with the purpose TLS server (extended key usage serverAuth); the certificates below it need not change"
    );
}

#[test]
fn signature_algorithms_are_named_with_their_parameters() {
    let hash = |id: &str| algorithm::with_null(id);
    let (sha256, sha1) = (hash("2.16.840.1.101.3.4.2.1"), hash("1.3.14.3.2.26"));
    let mask =
        |hash: &[u8]| der::explicit(1, &algorithm::with_parameters("1.2.840.113549.1.1.8", hash));
    let salt = |bytes: &[u8]| der::explicit(2, &der::tlv(der::INTEGER, bytes));
    let pss =
        |fields: &[Vec<u8>]| algorithm::with_parameters(algorithm::RSA_PSS, &der::seq(fields));
    let digest = || der::explicit(0, &sha256);
    let bare_digest = der::explicit(0, &algorithm::bare("2.16.840.1.101.3.4.2.1"));
    let trailer = |number: u8| der::explicit(3, &der::integer(&[number]));
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (
            pss(&[digest(), mask(&sha256), salt(&[32])]),
            "RSASSA-PSS with SHA-256 and salt length 32",
        ),
        (
            pss(&[digest(), mask(&sha256), salt(&[20])]),
            "RSASSA-PSS with SHA-256 and salt length 20",
        ),
        (pss(&[digest(), mask(&sha256)]), "RSASSA-PSS with SHA-256 and salt length 20"),
        (
            pss(&[digest(), mask(&sha256), salt(&[1, 0])]),
            "RSASSA-PSS with SHA-256 and salt length above 255",
        ),
        (
            pss(&[digest(), mask(&sha1), salt(&[32])]),
            "RSASSA-PSS with SHA-256 and salt length 32, with SHA-1 for its mask",
        ),
        (
            pss(&[digest(), salt(&[32])]),
            "RSASSA-PSS with SHA-256 and salt length 32, with SHA-1 for its mask",
        ),
        (
            pss(&[digest(), mask(&sha256), salt(&[32]), trailer(2)]),
            "RSASSA-PSS with SHA-256 and salt length 32, with another trailer field than 1",
        ),
        (
            pss(&[digest(), mask(&sha256), salt(&[32]), trailer(1)]),
            "RSASSA-PSS with SHA-256 and salt length 32, in an unusual encoding",
        ),
        (
            pss(&[bare_digest, mask(&sha256), salt(&[32])]),
            "RSASSA-PSS with SHA-256 and salt length 32, in an unusual encoding",
        ),
        (pss(&[]), "RSASSA-PSS with SHA-1 and salt length 20"),
        (algorithm::bare(algorithm::RSA_PSS), "RSASSA-PSS without parameters"),
        (algorithm::with_null(algorithm::RSA_PSS), "RSASSA-PSS with malformed parameters"),
        (pss(&[digest(), mask(&sha256), salt(&[0xff])]), "RSASSA-PSS with malformed parameters"),
        (algorithm::bare("1.2.840.10040.4.3"), "DSA with SHA-1"),
        (algorithm::bare("1.3.101.113"), "Ed448"),
        (algorithm::bare("2.16.840.1.101.3.4.3.18"), "ML-DSA-65"),
        (algorithm::bare("1.2.156.10197.1.501"), "SM2 with SM3"),
        (
            algorithm::with_null(algorithm::ECDSA_SHA256),
            "ECDSA with SHA-256 and parameters that do not belong to it",
        ),
        (algorithm::bare("1.2.3.4.5"), "the unknown algorithm 1.2.3.4.5"),
    ];
    for (algorithm, says) in rows {
        let signed = root("x").signature_algorithm(algorithm).signature([0]).self_signed();
        let certificate = Certificate::from_der(&signed.der).unwrap();
        assert_eq!(certificate.signature_description(), says);
    }
    let fine = |cert: Cert| Certificate::from_der(&cert.self_signed().der).unwrap();
    assert_eq!(fine(root("x")).key_description(), "EC P-256 key");
    assert_eq!(fine(root("x")).signature_description(), "ECDSA with SHA-256");
}

/// Files of people, rebuilt.
#[test]
fn field_reports_get_the_thing_by_its_name() {
    let Some(testdata) = testdata("named_things") else { return };
    let read = |folder: &str, name: &str| {
        let path = testdata.join("field").join(folder).join(name);
        let file =
            std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Bundle::parse(name, &file)
    };
    let said = |folder: &str, name: &str, host: &str| {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&read(folder, "ca.pem").unwrap()).unwrap();
        let chain = Chain::from_certificates(read(folder, name).unwrap()).unwrap();
        let verifier = crate::verifier::verifier(store, Policy::STRICT);
        // 2026-06-01T12:00:00Z
        verifier
            .verify_server(&chain, &host.parse().unwrap(), Clock::set(1_780_315_200))
            .to_string()
    };
    assert_eq!(
        said("purpose-not-named", "email-only.pem", "gw.example.com"),
        "rejected: the extended key usage of the certificate allows e-mail protection only, not TLS server"
    );
    let pss = said("signature-scheme-not-named", "leaf-20.pem", "pbx.example.com");
    assert!(pss.contains("RSASSA-PSS with SHA-256 and salt length 20"), "{pss}");
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let file = read("critical-extension-of-a-root", "inhibit-any-root-root.pem").unwrap();
    let refused = store.add(&file).unwrap_err();
    assert!(refused.to_string().contains("inhibitAnyPolicy (2.5.29.54)"), "{refused}");
    let remedy = refused.remedy().unwrap().to_string();
    assert!(remedy.contains("without the critical extension inhibitAnyPolicy"), "{remedy}");
    for (folder, name, is_anchor) in [
        ("path-length-256", "pl-256.pem", true),
        ("version-1-written-out", "v1-explicit.pem", false),
    ] {
        let file = read(folder, name).unwrap_or_else(|error| panic!("{error}"));
        let added = TrustStore::new(BuiltIn::EMPTY).add(&file).unwrap();
        assert_eq!((added.new, added.pins == 0), (1, is_anchor), "{name}");
    }
}
