//! The work that a peer can cause.

use crate::judge::{HOST, Peer, all_reasons, peer, quickly, store_refused, trusting};
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::names::{COMMON_NAME, ORGANIZATION, common_name, general, name, rdn};
use crate::support::pem::bundle_pem;
use crate::support::{Cert, Issued, Key, chain3, der, intermediate, leaf, root};
use trustslot::{
    Bundle, Certificate, NameRules, Policy, Reason, ReferenceIdentity, TrustStoreError,
};

/// CAs that all have the same name as subject and issuer, with distinct keys or with one key.
fn clique(count: usize, distinct: bool) -> Vec<Issued> {
    (0..count)
        .map(|number| {
            let key = Key::p256(if distinct { number as u64 } else { 0 });
            let serial = [&[1], &u16::try_from(number).unwrap().to_be_bytes()[..]].concat();
            intermediate("Clique").serial(&serial).key(key).self_signed()
        })
        .collect()
}

/// The attribute emailAddress of PKCS#9.
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";

/// Requires a quick rejection, for no reasons but these.
#[track_caller]
fn refused_quickly(case: &Peer, reasons: &[Reason]) {
    let verdict = quickly(|| case.judge().unwrap());
    assert!(!verdict.is_accepted(), "{verdict}");
    let found = all_reasons(&verdict);
    assert!(!found.is_empty(), "{verdict}");
    assert!(found.iter().all(|reason| reasons.contains(reason)), "{found:?}");
}

#[test]
fn replay_55_exponential_search_among_certificates_of_one_name() {
    let stranger = root("Stranger").self_signed();
    let namesake = intermediate("Clique").key(Key::p256(55_555)).self_signed();
    for distinct in [true, false] {
        for count in [4, 8, 9, 16, 50, 63, 256] {
            let clique = clique(count, distinct);
            let nobody = Issued { key: Key::p256(66_666), ..clique[0].clone() };
            let end = leaf(HOST).signed_by(&nobody);
            let mut chain = vec![&end];
            chain.extend(clique.iter().take(63));
            let supplied = clique.get(63..).unwrap_or_default();
            // Each may have issued each other, but none of them signed the peer's own certificate, so no path is followed.
            // Without an anchor of that name, only a few signatures are checked, to explain the rejection.
            for (trusted, reasons) in [
                (&stranger, &[Reason::BadSignature, Reason::IssuerNotFound][..]),
                (&namesake, &[Reason::BadSignature]),
            ] {
                let case = peer(&chain, trusted).with_intermediates(supplied);
                // With two providers of algorithms, each key costs two checks.
                let reasons = match (count, distinct) {
                    (256, _) => vec![Reason::TooMuchWork],
                    (63, true) => [reasons, &[Reason::TooMuchWork]].concat(),
                    _ => reasons.to_vec(),
                };
                refused_quickly(&case, &reasons);
            }
        }
    }
    // The true issuer among 49 others of the same name.
    let (root, ca, end) = chain3();
    let others: Vec<_> =
        (0..49).map(|n| intermediate("Test CA").key(Key::p256(n)).signed_by(&root)).collect();
    let mut chain = vec![&end];
    chain.extend(&others);
    refused_quickly(&peer(&chain, &root), &[Reason::IssuerNotFound]);
    chain.push(&ca);
    let case = peer(&chain, &root);
    case.passes();
    quickly(|| case.judge().unwrap().is_trusted());
    // The same without key identifiers, and with the issuer last: the certificate that expires last is tried first.
    let last = intermediate("Test CA").valid("2020-01-01", "2039-01-01");
    let last = last.signed_by(&root);
    let end = leaf(HOST).without_extension(AUTHORITY_KEY_ID).signed_by(&last);
    let mut chain = vec![&end];
    chain.extend(&others);
    chain.push(&last);
    let case = peer(&chain, &root);
    case.passes();
    quickly(|| case.judge().unwrap().is_trusted());
}

