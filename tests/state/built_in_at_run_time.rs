//! A built-in part that is made at run time gives the same store as the same list in a static.

use crate::store_snapshots::{built_in, certificate, fingerprint, root};
use crate::support::{self, Issued, Key, NOW};
use std::sync::Arc;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Clock, Finding, ImposedConstraint, Policy, Reason,
    TrustSource, TrustStore, Verdict, Verifier,
};

fn at_run_time(roots: &[&Issued]) -> BuiltIn {
    BuiltIn::from_certificates(roots.iter().map(|root| certificate(root)))
}

fn verify(store: &TrustStore, presented: &Issued, policy: Policy, clock: Clock) -> Verdict {
    let verifier = Verifier::with_algorithms(store.clone(), policy, webpki::ALL_VERIFICATION_ALGS);
    let name = "phone.example.com".parse().unwrap();
    verifier.verify_server(&Chain::new(certificate(presented)), &name, clock)
}

fn leaf() -> support::Cert {
    support::leaf("phone.example.com").key(Key::ed25519(90))
}

#[test]
fn store_with_a_list_made_at_run_time_gives_the_verdicts_of_a_static_list() {
    let roots = [root("First"), root("Second"), root("First")];
    let expired = support::root("Expired").key(Key::ed25519(7)).expired().self_signed();
    let v1 = support::root("Version 1").key(Key::ed25519(8)).version(1).self_signed();
    let pin = leaf().self_signed();
    let all = [&roots[0], &roots[1], &roots[2], &expired, &v1, &pin];
    let elsewhere = root("Elsewhere");
    let presented: Vec<_> = [&roots[0], &roots[1], &expired, &v1, &elsewhere]
        .map(|issuer| leaf().signed_by(issuer))
        .into_iter()
        .chain([pin.clone(), roots[0].clone()])
        .collect();
    for disabled in [None, Some(&roots[0]), Some(&pin), Some(&elsewhere)] {
        let mut stores = [TrustStore::new(built_in(&all)), TrustStore::new(at_run_time(&all))];
        let switched = stores
            .each_mut()
            .map(|store| disabled.map(|disabled| store.disable(&fingerprint(disabled))));
        assert_eq!(switched[0], switched[1]);
        let [fixed, made] = stores;
        for source in [TrustSource::All, TrustSource::BuiltIn, TrustSource::Custom] {
            let policy = Policy::STRICT.with_source(source);
            for peer in &presented {
                for clock in [Clock::set(NOW), Clock::Unset] {
                    let verdicts = [&fixed, &made].map(|store| verify(store, peer, policy, clock));
                    assert_eq!(verdicts[0], verdicts[1], "{source}, {disabled:?}");
                }
            }
            let rows = [&fixed, &made].map(|s| format!("{:?}", s.list(source, Clock::set(NOW))));
            assert_eq!(rows[0], rows[1]);
            let sets = [&fixed, &made].map(|store| {
                let anchors: Vec<_> = store.anchors(source).collect();
                (anchors, store.pins(source).collect::<Vec<_>>())
            });
            assert_eq!(sets[0], sets[1]);
        }
        assert_eq!(fixed.snapshot(), made.snapshot());
        assert!(fixed.built_in().eq(made.built_in()));
    }
    let made = TrustStore::new(at_run_time(&all));
    let trusted = |peer| verify(&made, peer, Policy::STRICT, Clock::set(NOW)).is_trusted();
    assert!(trusted(&presented[0]) && trusted(&pin), "the control");
    assert!(!trusted(&presented[4]), "the control");
}

#[test]
fn one_list_made_at_run_time_serves_many_stores_and_restores_them() {
    let (first, second) = (root("First"), root("Second"));
    let list = Arc::new(at_run_time(&[&first, &second]));
    let mut store = TrustStore::new(Arc::clone(&list));
    assert!(store.disable(&fingerprint(&second)));
    let other = TrustStore::with_limit(Arc::clone(&list), 1);
    let peer = leaf().signed_by(&second);
    let is_trusted =
        |store: &TrustStore| verify(store, &peer, Policy::STRICT, Clock::set(NOW)).is_trusted();
    assert!(!is_trusted(&store) && is_trusted(&other), "a store disables for itself only");

    let restored = TrustStore::restore(Arc::clone(&list), 10, &store.snapshot(), 0).unwrap();
    assert!(restored.gone.is_empty() && !is_trusted(&restored.store));
    let restored = TrustStore::restore(at_run_time(&[&first]), 10, &store.snapshot(), 0).unwrap();
    assert_eq!(restored.gone, [fingerprint(&second)]);

    // Certificates outlive the list and its stores.
    let kept: Vec<Certificate> = store.built_in().collect();
    drop((store, other, restored, list));
    assert_eq!(kept, [certificate(&first), certificate(&second)]);
}

