//! The days after which the maker of a built-in list distrusts what a root issues.

use crate::case::{places, unix};
use crate::support::time::When;
use crate::support::{Issued, Key, NOW, leaf, root};
use crate::verifier::{certificate, chain, file, verifier};
use trustslot::{
    BlockList, BuiltIn, Clock, DistrustAfter, Policy, Position, Reason, TrustSource, TrustStore,
};

const HOST: &str = "phone.example.com";

fn last(root: &Issued, day: &str) -> DistrustAfter {
    DistrustAfter { root: certificate(root).fingerprint(), last: unix(When::from(day).seconds()) }
}

fn issued_on(day: &str, root: &Issued) -> Issued {
    leaf(HOST).valid(day, "2027-01-01").signed_by(root)
}

#[test]
fn only_certificates_issued_up_to_the_day_are_trusted() {
    let old = root("Old Root").key(Key::p256(80)).self_signed();
    let again = root("Old Root").key(Key::p256(80)).serial(&[0x77]).self_signed();
    let other = root("Old Root").key(Key::p256(81)).self_signed();
    let list = |days: &[&str]| {
        let days: Vec<_> = days.iter().map(|day| last(&old, day)).collect();
        TrustStore::new(BuiltIn::from_certificates([certificate(&old)]).distrust_after(days))
    };
    let with = |uploaded| {
        let mut store = list(&["2026-02-01"]);
        store.add(&file(&[uploaded])).unwrap();
        store
    };
    let (all, custom) = (TrustSource::All, TrustSource::Custom);
    let rows = [
        (list(&["2026-02-01"]), all, &old, "2026-02-01", true, "on the day"),
        (list(&["2026-02-01"]), all, &old, "2026-02-02", false, "after it"),
        (list(&[]), all, &old, "2026-02-02", true, "without a day"),
        (list(&["2026-02-01", "2026-01-01"]), all, &old, "2026-01-02", false, "the earlier counts"),
        (list(&["2026-01-01", "2026-02-01"]), all, &old, "2026-01-02", false, "in any order"),
        (with(&old), custom, &old, "2026-02-02", false, "the root is uploaded as well"),
        (with(&old), custom, &old, "2026-02-01", true, "and on the day"),
        (
            with(&again),
            all,
            &again,
            "2026-02-02",
            false,
            "a copy with its name and key is uploaded",
        ),
        (with(&other), all, &other, "2026-02-02", true, "another CA of its name"),
    ];
    for (store, source, issuer, day, is_trusted, why) in rows {
        let server = issued_on(day, issuer);
        let verdict = verifier(store, Policy::STRICT.with_source(source)).verify_server(
            &chain(&[&server]),
            &HOST.parse().unwrap(),
            Clock::set(NOW),
        );
        let found = verdict.findings().map(places).unwrap_or_default();
        let expected = [(Reason::IssuedTooLate, Position::Anchor)];
        assert_eq!(found, if is_trusted { &[][..] } else { &expected }, "{why}: {verdict}");
    }
}

/// A block list may set an earlier day, not a later one.
#[test]
fn the_earlier_of_two_days_counts() {
    let old = root("Old Root").self_signed();
    for (listed, blocked) in [("2026-02-01", "2026-03-01"), ("2026-03-01", "2026-02-01")] {
        let list =
            BuiltIn::from_certificates([certificate(&old)]).distrust_after([last(&old, listed)]);
        let mut blocks = BlockList::new();
        let day = last(&old, blocked);
        blocks.block_issued_after(&certificate(&old), day.last);
        let verifier = verifier(TrustStore::new(list), Policy::STRICT).with_block_list(blocks);
        let server = issued_on("2026-02-15", &old);
        let verdict =
            verifier.verify_server(&chain(&[&server]), &HOST.parse().unwrap(), Clock::set(NOW));
        let message = "root \"Old Root\" is trusted only for certificates issued up to 2026-02-01";
        assert_eq!(verdict.findings().map(ToString::to_string).as_deref(), Some(message));
    }
}
