//! Renewals by another CA.

use crate::phone::{DAY, at, bundle, chain, day, phone, read, server};
use trustslot::{
    Application, Assumption, Cadence, Cause, Certificate, Crl, Decision, Dependency, DeviceState,
    Expected, Fleet, FleetQuestion, ForecastError, Model, PlannedChange, Policy, PolicySet,
    Profile, Reason, Remedy, Renewals, RevocationCoverage, Span, SuggestedChange, forecast,
    what_if,
};
use trustslot_kit::crl::{crl, distribution_points};
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

const YEAR: Span = Span::days(NOW, 365);

/// Below the old root, from day -30 to day 60: renewed on day 30.
struct Pki {
    old: Issued,
    new: Issued,
    ca: Issued,
    leaf: Issued,
}

fn pki() -> Pki {
    let begin = day(0) - 30 * DAY;
    let old = root("Old").key(Key::p256(1)).valid(begin, day(900)).self_signed();
    let new = root("New").key(Key::p256(2)).valid(begin, day(900)).self_signed();
    let ca = intermediate("CA").key(Key::p256(3)).valid(begin, day(800)).signed_by(&new);
    let leaf = leaf(HOST).key(Key::p256(4)).valid(begin, day(60) - 1).signed_by(&old);
    Pki { old, new, ca, leaf }
}

fn by(issuers: &[&Issued], from: u64) -> Renewals {
    let issuers: Vec<Certificate> = issuers.iter().map(|issued| read(issued)).collect();
    Renewals::By { issuers, from: at(from), cadence: Cadence::TWO_THIRDS }
}

fn renewed(pki: &Pki, from: u64) -> Dependency {
    server(&[&pki.leaf]).with_renewals(by(&[&pki.ca], from))
}

#[test]
fn a_phone_that_lacks_the_root_of_the_other_ca_refuses_the_renewal() {
    let pki = pki();
    let on = [renewed(&pki, day(10))];
    let answer = forecast(&phone(&[&pki.old]), &on, &[], YEAR).unwrap();
    let [event] = &answer.dependencies[0].events[..] else { panic!("{answer:?}") };
    assert_eq!((event.at.as_secs(), event.cause), (day(30), Cause::IssuerChanged));
    assert_eq!(event.to.decision, Decision::Rejected);
    assert_eq!(event.to.deciding[0].reason, Reason::IssuerNotFound);
    assert_eq!(event.assumes, [Assumption::RenewalByOther]);
    assert_eq!(event.by, Some(at(day(30) - 1)));
    assert!(event.to_string().contains("because another CA renews the server's certificate"));
    // With both roots, it stays accepted through every renewal; with the new one alone, it becomes accepted.
    let both = forecast(&phone(&[&pki.old, &pki.new]), &on, &[], YEAR).unwrap();
    assert!(both.dependencies[0].events.is_empty());
    let alone = forecast(&phone(&[&pki.new]), &on, &[], YEAR).unwrap();
    let [event] = &alone.dependencies[0].events[..] else { panic!("{alone:?}") };
    assert_eq!((event.cause, event.to.decision), (Cause::IssuerChanged, Decision::Trusted));
}

#[test]
fn a_renewal_before_the_move_is_by_the_present_ca() {
    let pki = pki();
    // Renewed on days 30, 90 and 150.
    for (from, moves) in [(0, 30), (30, 30), (31, 90), (90, 90), (100, 150), (400, 0)] {
        let on = [renewed(&pki, day(from))];
        let answer = forecast(&phone(&[&pki.old]), &on, &[], YEAR).unwrap();
        let first = answer.dependencies[0].events.first().map(|event| event.at.as_secs());
        assert_eq!(first, (moves > 0).then(|| day(moves)), "from day {from}");
    }
}

#[test]
fn the_signature_is_assumed_for_the_key_of_the_ca_and_not_for_its_name() {
    let pki = pki();
    let other_key = root("New").key(Key::p256(9)).valid(day(0) - DAY, day(900)).self_signed();
    let mut same_name = phone(&[&pki.old, &other_key]);
    // The renewed certificate is sent without its CA, so only the store can have it.
    let direct = [server(&[&pki.leaf]).with_renewals(by(&[&pki.new], day(0)))];
    let answer = forecast(&same_name, &direct, &[], YEAR).unwrap();
    let event = answer.dependencies[0].first_rejection().unwrap();
    assert_eq!(event.at.as_secs(), day(30));
    same_name.store.add(&bundle(&[&pki.new])).unwrap();
    let answer = forecast(&same_name, &direct, &[], YEAR).unwrap();
    assert!(answer.dependencies[0].events.is_empty(), "the upload has the key");
}

