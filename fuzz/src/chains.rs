//! Chains signed with the toy algorithm, and signing changed ones again.

use crate::forest;
use crate::support::der;
use crate::support::extensions::{CLIENT_AUTH, SERVER_AUTH};
use crate::support::issue::assemble;
use crate::support::names::{self, general};
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};
use crate::toy;

/// The name of a built-in root.
pub const BUILT_IN: &str = "Built-in Root";
/// The name of a built-in root with an imposed name constraint.
pub const CONSTRAINED: &str = "Constrained Root";

/// A root CA with the n-th key. Keys are the same in every run.
pub fn ca_root(name: &str, n: u64) -> Issued {
    signed(root(name).key(Key::ed25519(n)).self_signed(), None)
}

/// `cert` with the n-th key, issued by `issuer`.
pub fn issue(cert: Cert, n: u64, issuer: &Issued) -> Issued {
    signed(cert.key(Key::ed25519(n)).signed_by(issuer), Some(issuer))
}

fn signed(issued: Issued, issuer: Option<&Issued>) -> Issued {
    let key = issuer.unwrap_or(&issued).key.clone();
    let der = signed_with(&issued.tbs, &issued.signature_algorithm, key.spki());
    Issued { der, ..issued }
}

fn signed_with(tbs: &[u8], algorithm: &[u8], spki: &[u8]) -> Vec<u8> {
    let signature = toy::sign(public_key(spki).unwrap_or_default(), tbs);
    assemble(tbs, algorithm, &der::bit_string(&signature))
}

/// The bytes of the key in a `SubjectPublicKeyInfo`.
fn public_key(spki: &[u8]) -> Option<&[u8]> {
    let parts = forest::inside(spki);
    forest::split(parts.get(1)?)?.1.get(1..)
}

/// The elements of a certificate that signing it again needs.
struct Parts<'a> {
    tbs: &'a [u8],
    algorithm: &'a [u8],
    issuer: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(certificate: &'a [u8]) -> Option<Self> {
        let [tbs, algorithm, ..] = forest::inside(certificate)[..] else {
            return None;
        };
        let fields = forest::inside(tbs);
        let skip = usize::from(fields.first()?.first() == Some(&0xa0));
        let [_serial, _algorithm, issuer, _validity, subject, spki, ..] = fields[skip..] else {
            return None;
        };
        Some(Self { tbs, algorithm, issuer, subject, spki })
    }
}

/// Signs the certificate with the key of the first of `issuers` that has the right name. Without one it is unchanged.
pub fn sign_again(certificate: &[u8], issuers: &[&[u8]]) -> Vec<u8> {
    let signed = || {
        let parts = Parts::of(certificate)?;
        let issuers = issuers.iter().filter_map(|issuer| Parts::of(issuer));
        let issuer = issuers.into_iter().find(|issuer| issuer.subject == parts.issuer)?;
        Some(signed_with(parts.tbs, parts.algorithm, issuer.spki))
    };
    signed().unwrap_or_else(|| certificate.to_vec())
}

/// Signs a CRL with the key of `issuer`. The contents of the CRL do not matter.
pub fn sign_crl(crl: &[u8], issuer: &Issued) -> Option<Vec<u8>> {
    let [tbs, algorithm, ..] = forest::inside(crl)[..] else {
        return None;
    };
    Some(signed_with(tbs, algorithm, issuer.key.spki()))
}

/// Chains to start from: name, number of anchors at the end, certificates.
pub fn seeds() -> Vec<(&'static str, usize, Vec<Issued>)> {
    let own = ca_root("Test Root", 0);
    let ca = issue(intermediate("Test CA"), 1, &own);
    let second = issue(intermediate("Test CA 2").path_len(0), 2, &ca);
    let host = |n| leaf("phone.example.com").key(Key::ed25519(n));
    let phone = issue(host(3), 3, &ca);
    let deep = issue(host(4), 4, &second);
    let straight = issue(host(5), 5, &own);
    let built_in = ca_root(BUILT_IN, 20);
    let below_built_in = issue(intermediate("Test CA 3"), 6, &built_in);
    let public = issue(host(7), 7, &below_built_in);
    let constrained = ca_root(CONSTRAINED, 21);
    let outside = issue(host(8), 8, &constrained);

    let narrow = issue(
        intermediate("Narrow CA")
            .permitted_dns("example.com")
            .excluded_dns("evil.example.com")
            .permitted_raw(general::ip([192, 0, 2, 0, 255, 255, 255, 0])),
        9,
        &own,
    );
    let inside = issue(host(10).ip([192, 0, 2, 1]).dns("*.example.com"), 10, &narrow);
    let cross = issue(intermediate("Test CA").key(Key::ed25519(1)), 1, &built_in);
    let sip =
        issue(leaf("example.com").uri("sip:example.com").eku(&["1.3.6.1.5.5.7.3.20"]), 11, &ca);
    let client = issue(
        leaf("phone.example.com").eku(&[CLIENT_AUTH, SERVER_AUTH]).no_san().email("a@example.com"),
        12,
        &ca,
    );
    let expired = issue(host(13).expired(), 13, &ca);
    let critical = issue(host(14).unknown_critical_extension(), 14, &ca);
    let common_name = issue(
        leaf("phone.example.com").no_san().subject(names::common_name("*.example.com")),
        15,
        &narrow,
    );
    let pin = signed(host(16).self_signed(), None);
    let first = signed(host(17).version(1).self_signed(), None);
    let renewed = issue(intermediate("Test CA").valid("2021-01-01", "2041-01-01"), 18, &own);

    vec![
        ("path_of_2", 1, vec![phone.clone(), ca.clone(), own.clone()]),
        ("path_of_3", 1, vec![deep, second, ca.clone(), own.clone()]),
        ("straight", 1, vec![straight, own.clone()]),
        ("built_in", 0, vec![public.clone(), below_built_in]),
        ("imposed_constraint", 0, vec![outside]),
        ("constraints", 1, vec![inside, narrow.clone(), own.clone()]),
        ("cross_signed", 1, vec![phone.clone(), ca.clone(), cross.clone(), own.clone()]),
        ("cross_signed_to_built_in", 0, vec![phone.clone(), cross]),
        ("sip", 1, vec![sip, ca.clone(), own.clone()]),
        ("client", 1, vec![client, ca.clone(), own.clone()]),
        ("expired", 1, vec![expired, ca.clone(), own.clone()]),
        ("critical", 1, vec![critical, ca.clone(), own.clone()]),
        ("common_name", 1, vec![common_name, narrow, own.clone()]),
        ("pin", 1, vec![phone.clone(), phone.clone()]),
        ("self_signed_pin", 1, vec![pin.clone(), pin]),
        ("version_1_pin", 1, vec![first.clone(), first]),
        ("same_name", 1, vec![phone.clone(), renewed, ca.clone(), own.clone()]),
        ("pinned_and_issued", 2, vec![phone.clone(), ca, phone, own]),
    ]
}
