//! Rows 14 to 16, 28, 29, 35, 40: the clock, strength, algorithms, purposes and limits.

use crate::case::{Case, HOST, ca_that, chain_that, good, leaf_that, root_that};
use crate::support::extensions::{CLIENT_AUTH, SERVER_AUTH};
use crate::support::key::algorithm::{RSA_MD5, RSA_SHA1, bare, with_null};
use crate::support::{Key, der, intermediate, leaf, root};
use crate::table::{Table, refused, trusted};
use crate::verifier::file;
use trustslot::{BuiltIn, Check, Clock, Policy, TrustStore};

const DAY: u64 = 86_400;
/// 2099-01-01, and 1970-01-02.
const IN_2099: u64 = 4_070_908_800;
const IN_1970: u64 = DAY;

pub fn rows(table: &mut Table) {
    let first_contact = Policy::STRICT.waive(Check::Clock);
    table.peer(
        14,
        "the clock is not set",
        &good().by(Clock::Unset),
        &refused(&[205]).says("clock").advises("set-clock"),
    );
    table.peer(
        14,
        "first contact without a clock",
        &good().by(Clock::Unset).under(first_contact),
        &trusted(),
    );
    let floor = Clock::at_least(crate::support::NOW);
    table.peer(14, "a floor", &good().by(floor).under(first_contact), &trusted());
    table.peer(
        14,
        "expired before the floor",
        &leaf_that(crate::support::Cert::expired).by(floor).under(first_contact),
        &refused(&[201]),
    );
    table.peer(
        14,
        "the clock says 1970",
        &good().at(IN_1970),
        &refused(&[202, 204, 205]).says("clock").says("1970").advises("set-clock|wait-until"),
    );

    let old = root("Old Root").expired().self_signed();
    let later = root("Later Root").not_yet_valid().self_signed();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let added = store.add(&file(&[&old, &later])).map_err(|e| (e.to_string(), e.remedy()));
    table.result(15, "roots are uploaded whatever the clock says", added, &trusted());
    let snapshot = store.snapshot();
    let restored = TrustStore::restore(BuiltIn::EMPTY, 10, &snapshot, 0)
        .map_err(|e| (e.to_string(), e.remedy()));
    table.result(15, "and restored", restored, &trusted());

    let expired = leaf_that(crate::support::Cert::expired);
    table.peer(
        16,
        "the server's certificate has expired",
        &expired,
        &refused(&[201]).says("2026-05-31").says("server|other side|peer").advises("renew"),
    );
    let ca = ca_that(crate::support::Cert::expired);
    table.peer(
        16,
        "a CA's certificate has expired",
        &ca,
        &refused(&[201]).says("Test CA").advises("renew-issuer"),
    );
    let top = root_that(crate::support::Cert::expired);
    table.peer(
        16,
        "the root has expired",
        &top,
        &refused(&[203]).says("Test Root").advises("renew|replace-ca|upload-issuer"),
    );
    table.peer(
        16,
        "the clock says 2099",
        &good().at(IN_2099),
        &refused(&[201, 203, 205]).says("clock").advises("set-clock"),
    );
    let case = good();
    let until = case.judge().path().map(|path| path.valid_until().as_secs());
    table.holds(16, "the end is known before it comes", until == Some(2_208_988_800));

    strength(table);
    algorithms_and_purposes(table);
    limits(table);
}

fn strength(table: &mut Table) {
    let weak = Policy::STRICT;
    let top = root("Test Root")
        .key(Key::rsa2048())
        .signature_algorithm(with_null(RSA_SHA1))
        .signature([0x55; 256])
        .self_signed();
    let peer = leaf(HOST).signed_by(&top);
    table.peer(
        28,
        "a root with a SHA-1 signature",
        &Case::presenting(&[&peer]).uploaded(&[&top]).under(weak),
        &trusted(),
    );
    for (why, algorithm, named) in [("SHA-1", RSA_SHA1, "SHA-1"), ("MD5", RSA_MD5, "MD5")] {
        let below = root("Test Root").key(Key::rsa2048()).self_signed();
        let peer = leaf(HOST)
            .signature_algorithm(with_null(algorithm))
            .signature([0x55; 256])
            .signed_by(&below);
        let case = Case::presenting(&[&peer]).uploaded(&[&below]);
        // With the legacy algorithms the signature is checked, and it is nobody's.
        let is_checked = cfg!(feature = "legacy-signatures") && algorithm == RSA_SHA1;
        if is_checked {
            table.peer(28, why, &case, &refused(&[106]));
            continue;
        }
        table.peer(28, why, &case, &refused(&[108, 107]).says(named).advises("reissue-with"));
        let codes = case
            .judge()
            .findings()
            .map(|found| found.iter().map(|f| f.reason().code()).collect::<Vec<_>>());
        table.holds(
            28,
            "weak signatures have a reason of their own",
            codes.is_some_and(|codes| codes.contains(&108)),
        );
    }
    let case = leaf_that(|leaf| leaf.key(Key::rsa1024()));
    table.peer(
        28,
        "a key of 1024 bits",
        &case,
        &refused(&[109]).says("1024").says("2048").advises("reissue-with"),
    );
    let is_own = case
        .judge()
        .findings()
        .is_some_and(|found| found.iter().all(|finding| finding.check().word() == "strength"));
    table.holds(28, "strength is a check of its own", is_own);
}

