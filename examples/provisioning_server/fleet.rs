//! A small fleet, made in memory.

#![expect(clippy::unwrap_used, reason = "what is made here can be read")]

use crate::support::{self, Cert, Issued, Key};
use crate::{Request, Trust};
use trustslot::{BlockList, Bundle, Certificate, Chain, Clock};

/// A vendor with its CA, an operator with another, and nine clients.
pub(crate) fn small() -> (Trust, Vec<Request>, Clock) {
    let vendor = support::root("Example Phones Root CA").self_signed();
    let issuing = support::intermediate("Example Phones Issuing CA").signed_by(&vendor);
    let operator = support::root("Operator CA").self_signed();
    // The same name as the vendor's, and another key.
    let pretender = support::root("Example Phones Root CA").key(Key::p256(4711)).self_signed();

    let stolen = device("001565abcdef").signed_by(&issuing);
    let mut blocked = BlockList::new();
    blocked.block_certificate(certificate(&stolen).fingerprint());

    let phone = device("0015651234ab").signed_by(&issuing);
    let other_spelling = device("00:15:65:12:34:AC").signed_by(&issuing);
    let generic = device("Example Phone").signed_by(&issuing);
    let expired = device("0015651234ad").expired().signed_by(&issuing);
    let custom = device("0015651234ae").signed_by(&operator);
    let laptop = device("laptop.example.com").signed_by(&operator);
    let forged = device("0015651234ab").signed_by(&pretender);
    let requests = vec![
        request("its own", "0015651234ab.cfg", &[&phone, &issuing]),
        request("its own, spelt otherwise", "0015651234ac.cfg", &[&other_spelling, &issuing]),
        request("another phone's", "0015651234ff.cfg", &[&phone, &issuing]),
        request("with a generic certificate", "0015651234ab.cfg", &[&generic, &issuing]),
        request("expired", "0015651234ad.cfg", &[&expired, &issuing]),
        request("stolen and blocked", "001565abcdef.cfg", &[&stolen, &issuing]),
        request("operator's certificate", "0015651234ae.cfg", &[&custom]),
        request("operator's, not a phone", "0015651234ae.cfg", &[&laptop]),
        request("vendor by name only", "0015651234ab.cfg", &[&forged, &pretender]),
        request("not a phone's file", "passwords.txt", &[&phone, &issuing]),
    ];
    let trust = Trust {
        vendor: vec![Bundle::from(certificate(&vendor))],
        operator: vec![Bundle::from(certificate(&operator))],
        blocked,
    };
    (trust, requests, Clock::set(support::NOW))
}

/// A client certificate as phones have it: a common name, and no host names.
fn device(common_name: &str) -> Cert {
    support::leaf(common_name).no_san().eku(&[support::extensions::CLIENT_AUTH])
}

fn request(what: &str, wanted: &str, chain: &[&Issued]) -> Request {
    let chain = chain.iter().map(|issued| certificate(issued));
    Request {
        what: what.to_owned(),
        wanted: wanted.to_owned(),
        chain: Chain::from_certificates(chain).unwrap(),
    }
}

fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}