#[test]
fn replay_56_supplied_intermediates_not_counted() {
    let (root, ca, end) = chain3();
    let mut supplied: Vec<_> = (0..3_000_u16)
        .map(|n| {
            intermediate("Test CA")
                .serial(&[&[1], &n.to_be_bytes()[..]].concat())
                .key(Key::p256(u64::from(n % 50)))
                .signed_by(&root)
        })
        .collect();
    // More of one name than are ever tried, and the issuer is not among them.
    let case = peer(&[&end], &root).with_intermediates(&supplied);
    refused_quickly(&case, &[Reason::BadSignature, Reason::TooMuchWork]);
    // Presented certificates are tried before supplied ones.
    peer(&[&end, &ca], &root).with_intermediates(&supplied).passes();
    // Certificates of other names do not matter.
    supplied = (0..3_000_u64)
        .map(|n| intermediate(&format!("CA {n}")).key(Key::p256(n % 50)).signed_by(&root))
        .collect();
    supplied.push(ca);
    let case = peer(&[&end], &root).with_intermediates(&supplied);
    case.passes();
    quickly(|| case.judge().unwrap().is_trusted());

    // A file of them can be read, but the store cannot hold them.
    let all: Vec<_> = supplied.iter().take(3_000).collect();
    let file = bundle_pem(&all);
    assert_eq!(quickly(|| Bundle::parse("x.pem", file.as_bytes()).unwrap().len()), 3_000);
    let refusal = quickly(|| store_refused(file.as_bytes()));
    let wanted = TrustStoreError::Full { new: 3_000, free: 9, limit: 10 };
    assert_eq!(refusal, wanted);
}

#[test]
fn replay_57_crash_on_a_cycle_of_cross_signatures() {
    let a = root("A").self_signed();
    let (b, c) = (intermediate("B").signed_by(&a), intermediate("C"));
    let c_by_a = c.clone().signed_by(&a);
    let c = c.signed_by(&b);
    let again =
        |name: &str, by: &Issued, of: &Issued| intermediate(name).key(of.key.clone()).signed_by(by);
    let a_by_c = again("A", &c, &a);
    let a_by_b = again("A", &b, &a);
    let b_by_c = again("B", &c, &b);
    let end = leaf(HOST).signed_by(&c);
    let all = [&end, &a_by_c, &a_by_b, &b_by_c, &b, &c, &c_by_a];
    peer(&all, &a).passes();
    peer(&[&end, &c, &b, &a_by_c], &a).passes();
    // No anchor: the search around the cycle ends.
    let stranger = root("Stranger").self_signed();
    let cycle = peer(&[&end, &c, &b_by_c, &a_by_c, &a_by_b], &stranger);
    cycle.refused(Reason::CasIssueEachOther);
    refused_quickly(&cycle, &[Reason::CasIssueEachOther]);
    // The anchor has the right name and another key.
    let other_a = root("A").key(Key::p256(57)).self_signed();
    refused_quickly(&peer(&all, &other_a), &[Reason::IssuerKeyDiffers]);
}

#[test]
fn replay_58_names_times_constraints_take_too_long() {
    let root = root("Test Root").self_signed();
    let ask = |names: usize, constraints: usize| {
        let mut ca = intermediate("Test CA");
        for number in 0..constraints {
            ca = ca.excluded_dns(format!("x{number}.example.org"));
        }
        let ca = ca.signed_by(&root);
        let end = leaf(HOST).dns_names((1..names).map(|n| format!("h{n}.example.com")));
        let end = end.dns(HOST).signed_by(&ca);
        peer(&[&end, &ca], &root)
    };
    for (names, constraints) in [(500, 500), (2_000, 1_000), (2_048, 2_048), (150, 300)] {
        let case = ask(names, constraints);
        case.refused(Reason::TooMuchWork);
        refused_quickly(&case, &[Reason::TooMuchWork]);
    }
    // What webpki, OpenSSL, GnuTLS and Go verify.
    for (names, constraints) in
        [(20, 20), (50, 60), (100, 300), (2_000, 10), (2_500, 1), (1, 2_600)]
    {
        let case = ask(names, constraints);
        case.passes();
        quickly(|| case.judge().unwrap().is_trusted());
    }
    // The constraints of several certificates are counted together.
    let some = |name: &str, by: &Issued, count: u32| {
        let excluded = (0..count).map(|n| format!("x{n}.example.org"));
        excluded.fold(intermediate(name), Cert::excluded_dns).signed_by(by)
    };
    for (constraints, is_too_much) in [(120, false), (200, true)] {
        let high = some("High", &root, constraints);
        let low = some("Low", &high, constraints);
        let hosts = (0..100).map(|n| format!("h{n}.example.com"));
        let end = leaf(HOST).dns_names(hosts).dns(HOST).signed_by(&low);
        let case = peer(&[&end, &low, &high], &root);
        if is_too_much { case.refused(Reason::TooMuchWork) } else { case.passes() }
    }
    // A name that is excluded is found, however many there are.
    let ca = some("Test CA", &root, 2_000);
    let hosts = (0..1_000).map(|n| format!("h{n}.example.com"));
    let end = leaf(HOST).dns_names(hosts).dns("x7.example.org").dns(HOST).signed_by(&ca);
    peer(&[&end, &ca], &root).refused(Reason::NameConstraintViolated);
}