#[test]
fn the_whole_verifier_judges_the_renewal() {
    let pki = pki();
    let begin = day(0) - 30 * DAY;
    let ca = |key: Key| intermediate("CA").key(key).valid(begin, day(800));
    let elsewhere = ca(Key::p256(3)).permitted_dns("elsewhere.example").signed_by(&pki.new);
    let no_ca = leaf("CA").key(Key::p256(3)).valid(begin, day(800)).signed_by(&pki.new);
    let ends = intermediate("CA").key(Key::p256(3)).valid(begin, day(100)).signed_by(&pki.new);
    let weak = ca(Key::rsa1024()).signed_by(&pki.new);
    let rsa = ca(Key::rsa4608()).signed_by(&pki.new);
    for (issuer, expected, why) in [
        (&pki.ca, None, "a good CA"),
        (&rsa, None, "a CA with another kind of key"),
        (&elsewhere, Some((30, Cause::IssuerChanged)), "its names are limited"),
        (&no_ca, Some((30, Cause::IssuerChanged)), "it is no CA"),
        (&weak, Some((30, Cause::IssuerChanged)), "its key is weak"),
        (&ends, Some((100, Cause::IntermediateEnds)), "it ends"),
    ] {
        let on = [server(&[&pki.leaf]).with_renewals(by(&[issuer], day(0)))];
        let answer = forecast(&phone(&[&pki.old, &pki.new]), &on, &[], YEAR).unwrap();
        let first = answer.dependencies[0].first_rejection();
        let first = first.map(|event| ((event.at.as_secs() - day(0)) / DAY, event.cause));
        assert_eq!(first, expected, "{why}");
    }
}

#[test]
fn the_other_ca_writes_what_belongs_to_a_ca() {
    let Pki { old, new, ca, .. } = pki();
    let begin = day(0) - 30 * DAY;
    // The certificate names the CRL and the key of its old CA.
    let places = distribution_points(&["http://old.example/ca.crl"]);
    let leaf = leaf(HOST)
        .key(Key::p256(4))
        .valid(begin, day(60) - 1)
        .extension("2.5.29.31", false, &places)
        .signed_by(&old);
    let mut phone = phone(&[&old, &new]);
    let strict = Policy::STRICT.with_profile(Profile::PublicWeb);
    let strict = strict.with_revocation_coverage(RevocationCoverage::ListedIssuers);
    phone.policies = PolicySet::new(strict);
    let list = |issuer: &Issued| {
        Crl::parse(&crl().dated(day(0) - DAY, day(800)).signed_by(issuer)).unwrap()
    };
    phone.crls = vec![list(&new), list(&ca)];
    let on = [server(&[&leaf]).with_renewals(by(&[&ca], day(0)))];
    let answer = forecast(&phone, &on, &[], YEAR).unwrap();
    let row = &answer.dependencies[0];
    assert!(row.now.is_accepted() && row.events.is_empty(), "{row:?}");
}

#[test]
fn a_change_of_the_chain_begins_before_the_other_ca_renews_it() {
    let pki = pki();
    let begin = day(0) - DAY;
    let moved = leaf(HOST).key(Key::p256(5)).valid(begin, day(299)).signed_by(&pki.old);
    let change = PlannedChange::Peer { dependency: "prov".into(), chain: chain(&[&moved]) };
    let expected = [Expected { at: at(day(20)), change: change.clone() }];
    let on = [renewed(&pki, day(0))];
    let phone = phone(&[&pki.old]);
    let answer = forecast(&phone, &on, &expected, YEAR).unwrap();
    let event = answer.dependencies[0].first_rejection().unwrap();
    assert_eq!((event.at.as_secs() - begin) / DAY, 200, "two thirds of 300 days");
    assert_eq!(event.assumes, [Assumption::RenewalByOther, Assumption::ExpectedChange]);
    let effect = &what_if(&phone, &on, &[change], YEAR).unwrap().effects[0];
    assert_eq!(effect.first_difference, Some(at(day(30))), "it is renewed later");
}

#[test]
fn a_ca_is_needed_and_the_server_can_send_63() {
    let pki = pki();
    let fails = |issuers: &[&Issued]| {
        let on = [server(&[&pki.leaf]).with_renewals(by(issuers, day(0)))];
        forecast(&phone(&[&pki.old]), &on, &[], YEAR).map(|_| ())
    };
    let wrong = ForecastError::WrongIssuers("prov".into());
    assert_eq!(fails(&[]), Err(wrong.clone()));
    assert_eq!(fails(&[&pki.ca; 63]), Ok(()));
    assert_eq!(fails(&[&pki.ca; 64]), Err(wrong.clone()));
    assert_eq!(wrong.to_string(), "the renewals of \"prov\" need 1 to 63 CA certificates");
    let mut fleet = Fleet::new(
        FleetQuestion::new(vec![server(&[&pki.leaf]).with_renewals(by(&[], day(0)))], YEAR)
            .unwrap(),
    );
    fleet.add(&Model::new("T", 5, phone(&[&pki.old]))).unwrap();
    let unanswered = &fleet.report().unanswered;
    assert_eq!((unanswered.len(), unanswered[0].phones), (1, 5));
}

