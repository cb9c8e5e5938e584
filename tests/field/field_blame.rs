//! A refusal names the thing that it is about: the purpose, the extension, the algorithm, the key, the wrong certificate.

use crate::case::{Case, HOST, ca_that, leaf_that, root_that};
use crate::expect::{check, row};
use crate::support::extensions::{ANY_PURPOSE, CLIENT_AUTH, SERVER_AUTH};
use crate::support::key::algorithm::{self, bare, with_null, with_parameters};
use crate::support::key::{ec_spki, rsa_spki, spki};
use crate::support::{Cert, Key, der, intermediate, leaf, root};

const PURPOSES: &[(&str, &str, &str)] = &[
    ("e-mail protection", "1.3.6.1.5.5.7.3.4", "e-mail|email|mail"),
    ("code signing", "1.3.6.1.5.5.7.3.3", "code"),
    ("time stamping", "1.3.6.1.5.5.7.3.8", "time"),
    ("OCSP signing", "1.3.6.1.5.5.7.3.9", "OCSP"),
    ("a SIP domain", "1.3.6.1.5.5.7.3.20", "SIP"),
    ("any purpose", ANY_PURPOSE, "any"),
    ("IPsec, which is obsolete", "1.3.6.1.5.5.7.3.5", "IPsec|1.3.6.1.5.5.7.3.5"),
    ("smart card logon", "1.3.6.1.4.1.311.20.2.2", "smart|1.3.6.1.4.1.311.20.2.2"),
    ("a purpose that nobody knows", "1.3.6.1.4.1.55555.3.7", "1.3.6.1.4.1.55555.3.7"),
];

#[test]
fn field_k4_a_usage_finding_names_the_purposes_present_and_needed() {
    let mut rows = Vec::new();
    for &(why, oid, named) in PURPOSES {
        let server = "TLS server|server authentication|serverAuth";
        rows.push(
            row(why, leaf_that(|leaf| leaf.eku(&[oid])))
                .refused(&[301])
                .says(named)
                .says(server)
                .advises("reissue|reissue-with"),
        );
        rows.push(
            row(format!("{why}, on a CA"), ca_that(|ca| ca.eku(&[oid])))
                .refused(&[301])
                .says(named)
                .says(server)
                .says("Test CA"),
        );
        rows.push(
            row(format!("{why}, on a root"), root_that(|root| root.eku(&[oid])))
                .refused(&[301])
                .says(named)
                .says(server)
                .says("Test Root"),
        );
        let client = "TLS client|client authentication|clientAuth";
        rows.push(
            row(format!("{why}, of a client"), leaf_that(|leaf| leaf.eku(&[oid])).by_a_client())
                .refused(&[301])
                .says(named)
                .says(client)
                .advises("reissue|reissue-with"),
        );
    }
    rows.push(
        row(
            "a server's certificate, of a client",
            leaf_that(|leaf| leaf.eku(&[SERVER_AUTH])).by_a_client(),
        )
        .refused(&[301])
        .says("TLS server|server authentication|serverAuth")
        .says("TLS client|client authentication|clientAuth"),
    );
    rows.push(
        row("a client's certificate, of a server", leaf_that(|leaf| leaf.eku(&[CLIENT_AUTH])))
            .refused(&[301])
            .says("TLS client|client authentication|clientAuth")
            .says("TLS server|server authentication|serverAuth"),
    );
    let many: Vec<&str> = PURPOSES.iter().map(|&(_, oid, _)| oid).collect();
    rows.push(
        row("more purposes than a display shows", leaf_that(|leaf| leaf.eku(&many)))
            .refused(&[301])
            .says("more|6 |others"),
    );
    check(rows);
}