/// Names are compared with constraints only on paths that an anchor has signed. So an attacker who knows only the name of an
/// anchor causes none of this work, and a CA below the anchor little of it.
#[test]
fn replay_58_constraints_on_many_paths_take_too_long() {
    use Reason::{CaAsEndEntity, ConstraintNotSupported, TooMuchWork};
    let root = root("N").self_signed();
    let impostor = Issued { key: Key::p256(999), ..root.clone() };
    let ask = |by: &Issued, addresses: usize, constraints: usize, paths: u8| {
        let limited = |serial: u8| {
            let ca = intermediate("Limited").key(Key::p256(58)).serial(&[1, serial]);
            let ca = (0..constraints).fold(ca, |ca, _| ca.excluded_raw(general::email("c")));
            ca.signed_by(by)
        };
        let limited: Vec<_> = (0..paths).map(limited).collect();
        let mut subject = vec![rdn(COMMON_NAME, &der::utf8(HOST))];
        subject.resize(1 + addresses, rdn(EMAIL_ADDRESS, &der::ia5("a@b")));
        let end = leaf(HOST).ca(true).email("a@b").subject(name(&subject));
        let end = end.signed_by(&limited[0]);
        let mut chain = vec![&end];
        chain.extend(&limited);
        peer(&chain, &root)
    };
    let not_checked = &[CaAsEndEntity, ConstraintNotSupported][..];
    for (addresses, constraints, paths, reasons, why) in [
        (0, 800, 1, not_checked, "one path, with constraints that cannot be checked"),
        (0, 800, 3, not_checked, "a few paths"),
        (0, 800, 60, not_checked, "many paths"),
        (3_000, 800, 1, &[CaAsEndEntity, TooMuchWork], "the addresses are counted"),
        (3_000, 800, 12, &[CaAsEndEntity, TooMuchWork], "on each path"),
        (
            2,
            800,
            60,
            &[CaAsEndEntity, ConstraintNotSupported, TooMuchWork],
            "the paths are counted together",
        ),
    ] {
        let case = ask(&root, addresses, constraints, paths);
        refused_quickly(&case, reasons);
        let found = all_reasons(&case.judge().unwrap());
        assert_eq!(found, reasons.iter().copied().collect(), "{why}");
        // More than this are too many signatures.
        let foreign = ask(&impostor, addresses, constraints, paths.min(12));
        foreign.refused(Reason::BadSignature);
        refused_quickly(&foreign, &[Reason::BadSignature]);
    }
    ask(&root, 0, 0, 1).refused(Reason::CaAsEndEntity);
}

#[test]
fn replay_59_host_split_again_for_every_name() {
    let (root, ca, _) = chain3();
    let host = "a.".repeat(120) + "example";
    let many = leaf(HOST).dns_names((0..19_000).map(|_| "b")).signed_by(&ca);
    let case = peer(&[&many, &ca], &root).for_name(&host);
    case.refused(Reason::NameMismatch);
    for rules in [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922] {
        let case = case.clone().policy(Policy::STRICT.with_name_rules(rules));
        refused_quickly(&case, &[Reason::NameMismatch]);
    }
    let wide =
        leaf(HOST).dns_names((0..250).map(|_| format!("*.{}", &host[2..240]))).signed_by(&ca);
    refused_quickly(&peer(&[&wide, &ca], &root).for_name(&host), &[Reason::NameMismatch]);
    let too_many = leaf(HOST).dns_names((0..50_000).map(|_| "b")).signed_by(&ca);
    peer(&[&too_many, &ca], &root).unreadable("the limit is 65536");
    let last = leaf(HOST).dns_names((0..19_000).map(|_| "b")).dns(&host).signed_by(&ca);
    peer(&[&last, &ca], &root).for_name(&host).passes();
}