#[test]
fn a_fleet_is_told_what_the_other_ca_needs() {
    let pki = pki();
    let begin = day(0) - DAY;
    let above = intermediate("Above").key(Key::p256(6)).valid(begin, day(800)).signed_by(&pki.new);
    let below = intermediate("CA").key(Key::p256(3)).valid(begin, day(700)).signed_by(&above);
    let state = |roots: &[&Issued]| -> DeviceState { phone(roots) };
    let report = |issuers: &[&Issued]| {
        let on = Dependency::new(
            "prov",
            chain(&[&pki.leaf]),
            HOST.parse().unwrap(),
            Application::AutoProvision,
        );
        let on = on.with_renewals(by(issuers, day(0)));
        let question = FleetQuestion::new(vec![on], YEAR).unwrap();
        let question = question.with_certificates([read(&above)]).unwrap();
        let mut fleet = Fleet::new(question);
        fleet.add(&Model::new("old", 800, state(&[&pki.old]))).unwrap();
        fleet.add(&Model::new("both", 200, state(&[&pki.old, &pki.new]))).unwrap();
        fleet.report()
    };
    // The models differ only in a root of the CA that comes.
    let whole = report(&[&below, &above]);
    assert_eq!((whole.classes, whole.rows.len()), (2, 2));
    assert_eq!(whole.suggestions[0].change, SuggestedChange::UploadRoot(read(&pki.new)));
    assert_eq!((whole.suggestions[0].phones, whole.suggestions[0].before), (800, at(day(30))));
    // A CA that the server will not send, and that no phone has.
    let lacks = report(&[&below]);
    let SuggestedChange::SendCertificate { certificate, .. } = &lacks.suggestions[0].change else {
        panic!("{lacks}")
    };
    assert_eq!(certificate, &read(&above));
    assert_eq!(lacks.suggestions[0].phones, 200);
}

#[test]
fn a_renewed_pin_is_rejected_for_the_reason_that_the_really_renewed_one_has() {
    let begin = day(0) - 30 * DAY;
    let owner = root("Owner").key(Key::p256(8)).valid(begin, day(900)).self_signed();
    let server_of = |from, to| leaf(HOST).key(Key::p256(4)).valid(from, to);
    let ca_of = |from, to| root(HOST).dns(HOST).key(Key::p256(4)).valid(from, to);
    let (old, new) = ((begin, day(60) - 1), (day(30), day(120) - 1));
    for (now, later, why) in [
        (
            server_of(old.0, old.1).self_signed(),
            server_of(new.0, new.1).self_signed(),
            "signed by itself",
        ),
        (
            server_of(old.0, old.1).signed_by(&owner),
            server_of(new.0, new.1).signed_by(&owner),
            "signed by a CA that the phone lacks",
        ),
        (ca_of(old.0, old.1).self_signed(), ca_of(new.0, new.1).self_signed(), "a root itself"),
    ] {
        let mut phone = phone(&[]);
        phone.store.add(&bundle(&[&now])).unwrap();
        let on = server(&[&now]).with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS));
        let answer = forecast(&phone, &[on], &[], Span::days(NOW, 40)).unwrap();
        let really = forecast(&phone, &[server(&[&later])], &[], Span::days(day(30), 0)).unwrap();
        let really = &really.dependencies[0].now;
        let events = &answer.dependencies[0].events;
        assert_eq!(
            events.first().map_or(&answer.dependencies[0].now, |event| &event.to),
            really,
            "{why}"
        );
        // The fingerprint of a certificate that is not issued yet is no advice.
        let remedy = phone.verdict(&server(&[&later]), at(day(30)));
        let remedy = remedy.findings().and_then(|all| all.decisive()?.remedy().cloned());
        let remedy = remedy.filter(|it| !matches!(it, Remedy::UploadPeer { .. }));
        let told = events.first().and_then(|event| event.remedy.as_ref());
        assert_eq!(told.map(ToString::to_string), remedy.map(|it| it.to_string()), "{why}");
    }
}

#[test]
fn an_event_names_the_finding_that_is_new() {
    let begin = day(0) - DAY;
    let ours = root("Ours").key(Key::p256(1)).valid(begin, day(900)).self_signed();
    let ca = intermediate("CA").key(Key::p256(3)).valid(begin, day(20)).signed_by(&ours);
    let leaf = leaf(HOST).key(Key::p256(4)).valid(begin, day(40)).signed_by(&ca);
    let mut phone = phone(&[&ours]);
    phone.blocked.block_certificate(&read(&leaf));
    let answer = forecast(&phone, &[server(&[&leaf, &ca])], &[], YEAR).unwrap();
    let said: Vec<String> = answer.dependencies[0].events.iter().map(ToString::to_string).collect();
    assert_eq!(answer.dependencies[0].now.deciding[0].reason, Reason::Blocked);
    assert!(!said.is_empty());
    for line in said {
        assert!(line.ends_with("expires (expired [201])"), "{line}");
    }
}
