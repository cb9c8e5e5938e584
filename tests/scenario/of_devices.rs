//! Rows 30, 31: which phone calls the provisioning server.

use crate::support::extensions::CLIENT_AUTH;
use crate::support::{NOW, leaf, root};
use crate::table::{Table, refused};
use crate::verifier::{chain, file, verifier};
use trustslot::{BuiltIn, Clock, DeviceClassifier, Policy, TrustStore};

pub fn rows(table: &mut Table) {
    let vendor = root("Vendor CA").self_signed();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let _added = store.add(&file(&[&vendor]));
    let classifier = DeviceClassifier::new(verifier(store, Policy::STRICT));
    let caller = |name: &str| {
        let phone = leaf(name).eku(&[CLIENT_AUTH]).signed_by(&vendor);
        classifier.classify(&chain(&[&phone]), Clock::set(NOW))
    };
    let wants = |name: &str, mac: &str| {
        let bound = caller(name).may_bind(mac.parse().unwrap());
        bound.map_err(|reason| (reason.to_string(), reason.remedy()))
    };
    let generic = refused(&[]).says("many phones|share|generic");
    table.result(30, "a generic certificate", wants("Example Phone", "001565123456"), &generic);
    table.holds(
        30,
        "it is classified as generic",
        caller("Example Phone").device().word() == "generic",
    );

    let other = refused(&[]).says("00:15:65:12:34:ab|0015651234ab");
    table.result(
        31,
        "the configuration of another phone",
        wants("0015651234ab", "001565123456"),
        &other,
    );
    for spelled in ["0015651234ab", "00:15:65:12:34:AB", "00-15-65-12-34-ab"] {
        table.holds(31, spelled, wants("0015651234AB", spelled).is_ok());
    }
}
