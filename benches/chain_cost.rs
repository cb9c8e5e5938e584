//! What a verdict costs in instructions per byte of the chain, over the shapes of chains that cost the most.
//!
//! `chain_cost` lists the shapes. `chain_cost measure` judges each chain once with signatures that are good and once with
//! signatures that are not, and `benches/chain_cost` runs that under callgrind. Signature checks cost nothing here: what
//! they may cost is counted in units by the library. `chain_cost measure SHAPE` judges one shape alone.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a bench may panic")]

mod common;
mod constrained;

use common::support::names::{name, rdn};
use common::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use common::{CLOCK, HOST, Unchecked, bundle};
use core::hint::black_box;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use trustslot::{
    BlockList, BuiltIn, Certificate, Chain, Policy, Profile, ReferenceIdentity, TrustStore,
    Verifier,
};

/// The most instructions per byte of the chain, including those that read it.
const MOST: f64 = 300.0;

/// The most instructions in addition, for names below constraints. webpki takes 51 million at most for one path, our own check
/// up to half of that, and another path is begun if the earlier ones took less than 51 million.
const MOST_BELOW: u64 = 110_000_000;

/// The name that the anchor and all CAs have, so that each could have issued each.
const NAME: &str = "Test CA";

const ORGANIZATION: &str = "2.5.4.10";
const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
const CERTIFICATE_POLICIES: &str = "2.5.29.32";
const POLICY_CONSTRAINTS: &str = "2.5.29.36";
const ANY_POLICY: &str = "2.5.29.32.0";
const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

