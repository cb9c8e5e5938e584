//! A sample fleet, on two days that really came.
//!
//! All its certificates are stand-ins: issued here, with the dates of the real ones. The real root of 2021 is in no list any
//! more, and nobody here can issue a certificate below a real CA. Their signatures are Ed25519, so that each run makes the same
//! certificates, with the same fingerprints.

use crate::fleet::{Models, Scene};
use crate::notes::Notes;
use crate::when;
use std::sync::Arc;
use trustslot::{
    Application, BuiltIn, Bundle, Cadence, Certificate, Chain, Dependency, DeviceState, Expected,
    Model, PlannedChange, Policy, PolicySet, Renewals, SharedBuiltIn, Span, TrustStore,
};
use trustslot_kit::{Issued, Key, intermediate, leaf, root};

const DAYS: u64 = 730;

pub fn scenes() -> Vec<Scene> {
    vec![expiry_of_2021(), removal_of_2026()]
}

/// A moment of a certificate, in seconds since 1970.
fn moment(text: &str) -> u64 {
    when::seconds(text).unwrap_or_default()
}

fn ca(name: &str, key: u64, from: &str, to: &str) -> Issued {
    root(name).key(Key::ed25519(key)).valid(moment(from), moment(to)).self_signed()
}

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

fn list(roots: &[&Issued]) -> SharedBuiltIn {
    Arc::new(BuiltIn::from_certificates(roots.iter().map(|root| read(root)))).into()
}

fn chain(certificates: &[&Issued]) -> Chain {
    Chain::from_certificates(certificates.iter().map(|issued| read(issued))).unwrap()
}

fn phone(list: &SharedBuiltIn) -> DeviceState {
    DeviceState::new(TrustStore::new(list.clone()), PolicySet::new(Policy::STRICT))
}

fn server(id: &str, host: &str, presented: &[&Issued], application: Application) -> Dependency {
    Dependency::new(id, chain(presented), host.parse().unwrap(), application)
        .with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS))
}

/// A root of 2000 expires that had signed a newer root. Phones that have the newer one notice nothing.
fn expiry_of_2021() -> Scene {
    let old = ca("DST Root CA X3 (stand-in)", 1, "2000-09-30T21:12:19Z", "2021-09-30T14:01:15Z");
    let new = ca("ISRG Root X1 (stand-in)", 2, "2015-06-04T11:04:38Z", "2035-06-04T11:04:38Z");
    let cross = intermediate("ISRG Root X1 (stand-in)")
        .key(Key::ed25519(2))
        .valid(moment("2021-01-20T19:14:03Z"), moment("2024-09-30T18:14:03Z"))
        .signed_by(&old);
    let r3 = intermediate("R3 (stand-in)")
        .key(Key::ed25519(3))
        .valid(moment("2020-09-04T00:00:00Z"), moment("2025-09-15T16:00:00Z"))
        .signed_by(&new);
    let own = leaf("prov.example.com")
        .key(Key::ed25519(4))
        .valid(moment("2021-08-20T00:00:00Z"), moment("2021-11-17T23:59:59Z"))
        .signed_by(&r3);
    let prov = server(
        "provisioning",
        "prov.example.com",
        &[&own, &r3, &cross],
        Application::AutoProvision,
    );
    let (both, old_only) = (list(&[&old, &new]), list(&[&old]));
    let none = list(&[&ca("Root of 2005", 5, "2005-01-01", "2025-01-01")]);
    let mut full = phone(&old_only);
    for number in 0..10 {
        let upload = ca(&format!("Upload {number}"), 10 + number, "2015-01-01", "2035-01-01");
        let bundle = Bundle::from(read(&upload));
        full.store.add(&bundle).unwrap();
    }
    let models = vec![
        Model::new("list-2021", 4_100, phone(&both)),
        Model::new("list-2019", 2_300, phone(&both)),
        Model::new("list-2016", 2_760, phone(&old_only)),
        Model::new("list-2016 (10 uploads)", 40, full),
        Model::new("list-2010 (neither root)", 800, phone(&none)),
    ];
    Scene {
        title: "Sample fleet, 2021-09-30: the root that cross-signed another expires".to_owned(),
        assumed: vec!["the certificates are stand-ins with the dates of the real CAs".to_owned()],
        servers: vec![prov],
        models: Models::Sample(models),
        expected: Vec::new(),
        plan: Vec::new(),
        lists: Vec::new(),
        certificates: vec![read(&new)],
        span: Span::days(moment("2021-09-01"), DAYS),
        notes: Notes::default(),
    }
}

/// A root leaves the public list. Phones whose list stays notice nothing until the server moves to another root.
fn removal_of_2026() -> Scene {
    let g1 =
        ca("DigiCert Global Root CA (stand-in)", 1, "2006-11-10T00:00:00Z", "2031-11-10T00:00:00Z");
    let g2 =
        ca("DigiCert Global Root G2 (stand-in)", 2, "2013-08-01T12:00:00Z", "2038-01-15T12:00:00Z");
    let below = |root: &Issued, from: &str, to: &str| {
        leaf("sip.example.com").key(Key::p256(4)).valid(moment(from), moment(to)).signed_by(root)
    };
    let present = below(&g1, "2025-07-01", "2026-07-19");
    let next = below(&g2, "2026-05-20", "2026-12-05");
    let prov_ca = ca("Our own CA", 6, "2020-01-01", "2040-01-01");
    let prov = leaf("prov.example.com")
        .key(Key::ed25519(4))
        .valid(moment("2026-01-01"), moment("2027-01-01"))
        .signed_by(&prov_ca);
    let mut sip = server("sip", "sip.example.com", &[&present], Application::Sip);
    // The one renewal is expected below.
    sip.renewals = Renewals::None;
    let servers =
        vec![sip, server("provisioning", "prov.example.com", &[&prov], Application::AutoProvision)];
    let (both, old_only) = (list(&[&g1, &g2]), list(&[&g1]));
    let with_ours = |list: &SharedBuiltIn| {
        let mut phone = phone(list);
        phone.store.add(&Bundle::from(read(&prov_ca))).unwrap();
        phone
    };
    let frozen = |id: &str, phones, state| {
        let mut model = Model::new(id, phones, state);
        model.updates = false;
        model
    };
    let moves = PlannedChange::Peer { dependency: "sip".into(), chain: chain(&[&next]) };
    let new_list = PlannedChange::BuiltIn(list(&[&g2]));
    Scene {
        title: "Sample fleet, 2026-04-15: a root leaves the public list".to_owned(),
        assumed: vec![
            "the certificates are stand-ins with the dates of the real CAs".to_owned(),
            "firmware that follows the list has the new one on 2026-04-15".to_owned(),
            "the SIP server's certificate is renewed from DigiCert Global Root G2 on 2026-05-20"
                .to_owned(),
        ],
        servers,
        models: Models::Sample(vec![
            Model::new("follows the public list", 2_300, with_ours(&both)),
            frozen("list-2019", 5_800, with_ours(&both)),
            frozen("list-2010 (no G2)", 1_900, with_ours(&old_only)),
        ]),
        expected: vec![
            Expected { at: when::at(moment("2026-04-15")), change: new_list },
            Expected { at: when::at(moment("2026-05-20")), change: moves },
        ],
        plan: Vec::new(),
        lists: Vec::new(),
        certificates: vec![read(&g2)],
        span: Span::days(moment("2026-03-01"), 270),
        notes: Notes::default(),
    }
}