fn algorithms_and_purposes(table: &mut Table) {
    let top = root("Test Root").key(Key::rsa2048()).self_signed();
    let with = |algorithm: Vec<u8>| {
        let peer = leaf(HOST).signature_algorithm(algorithm).signature([0x55; 256]).signed_by(&top);
        Case::presenting(&[&peer]).uploaded(&[&top])
    };
    let pss = der::seq(&[der::oid("1.2.840.113549.1.1.10")]);
    table.peer(
        29,
        "RSASSA-PSS with default parameters",
        &with(pss),
        &refused(&[107, 108]).says("PSS").advises("reissue-with"),
    );
    table.peer(
        29,
        "Ed448",
        &with(bare("1.3.101.113")),
        &refused(&[107]).says("Ed448|1.3.101.113").advises("reissue-with"),
    );
    let bad = leaf_that(crate::support::Cert::corrupt_signature);
    table.peer(
        29,
        "a bad signature is another reason",
        &bad,
        &refused(&[106]).says("does not verify").advises(""),
    );
    let few = crate::verifier::file(&[&top]);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let _added = store.add(&few);
    let old_phone = trustslot::Verifier::with_algorithms(store, Policy::STRICT, &[]);
    let peer = leaf(HOST).signed_by(&top);
    let verdict = old_phone.verify_server(
        &crate::verifier::chain(&[&peer]),
        &HOST.parse().unwrap(),
        Clock::set(crate::support::NOW),
    );
    table.verdict(
        29,
        "a phone without the algorithm",
        &verdict,
        &refused(&[107]).says("RSA").says("SHA-256").advises("add-algorithms"),
    );

    let server_only = leaf_that(|leaf| leaf.eku(&[SERVER_AUTH])).by_a_client();
    let named = refused(&[301])
        .says("TLS client|client authentication|clientAuth")
        .says("TLS server|server authentication|serverAuth")
        .advises("reissue|reissue-with");
    table.peer(35, "a public server certificate as a client's", &server_only, &named);
    let ca = ca_that(|ca| ca.eku(&[SERVER_AUTH])).by_a_client().under(Policy::STRICT);
    let both = chain_that(
        |root| root,
        |ca| ca.eku(&[SERVER_AUTH]),
        |leaf| leaf.eku(&[CLIENT_AUTH, SERVER_AUTH]),
    )
    .by_a_client();
    table.peer(
        35,
        "its CA allows servers only",
        &both,
        &refused(&[301]).says("Test CA").says("client"),
    );
    table.peer(35, "both allow servers only", &ca, &refused(&[301]).says("client"));
}

fn limits(table: &mut Table) {
    table.peer(
        40,
        "a name outside of the constraints",
        &ca_that(|ca| ca.permitted_dns("example.net")),
        &refused(&[114]).says("Test CA").says(HOST).says("example.net"),
    );
    let top = root("Test Root").path_len(0).self_signed();
    let ca = intermediate("Test CA").signed_by(&top);
    let peer = leaf(HOST).signed_by(&ca);
    table.peer(
        40,
        "a path length",
        &Case::presenting(&[&peer, &ca]).uploaded(&[&top]),
        &refused(&[113]).says("Test Root"),
    );
    let named = |who: &'static str| refused(&[115]).says("1.3.6.1.4.1.55555.1.1").says(who);
    table.peer(
        40,
        "a critical extension of the peer",
        &leaf_that(crate::support::Cert::unknown_critical_extension),
        &named("certificate").advises("reissue|reissue-with"),
    );
    table.peer(
        40,
        "a critical extension of a CA",
        &ca_that(crate::support::Cert::unknown_critical_extension),
        &named("Test CA"),
    );
    let by_mail =
        ca_that(|ca| ca.permitted_raw(crate::support::names::general::uri("example.com")));
    table.peer(40, "a constraint without a name to check", &by_mail, &trusted());
}