#[test]
fn replay_60_error_text_lists_every_name() {
    let (root, ca, _) = chain3();
    let long = "x".repeat(20_000);
    let control = "\u{7}".repeat(20_000);
    for (cert, words) in [
        (leaf(HOST).dns_names((0..19_000).map(|_| "b")), "more"),
        (leaf(HOST).dns_names([&*long, &long, &long]), "x"),
        (leaf(HOST).dns_names([&*control, &control, &control]), "\\x07"),
        (leaf(HOST).no_san().cn(&long), "x"),
        (leaf(HOST).no_san().cn(&control), "x07"),
        (leaf(HOST).no_san().no_common_name().uri(&long), "host"),
    ] {
        let end = cert.signed_by(&ca);
        let certificate = Certificate::from_der(&end.der).unwrap();
        let reference: ReferenceIdentity = "other.example".parse().unwrap();
        for rules in
            [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922]
        {
            let mismatch = quickly(|| certificate.matches(&reference, rules).unwrap_err());
            for text in [quickly(|| mismatch.to_string()), format!("{mismatch:#}")] {
                assert!(text.len() <= 1024, "{} bytes", text.len());
                assert!(!text.contains(char::is_control));
            }
        }
        let case = peer(&[&end, &ca], &root).for_name("other.example");
        case.refused(Reason::NameMismatch);
        let text = case.judge().unwrap().to_string();
        assert!(text.contains(words), "{text}");
    }
    // Messages about other certificates have a limit too.
    let endless = intermediate(&long).signed_by(&root);
    let end = leaf(HOST).signed_by(&endless);
    let case = peer(&[&end], &ca).trusting(trusting(&[]));
    case.refused(Reason::IssuerNotFound);
    assert!(case.judge().unwrap().to_string().len() <= 1024);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
}

#[test]
fn replay_61_wildcards_cause_backtracking() {
    let (root, ca, _) = chain3();
    let stars = "*".repeat(40);
    let label = "a".repeat(62);
    let host = format!("{label}.{label}.{label}.{label}");
    let too_long = "a".repeat(250);
    assert!(too_long.parse::<ReferenceIdentity>().is_err());
    let below = format!("{label}.example.com");
    for name in [
        format!("{stars}.example.com"),
        format!("{}.example.com", "*a".repeat(20)),
        format!("{}.example.com", "a*".repeat(20)),
        vec!["*"; 40].join(".") + ".example.com",
        "*".repeat(60_000),
        "*a".repeat(30_000),
        "*.".repeat(30_000),
    ] {
        for end in [leaf(HOST).dns_names([&name]), leaf(HOST).no_san().cn(&name)] {
            let end = end.signed_by(&ca);
            for host in [&host, &below] {
                let case = peer(&[&end, &ca], &root).for_name(host);
                case.refused(Reason::NameMismatch);
                refused_quickly(&case, &[Reason::NameMismatch]);
            }
        }
    }
    let good = leaf(HOST).dns_names(["*.example.com"]).signed_by(&ca);
    peer(&[&good, &ca], &root).for_name(&below).passes();
}

/// Names and subjects are bounded before they are compared: for each CA of each path, a mail address of 60 KB or a subject of
/// thousands of attributes used to be read again.
#[test]
fn replay_58_long_names_under_constraints_take_too_long() {
    let root = root("N").self_signed();
    let impostor = Issued { key: Key::p256(999), ..root.clone() };
    let cas = |limit: &dyn Fn(Cert) -> Cert| -> Vec<Issued> {
        let ca = |n| limit(intermediate("N").key(Key::p256(n))).signed_by(&impostor);
        (0..59).map(ca).collect()
    };
    let long = format!("a@{}example", "b.".repeat(30_000));
    let mut subject = vec![rdn(COMMON_NAME, &der::utf8(HOST))];
    subject.resize(4_000, rdn(ORGANIZATION, &der::utf8("o")));
    subject.push(rdn(EMAIL_ADDRESS, &der::ia5("a@b.example")));
    let hosts = cas(&|ca| ca.permitted_dns("example.com"));
    let mails = cas(&|ca| ca.permitted_raw(general::email("b.example")));
    let directories = cas(&|ca| ca.permitted_raw(general::directory(&common_name(HOST))));
    for (end, cas, why) in [
        (
            leaf(HOST).email(&long),
            &hosts,
            "one mail address of 60 KB, and constraints on DNS names",
        ),
        (leaf(HOST).email(&long), &mails, "one mail address of 60 KB"),
        (leaf(HOST).subject(name(&subject)), &mails, "a subject of 4,000 attributes"),
        (leaf(HOST).subject(name(&subject)), &directories, "the same as a directory name"),
    ] {
        let end = end.signed_by(&impostor);
        let chain: Vec<&Issued> = core::iter::once(&end).chain(cas).collect();
        let case = peer(&chain, &root);
        let verdict = case.judge();
        assert!(!verdict.unwrap().is_accepted(), "{why}");
        quickly(|| case.judge().is_ok());
    }
}
