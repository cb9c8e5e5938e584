//! The form in which verdicts, lists and policies are written to logs and files. No name and no word here may ever change; new
//! fields are added.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::{Value, json};
use trustslot::{
    BuiltIn, Bundle, Chain, Check, Clock, Device, DeviceClassifier, NameRules, NotBound, Policy,
    Profile, RevocationCoverage, TrustSource, TrustStore, Verifier,
};
use trustslot_kit::{HOST, Issued, NOW, leaf, root};

fn verifier(ca: &Issued, policy: Policy) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(ca)).unwrap();
    Verifier::new(store, policy)
}

fn bundle(issued: &Issued) -> Bundle {
    Bundle::parse("ca.pem", issued.pem().as_bytes()).unwrap()
}

fn chain(issued: &Issued) -> Chain {
    Chain::from_der(&[&issued.der]).unwrap()
}

fn fingerprint(issued: &Issued) -> String {
    chain(issued).end_entity().fingerprint().to_string()
}

#[test]
fn a_trusted_verdict_has_its_path() {
    let ca = root("CA").self_signed();
    let server = leaf(HOST).signed_by(&ca);
    let verifier = verifier(&ca, Policy::STRICT);
    let verdict = verifier.verify_server(&chain(&server), &HOST.parse().unwrap(), Clock::set(NOW));
    let certificate = |name: &str, issued: &Issued| {
        json!({
            "issued_to": name,
            "issued_by": "CA",
            "not_before": "2020-01-01T00:00:00Z",
            "not_after": "2040-01-01T00:00:00Z",
            "fingerprint": fingerprint(issued),
        })
    };
    let expected = json!({
        "outcome": "trusted",
        "message": "trusted through \"CA\" until 2040-01-01, as \"phone.example.com\" (dNSName)",
        "findings": [],
        "path": {
            "end_entity": certificate(HOST, &server),
            "intermediates": [],
            "anchor": certificate("CA", &ca),
            "role": "anchor",
            "part": "custom",
            "valid_until": "2040-01-01T00:00:00Z",
            "ends_first": { "code": 1, "word": "certificate", "message": "end entity" },
            "notes": [],
            "name": { "presented": HOST, "by": "dns-id" },
        },
    });
    assert_eq!(serde_json::to_value(&verdict).unwrap(), expected);
}

#[test]
fn a_rejected_verdict_has_its_findings() {
    let ca = root("CA").self_signed();
    let server = leaf(HOST).expired().signed_by(&ca);
    let verdict = verifier(&ca, Policy::STRICT).verify_server(
        &chain(&server),
        &HOST.parse().unwrap(),
        Clock::set(NOW),
    );
    let mut value = serde_json::to_value(&verdict).unwrap();
    let finding = value["findings"][0].as_object_mut().unwrap();
    let certificate = finding.remove("certificate").unwrap();
    assert_eq!(certificate["fingerprint"], fingerprint(&server));
    let expected = json!({
        "outcome": "rejected",
        "message": "rejected: the certificate expired on 2026-05-31",
        "findings": [{
            "code": 201,
            "reason": "expired",
            "check": "validity",
            "position": { "code": 0, "word": "end-entity" },
            "waived": false,
            "message": "the certificate expired on 2026-05-31",
            "remedy": { "code": 9, "word": "renew", "message": value["findings"][0]["remedy"]["message"] },
        }],
        "path": null,
    });
    assert_eq!(value, expected);
}

#[test]
fn rows_of_the_store_and_callers_have_words() {
    let ca = root("CA").self_signed();
    let verifier = verifier(&ca, Policy::STRICT);
    let row =
        serde_json::to_value(verifier.store().list(TrustSource::All, Clock::set(NOW))).unwrap();
    let mut row = row[0].clone();
    row.as_object_mut().unwrap().remove("certificate");
    let expected = json!({
        "index": 1, "part": "custom", "role": "anchor", "disabled": false, "flags": ["self-issued"],
    });
    assert_eq!(row, expected);

    let phone = leaf("0015651234ab").eku(&["1.3.6.1.5.5.7.3.2"]).signed_by(&ca);
    let caller = DeviceClassifier::new(verifier).classify(&chain(&phone), Clock::set(NOW));
    let value = serde_json::to_value(&caller).unwrap();
    assert_eq!(value["device"], json!({ "kind": "unique", "mac": "0015651234ab" }));
    assert_eq!(value["verdict"]["outcome"], "trusted");
    let foreign = serde_json::to_value(Device::Foreign).unwrap();
    assert_eq!(foreign, json!({ "kind": "foreign", "mac": null }));
    let refused = serde_json::to_value(NotBound::Foreign).unwrap();
    assert_eq!((&refused["code"], &refused["reason"]), (&json!(2104), &json!("client-foreign")));
}

#[test]
fn every_policy_is_read_back_as_it_was() {
    let mut policies = Vec::new();
    for &source in TrustSource::ALL {
        for &names in NameRules::ALL {
            for &profile in Profile::ALL {
                for &revocation in RevocationCoverage::ALL {
                    let policy = Policy::STRICT.with_source(source).with_name_rules(names);
                    let policy = policy.with_profile(profile).with_revocation_coverage(revocation);
                    policies.extend([policy, policy.with_sip_wildcards(true)]);
                    policies.extend(Check::ALL.iter().map(|check| policy.waive(*check)));
                }
            }
        }
    }
    policies.push(Policy::STRICT.accept_untrusted());
    for policy in policies {
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy, "{text}");
    }
    let strict = json!({
        "source": "all",
        "names": "rfc2818",
        "profile": "rfc5280",
        "revocation": "if-loaded",
        "sip_wildcards": false,
        "waived": [],
    });
    assert_eq!(serde_json::to_value(Policy::STRICT).unwrap(), strict);
    assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::STRICT);
}

#[test]
fn an_unknown_or_contradictory_setting_is_an_error_that_names_it() {
    let rows: &[(Value, &str)] = &[
        (json!({"sources": "all"}), "no setting is called \"sources\""),
        (json!({"source": "ALL"}), "\"ALL\" is none of: all, built-in, custom"),
        (json!({"source": 0}), "invalid type"),
        (json!({"names": "rfc 2818"}), "\"rfc 2818\" is none of: rfc2818"),
        (json!({"profile": ""}), "\"\" is none of: rfc5280, public-web"),
        (json!({"revocation": "never"}), "\"never\" is none of: if-loaded"),
        (json!({"sip_wildcards": "yes"}), "invalid type"),
        (json!({"waived": "clock"}), "invalid type"),
        (json!({"waived": ["clocks"]}), "\"clocks\" is none of: path"),
        (json!({"waived": ["presented"]}), "\"presented\" cannot be waived"),
        (json!([]), "the settings of a policy"),
        (json!(null), "the settings of a policy"),
    ];
    for (value, expected) in rows {
        let error = serde_json::from_str::<Policy>(&value.to_string()).unwrap_err().to_string();
        assert!(error.contains(expected), "{value}: {error}");
    }
    let twice = r#"{"source": "all", "source": "custom"}"#;
    let error = serde_json::from_str::<Policy>(twice).unwrap_err().to_string();
    assert!(error.contains("duplicate field `source`"), "{error}");
    let long = format!(r#"{{"{}": 1}}"#, "x".repeat(10_000));
    let error = serde_json::from_str::<Policy>(&long).unwrap_err().to_string();
    assert!(error.len() < 250, "{}", error.len());
}