/// A shape of a chain: its name, and the certificates.
type Shape = (&'static str, fn() -> Vec<Issued>);

const SHAPES: &[Shape] = &[
    ("usual", || with(1, leaf(HOST), |ca| ca)),
    ("cas_of_one_name", || with(60, leaf(HOST), |ca| ca)),
    ("cas_of_one_name_and_key", || with(60, leaf(HOST), |ca| ca.key(Key::ed25519(1)))),
    ("cas_with_key_identifiers", || {
        with(60, leaf(HOST), |ca| {
            let id = der::octet_string(&[7; 20]);
            let of_issuer = der::seq(&[der::implicit(0, &[7; 20])]);
            ca.replace_extension(SUBJECT_KEY_IDENTIFIER, false, id).replace_extension(
                AUTHORITY_KEY_IDENTIFIER,
                false,
                of_issuer,
            )
        })
    }),
    ("ladder", ladder),
    ("mail_address", || with(59, leaf(HOST).email(long_mail()), |ca| ca)),
    ("policies", || with(20, policies(leaf(HOST), 6_000), |ca| policies(ca, 1))),
    ("policies_of_cas", || with(4, policies(leaf(HOST), 1), |ca| policies(ca, 1_200))),
    ("purposes", || {
        let purposes: Vec<String> = (0..6_000).map(|number| format!("1.2.3.{number}")).collect();
        let purposes: Vec<&str> = purposes.iter().map(String::as_str).collect();
        with(20, leaf(HOST).eku(&purposes), |ca| ca)
    }),
    ("names", || with(20, leaf(HOST).dns_names((0..10_000).map(|_| "b")), |ca| ca)),
    ("names_in_marks", || {
        searched(|number| format!("{}h{number}.test>>>>\"\"\"\"", "\"\"\"\"<<<<"))
    }),
    ("names_in_urls", || {
        searched(|number| format!("DNS:sip:https://u@h{number}.example.test:80/;?#\\"))
    }),
    ("names_in_lists", || searched(|number| format!("x@{number},").repeat(60))),
    ("names_in_a_list_of_hosts", || {
        searched(|number| format!("host{number}.example.test,").repeat(40))
    }),
    ("names_with_blanks", || searched(|number| format!("h{number} .exa mple.test:\u{200b}80"))),
    ("names_with_empty_labels", || {
        searched(|number| format!("{}h{number}..test", "a..".repeat(70)))
    }),
    ("names_in_unicode", || {
        searched(|number| {
            (0..18).map(|at| char::from_u32(0x4e00 + at * 97 + number).unwrap()).collect()
        })
    }),
    ("names_in_letters_of_latin", || {
        searched(|number| {
            (0..40).map(|at| char::from_u32(0xe0 + (at * 7 + number) % 90).unwrap()).collect()
        })
    }),
    ("names_with_wildcards", || searched(|number| format!("{}{number}.b.c", "*a".repeat(60)))),
    ("names_of_one_wildcard", || searched(|number| format!("*{number}"))),
    ("names_with_a_slip", || searched(|number| format!("sip.exampl{}.test", number % 10))),
    ("uris", || {
        let uri = |number| format!("https://u@h{number}.example.test:80/;?#");
        with(1, (0..700).map(uri).fold(leaf("other.example"), Cert::uri), |ca| ca)
    }),
    ("issuer_of_30_kilobytes", || {
        let long = subject_of(30_000, 0);
        let end = leaf(HOST).key(Key::ed25519(0)).signed_by(&issuer(long.clone()));
        vec![end, intermediate(NAME).subject(subject_of(30_000, 1)).signed_by(&issuer(long))]
    }),
    ("issuers_equal_but_for_the_end", || {
        let end = leaf(HOST).key(Key::ed25519(0)).signed_by(&issuer(subject_of(1_000, 0)));
        let cas = (1..30).map(|number| {
            let ca = intermediate(NAME).subject(subject_of(1_000, number));
            ca.signed_by(&issuer(subject_of(1_000, number - 1)))
        });
        core::iter::once(end).chain(cas).collect()
    }),
    ("other_spellings", || {
        let spelled = |number: u8| subject_of_bytes(&[&[b' '; 400][..], &[number; 20]].concat());
        let end = leaf(HOST).key(Key::ed25519(0)).signed_by(&issuer(spelled(b'a')));
        let cas = (0..50)
            .map(|_| intermediate(NAME).subject(spelled(b'A')).signed_by(&issuer(spelled(b'a'))));
        core::iter::once(end).chain(cas).collect()
    }),
    ("one_certificate_of_60_kilobytes", || {
        with(1, leaf(HOST).extension("1.2.3.4", false, vec![0; 60_000]), |ca| ca)
    }),
    ("extensions", || {
        let end = (0..50).fold(leaf(HOST), |end, number| {
            end.extension(&format!("1.2.3.{number}"), false, [0; 4])
        });
        with(20, end, |ca| ca)
    }),
];

const POLICIES: &[(&str, Policy)] =
    &[("strict", Policy::STRICT), ("public_web", Policy::STRICT.with_profile(Profile::PublicWeb))];

/// Refuses every signature at no cost.
#[derive(Debug)]
struct Forged;

impl SignatureVerificationAlgorithm for Forged {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Err(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }
}

#[expect(clippy::disallowed_methods, reason = "what to do is an argument of the program")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let measures = arguments.next().is_some_and(|word| word == "measure");
    let only = arguments.next();
    if !measures {
        println!("most {MOST}");
    }
    let algorithms: [(&str, &[&dyn SignatureVerificationAlgorithm]); 2] =
        [("good", &[&Unchecked::ED25519]), ("bad", &[&Forged])];
    let reference: ReferenceIdentity = HOST.parse().unwrap();
    let shapes = SHAPES.iter().map(|row| (0, row));
    let shapes = shapes.chain(constrained::SHAPES.iter().map(|row| (MOST_BELOW, row)));
    let shapes = shapes.filter(|(_, row)| only.as_ref().is_none_or(|only| row.0 == only));
    for (beside, (shape, make)) in shapes {
        let presented: Vec<Vec<u8>> = make().into_iter().map(|issued| issued.der).collect();
        let bytes: usize = presented.iter().map(Vec::len).sum();
        for (name, policy) in POLICIES {
            for (signatures, algorithms) in algorithms {
                let mut store = TrustStore::new(BuiltIn::EMPTY);
                store.add(&bundle(&anchor().der)).unwrap();
                let policy = *policy;
                let verifier = Verifier::with_algorithms(store, policy, algorithms);
                let verifier = verifier.with_block_list(blocked());
                if measures {
                    measured_read(&presented);
                    measured(&verifier, &presented, &reference);
                } else {
                    let chain = Chain::from_der(&presented).unwrap();
                    let verdict = verifier.verify_server(&chain, &reference, CLOCK);
                    let code = verdict.findings().and_then(|found| found.decisive());
                    let code = code.map_or(0, |finding| finding.reason().code());
                    println!("{shape} {name} {signatures} {bytes} {code} {beside}");
                }
            }
        }
    }
}