#[test]
fn field_k4_a_critical_extension_is_named() {
    let extensions: [(&str, &str, &str); 6] = [
        ("inhibitAnyPolicy", "2.5.29.54", "inhibitAnyPolicy|inhibit any|2.5.29.54"),
        ("policyMappings", "2.5.29.33", "policyMappings|policy mapping|2.5.29.33"),
        ("the TLS feature", "1.3.6.1.5.5.7.1.24", "1.3.6.1.5.5.7.1.24|TLS feature"),
        ("proxyCertInfo", "1.3.6.1.5.5.7.1.14", "1.3.6.1.5.5.7.1.14|proxy"),
        ("an extension of Microsoft", "1.3.6.1.4.1.311.21.1", "1.3.6.1.4.1.311.21.1"),
        ("an extension that nobody knows", "1.3.6.1.4.1.55555.1.1", "1.3.6.1.4.1.55555.1.1"),
    ];
    let mut rows = Vec::new();
    for (why, oid, named) in extensions {
        let value = der::integer(&[1]);
        let with = |cert: Cert| cert.extension(oid, true, &value);
        rows.push(
            row(format!("{why}, of the peer"), leaf_that(with))
                .refused(&[115])
                .says(named)
                .advises("reissue|reissue-with"),
        );
        rows.push(
            row(format!("{why}, of a CA"), ca_that(with))
                .refused(&[115])
                .says(named)
                .says("Test CA"),
        );
    }
    check(rows);
}

/// RSASSA-PSS with these hashes and this salt (RFC 4055 §3.1).
fn pss(hash: &str, mask_hash: &str, salt: u8) -> Vec<u8> {
    let digest = |hash: &str| with_null(hash);
    let mask = with_parameters("1.2.840.113549.1.1.8", &digest(mask_hash));
    let fields = [
        der::explicit(0, &digest(hash)),
        der::explicit(1, &mask),
        der::explicit(2, &der::integer(&[salt])),
    ];
    with_parameters(algorithm::RSA_PSS, &der::seq(&fields))
}

const SHA1: &str = "1.3.14.3.2.26";
const SHA256: &str = "2.16.840.1.101.3.4.2.1";
const SHA384: &str = "2.16.840.1.101.3.4.2.2";

#[test]
fn field_k4_an_unsupported_signature_is_named_with_its_parameters() {
    let signatures: Vec<(&str, Vec<u8>, &str, &str)> = vec![
        ("PSS with a salt of 20 bytes", pss(SHA256, SHA256, 20), "PSS", "20"),
        ("PSS with no salt", pss(SHA256, SHA256, 0), "PSS", "salt"),
        ("PSS with a salt as long as the key allows", pss(SHA256, SHA256, 222), "PSS", "222"),
        ("PSS with another mask hash", pss(SHA256, SHA384, 32), "PSS", "SHA-256|SHA-384|mask"),
        (
            "PSS with SHA-1, the default",
            with_parameters(algorithm::RSA_PSS, &der::seq::<Vec<u8>>(&[])),
            "PSS",
            "SHA-1",
        ),
        ("PSS with SHA-1, written out", pss(SHA1, SHA1, 20), "PSS", "SHA-1"),
        ("ECDSA with SHA-224", bare("1.2.840.10045.4.3.1"), "ECDSA", "SHA-224|1.2.840.10045.4.3.1"),
        (
            "RSA with SHA-224",
            with_null("1.2.840.113549.1.1.14"),
            "RSA",
            "SHA-224|1.2.840.113549.1.1.14",
        ),
        ("DSA with SHA-256", bare("2.16.840.1.101.3.4.3.2"), "DSA|2.16.840.1.101.3.4.3.2", ""),
        ("Ed448", bare("1.3.101.113"), "Ed448|1.3.101.113", ""),
        ("SM2 with SM3", bare("1.2.156.10197.1.501"), "SM2|1.2.156.10197.1.501", ""),
        (
            "ECDSA with SHA3-256",
            bare("2.16.840.1.101.3.4.3.10"),
            "SHA3|2.16.840.1.101.3.4.3.10",
            "",
        ),
        ("an algorithm that nobody knows", bare("1.3.6.1.4.1.55555.9"), "1.3.6.1.4.1.55555.9", ""),
    ];
    let mut rows = Vec::new();
    for (why, identifier, named, parameter) in signatures {
        let with =
            |cert: Cert| cert.signature_algorithm(identifier.clone()).signature(vec![0x30; 256]);
        let above = root("Test Root").key(Key::rsa2048()).self_signed();
        let peer = with(leaf(HOST)).signed_by(&above);
        rows.push(
            row(why, Case::presenting(&[&peer]).uploaded(&[&above]))
                .refused(&[107, 108])
                .says(named)
                .says(parameter)
                .advises("reissue-with")
                .never("does not verify"),
        );
        let sub = with(intermediate("Test CA")).signed_by(&above);
        let below = leaf(HOST).signed_by(&sub);
        rows.push(
            row(format!("{why}, on a CA"), Case::presenting(&[&below, &sub]).uploaded(&[&above]))
                .refused(&[107, 108])
                .says(named)
                .says("Test CA"),
        );
    }
    check(rows);
}

