//! A small fleet, from the files in `examples/data/fleet`.

#![expect(clippy::unwrap_used, reason = "these files can be read")]

use crate::{Request, Trust};
use trustslot::{BlockList, Bundle, Chain, Clock};

macro_rules! file {
    ($name:literal) => {
        Bundle::parse($name, include_bytes!(concat!("../data/fleet/", $name))).unwrap()
    };
}

/// The vendor's CA, an operator's CA, and ten requests.
pub(crate) fn small() -> (Trust, Vec<Request>, Clock) {
    let stolen = file!("stolen.pem");
    let mut blocked = BlockList::new();
    // The phone's own certificate is the first of its file.
    blocked.block_certificate(stolen.iter().next().unwrap());

    let phone = file!("phone.pem");
    let requests = vec![
        request("the phone itself", "0015651234ab.cfg", &phone),
        request("the phone itself, colons", "0015651234ac.cfg", &file!("other-spelling.pem")),
        request("another phone", "0015651234ff.cfg", &phone),
        request("with a generic certificate", "0015651234ab.cfg", &file!("generic.pem")),
        request("expired", "0015651234ad.cfg", &file!("expired.pem")),
        request("stolen and blocked", "001565abcdef.cfg", &stolen),
        request("operator's certificate", "0015651234ae.cfg", &file!("custom.pem")),
        request("operator's laptop", "0015651234ae.cfg", &file!("laptop.pem")),
        request("forged vendor CA", "0015651234ab.cfg", &file!("forged.pem")),
        request("file of no phone", "passwords.txt", &phone),
    ];
    let trust =
        Trust { vendor: vec![file!("vendor.pem")], operator: vec![file!("operator.pem")], blocked };
    (trust, requests, Clock::set(1_780_272_000)) // 2026-06-01
}

fn request(client: &str, wanted: &str, presented: &Bundle) -> Request {
    Request {
        client: client.to_owned(),
        wanted: wanted.to_owned(),
        chain: Chain::from_certificates(presented.clone()).unwrap(),
    }
}