/// callgrind counts the instructions in here, and writes them down at each return.
#[inline(never)]
fn measured(verifier: &Verifier, presented: &[Vec<u8>], reference: &ReferenceIdentity) {
    let chain = Chain::from_der(black_box(presented)).unwrap();
    let verdict = verifier.verify_server(&chain, reference, CLOCK);
    black_box(verdict.is_accepted());
}

/// The same, for the reading alone.
#[inline(never)]
fn measured_read(presented: &[Vec<u8>]) {
    black_box(Chain::from_der(black_box(presented)).is_ok());
}

/// With a list, the certificates and the keys are hashed.
fn blocked() -> BlockList {
    let mut list = BlockList::new();
    let other = root("Another").key(Key::ed25519(903)).self_signed();
    list.block_certificate(&Certificate::from_der(&other.der).unwrap());
    list.block_key([7; 32]);
    list
}

fn anchor() -> Issued {
    root(NAME).key(Key::ed25519(900)).self_signed()
}

fn issuer(subject: Vec<u8>) -> Issued {
    root(NAME).subject(subject).key(Key::ed25519(901)).self_signed()
}

/// A peer, and this many CAs that have the name of the anchor.
fn with(cas: u64, end: Cert, change: impl Fn(Cert) -> Cert) -> Vec<Issued> {
    let end = end.key(Key::ed25519(0)).signed_by(&anchor());
    let ca = |number| change(intermediate(NAME).key(Key::ed25519(number))).signed_by(&anchor());
    core::iter::once(end).chain((1..=cas).map(ca)).collect()
}

/// Levels of CAs, of which each could have issued each of the level below. None leads to the anchor.
fn ladder() -> Vec<Issued> {
    let named = |level: u64, number: u64| {
        let ca = intermediate(&format!("Level {level}")).key(Key::ed25519(level * 10 + number));
        ca.signed_by(&root(&format!("Level {}", level + 1)).key(Key::ed25519(902)).self_signed())
    };
    let first = root("Level 0").key(Key::ed25519(902)).self_signed();
    let end = leaf(HOST).key(Key::ed25519(0)).signed_by(&first);
    let cas = (0..6).flat_map(|level| (1..=9).map(move |number| named(level, number)));
    core::iter::once(end).chain(cas).collect()
}

/// A peer with 30 KB of names, of which each nearly matches, or seems to.
fn searched(name: impl Fn(u32) -> String) -> Vec<Issued> {
    let mut left = 30_000_usize;
    let names = (0..).map(name).take_while(|name| {
        left = left.saturating_sub(name.len());
        left > 0
    });
    with(1, leaf("other.example").dns_names(names.collect::<Vec<_>>()), |ca| ca)
}

fn policies(cert: Cert, count: usize) -> Cert {
    let policies = vec![der::seq(&[der::oid(ANY_POLICY)]); count];
    let required = der::seq(&[der::implicit(0, &[0])]);
    cert.extension(CERTIFICATE_POLICIES, false, der::seq(&policies)).extension(
        POLICY_CONSTRAINTS,
        false,
        required,
    )
}

/// A name of this length whose last octets tell it apart.
fn subject_of(length: usize, number: u8) -> Vec<u8> {
    let mut text = vec![b'n'; length];
    text.push(b'0' + number);
    subject_of_bytes(&text)
}

fn subject_of_bytes(text: &[u8]) -> Vec<u8> {
    name(&[rdn(ORGANIZATION, &der::utf8(text))])
}

fn long_mail() -> String {
    format!("a@{}example", "b.".repeat(20_000))
}