#[test]
fn field_k4_an_unsupported_key_is_named() {
    let ec = |curve: &str, len: usize| {
        ec_spki(&der::oid(curve), &[&[4][..], &vec![0x11; len * 2]].concat())
    };
    let keys: Vec<(&str, Vec<u8>, &str)> = vec![
        ("brainpoolP256r1", ec("1.3.36.3.3.2.8.1.1.7", 32), "brainpoolP256r1|1.3.36.3.3.2.8.1.1.7"),
        (
            "brainpoolP384r1",
            ec("1.3.36.3.3.2.8.1.1.11", 48),
            "brainpoolP384r1|1.3.36.3.3.2.8.1.1.11",
        ),
        ("secp256k1", ec("1.3.132.0.10", 32), "secp256k1|1.3.132.0.10"),
        ("P-224", ec("1.3.132.0.33", 28), "P-224|secp224r1|1.3.132.0.33"),
        ("Ed448", spki(&bare("1.3.101.113"), &[0x11; 57]), "Ed448|1.3.101.113"),
        ("X25519", spki(&bare("1.3.101.110"), &[0x11; 32]), "X25519|1.3.101.110"),
        (
            "an explicit curve",
            ec_spki(&der::seq(&[der::integer(&[1])]), &[4; 65]),
            "explicit|parameters|curve",
        ),
        ("DSA", spki(&bare("1.2.840.10040.4.1"), &der::integer(&[9])), "DSA|1.2.840.10040.4.1"),
        (
            "a kind that nobody knows",
            spki(&bare("1.3.6.1.4.1.55555.8"), &[0x11; 32]),
            "1.3.6.1.4.1.55555.8",
        ),
    ];
    let mut rows = Vec::new();
    for (why, key, named) in keys {
        rows.push(
            row(format!("{why}, of the peer"), leaf_that(|leaf| leaf.spki(key.clone())))
                .refused(&[110, 303])
                .says(named)
                .advises("reissue-with")
                .or_trusted(),
        );
        rows.push(
            row(format!("{why}, of a CA"), ca_that(|ca| ca.spki(key.clone())))
                .refused(&[107, 110])
                .says(named)
                .says("Test CA"),
        );
    }
    let odd = rsa_spki(&[0xc1; 256], &[2]);
    rows.push(
        row("an RSA key with an even exponent", leaf_that(|leaf| leaf.spki(odd)))
            .refused(&[110, 303])
            .or_trusted(),
    );
    check(rows);
}

#[test]
fn field_k16_a_server_that_sends_its_ca_first_is_told_to() {
    let top = root("Test Root").self_signed();
    let sub = intermediate("Example Issuing CA").signed_by(&top);
    let peer = leaf(HOST).signed_by(&sub);
    let other = leaf("other.example.com").signed_by(&sub);
    let deep = intermediate("Example Deep CA").signed_by(&sub);
    let below = leaf(HOST).signed_by(&deep);
    let first = |why: &str, case: Case, position: &'static str| {
        row(why, case)
            .refused(&[129])
            .says("first|order")
            .says(position)
            .advises("send-first")
            .never("have the certificate issued")
    };
    let stored = |chain: &[_]| Case::presenting(chain).uploaded(&[&top]);
    check(vec![
        first("the CA, then the server", stored(&[&sub, &peer]), "2|second"),
        first("the CA, the root, the server", stored(&[&sub, &top, &peer]), "3|third"),
        first("the root, the CA, the server", stored(&[&top, &sub, &peer]), "3|third"),
        first("from the root down", stored(&[&sub, &deep, &below]), "3|third"),
        first("the CA, another server, the server", stored(&[&sub, &other, &peer]), "3|third"),
        first("nothing is stored", Case::presenting(&[&sub, &peer]), "2|second"),
        first(
            "the CA is the anchor",
            Case::presenting(&[&sub, &peer]).uploaded(&[&sub]),
            "2|second",
        ),
        row("no certificate of the chain has the name", stored(&[&sub, &other]))
            .refused(&[])
            .never("must come first|sends its chain in the wrong order"),
        row("a CA alone", stored(&[&sub])).refused(&[116, 401]).never("wrong order"),
        row("the usual order", stored(&[&peer, &sub])).trusted(),
    ]);
}