/// Also on a list that was used before: its parsed roots must not keep the old constraints.
#[test]
fn constraint_imposed_at_run_time_is_enforced() {
    let root = root("First");
    let peer = leaf().signed_by(&root);
    let only = |contents: &[u8]| ImposedConstraint {
        root: fingerprint(&root),
        name_constraints: contents.to_vec().into(),
    };
    let reason = |list: BuiltIn| {
        let verdict = verify(&TrustStore::new(list), &peer, Policy::STRICT, Clock::set(NOW));
        let findings = verdict.findings().and_then(|found| found.decisive());
        findings.map(Finding::reason)
    };
    let example_com = b"\xa0\x0f\x30\x0d\x82\x0bexample.com";
    let example_org = b"\xa0\x0f\x30\x0d\x82\x0bexample.org";
    let list = || at_run_time(&[&root]);
    let violated = Some(Reason::NameConstraintViolated);
    assert_eq!(reason(list()), None, "the control");
    assert_eq!(reason(list().impose([only(example_com)])), None);
    assert_eq!(reason(list().impose([only(example_org)])), violated);
    let both = list().impose([only(example_com), only(example_org)]);
    assert_eq!(reason(both), violated, "all apply");
    assert_eq!(reason(list().impose([only(b"x")])), violated, "it cannot be parsed");
    assert_eq!(reason(list().impose([only(example_org)]).impose([only(example_com)])), violated);
    let fixed = BuiltIn::new(Box::leak(Box::new([root.der.clone().into()])));
    assert_eq!(reason(fixed.impose([only(example_org)])), violated, "a static list");
}

/// Without a clock, so a page or a TLS library can have the sets before the time is known.
#[test]
fn anchors_and_pins_are_the_enabled_ones_of_the_source() {
    let (built, other) = (root("Built in"), root("Other"));
    let firm_pin = leaf().self_signed();
    let unfit = leaf().unknown_critical_extension().self_signed();
    let uploaded = root("Uploaded");
    let custom_pin = leaf().key(Key::ed25519(91)).self_signed();
    let mut store = TrustStore::new(at_run_time(&[&built, &firm_pin, &unfit, &other]));
    store.disable(&fingerprint(&other));
    for uploaded in [&uploaded, &custom_pin] {
        store.add(&Bundle::from(certificate(uploaded))).unwrap();
    }
    for (source, anchors, pins) in [
        (TrustSource::All, vec![&built, &uploaded], vec![&firm_pin, &custom_pin]),
        (TrustSource::BuiltIn, vec![&built], vec![&firm_pin]),
        (TrustSource::Custom, vec![&uploaded], vec![&custom_pin]),
    ] {
        let of = |issued: &[&Issued]| -> Vec<_> { issued.iter().map(|i| certificate(i)).collect() };
        assert_eq!(store.anchors(source).collect::<Vec<_>>(), of(&anchors), "{source}");
        assert_eq!(store.pins(source).collect::<Vec<_>>(), of(&pins), "{source}");
        let policy = Policy::STRICT.with_source(source);
        for pin in [&firm_pin, &custom_pin, &unfit] {
            let is_trusted = verify(&store, pin, policy, Clock::set(NOW)).is_trusted();
            assert_eq!(is_trusted, pins.iter().any(|listed| listed.der == pin.der), "{source}");
        }
    }
}

#[test]
fn result_of_an_upload_is_shown_as_text() {
    let (ca, built) = (root("Uploaded"), root("Built in"));
    let pin = leaf().self_signed();
    let other_pin = support::leaf("pbx.example.com").key(Key::ed25519(91)).self_signed();
    for (file, before, text) in [
        (vec![&ca], vec![], "1 certificate added"),
        (vec![&ca, &built], vec![], "2 certificates added (1 also built in)"),
        (
            vec![&ca, &pin],
            vec![&ca],
            "1 certificate added (1 not a CA: trusted only for itself), 1 already there",
        ),
        (
            vec![&pin, &other_pin, &built],
            vec![],
            "3 certificates added (2 not a CA: trusted only for itself; 1 also built in)",
        ),
        (vec![&ca, &pin], vec![&ca, &pin], "no certificate added, 2 already there"),
    ] {
        let mut store = TrustStore::new(at_run_time(&[&built]));
        for issued in before {
            store.add(&Bundle::from(certificate(issued))).unwrap();
        }
        let bundle = support::pem::bundle_pem(&file);
        let added = store.add(&Bundle::parse("x.pem", bundle.as_bytes()).unwrap()).unwrap();
        assert_eq!(added.to_string(), text);
    }
}
