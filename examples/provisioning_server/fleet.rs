//! A small fleet, from the files in `examples/data/fleet`.

#![expect(clippy::unwrap_used, reason = "these files can be read")]

use crate::{Request, Trust};
use trustslot::{BlockList, Bundle, Chain, Clock};

macro_rules! file {
    ($name:literal) => {
        Bundle::parse($name, include_bytes!(concat!("../data/fleet/", $name))).unwrap()
    };
}

/// A vendor with its CA, an operator with another, and nine clients.
pub(crate) fn small() -> (Trust, Vec<Request>, Clock) {
    let stolen = file!("stolen.pem");
    let mut blocked = BlockList::new();
    // The phone's own certificate is the first of its file.
    blocked.block_certificate(stolen.iter().next().unwrap());

    let phone = file!("phone.pem");
    let requests = vec![
        request("its own", "0015651234ab.cfg", &phone),
        request("its own, spelt otherwise", "0015651234ac.cfg", &file!("other-spelling.pem")),
        request("another phone's", "0015651234ff.cfg", &phone),
        request("with a generic certificate", "0015651234ab.cfg", &file!("generic.pem")),
        request("expired", "0015651234ad.cfg", &file!("expired.pem")),
        request("stolen and blocked", "001565abcdef.cfg", &stolen),
        request("operator's certificate", "0015651234ae.cfg", &file!("custom.pem")),
        request("operator's, not a phone", "0015651234ae.cfg", &file!("laptop.pem")),
        request("vendor by name only", "0015651234ab.cfg", &file!("forged.pem")),
        request("not a phone's file", "passwords.txt", &phone),
    ];
    let trust =
        Trust { vendor: vec![file!("vendor.pem")], operator: vec![file!("operator.pem")], blocked };
    (trust, requests, Clock::set(1_780_272_000)) // 2026-06-01
}

fn request(what: &str, wanted: &str, presented: &Bundle) -> Request {
    Request {
        what: what.to_owned(),
        wanted: wanted.to_owned(),
        chain: Chain::from_certificates(presented.clone()).unwrap(),
    }
}
