//! Models that differ at random, and the PKI that they trust.

use crate::phone::{DAY, at, chain, day, read};
use proptest::prelude::*;
use trustslot::{
    Application, BlockList, BuiltIn, Cadence, ClockQuality, Crl, Dependency, DeviceState,
    DistrustAfter, Model, Overrides, Policy, PolicySet, Renewals, TrustSource, TrustStore,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{HOST, Issued, Key, intermediate, leaf, root};

/// Roots A and B, A again with another end, B signed by A, and a CA below each.
pub struct Pki {
    pub roots: [Issued; 4],
    pub crossed: Issued,
    pub cas: [Issued; 2],
    pub leaves: [Issued; 3],
}

/// Made once, because each signature is another one.
pub fn pki() -> &'static Pki {
    static PKI: std::sync::LazyLock<Pki> = std::sync::LazyLock::new(made);
    &PKI
}

fn made() -> Pki {
    let begin = day(0) - DAY;
    let made = |name: &str, key, days| {
        root(name).key(Key::p256(key)).valid(begin, day(days)).self_signed()
    };
    let a = made("A", 1, 60);
    let b = made("B", 2, 900);
    let again = made("A", 1, 900);
    let other = made("Other", 3, 900);
    let ca = |name: &str, key, issuer: &Issued| {
        intermediate(name).key(Key::p256(key)).valid(begin, day(800)).signed_by(issuer)
    };
    let crossed = ca("B", 2, &again);
    let cas = [ca("CA 1", 5, &a), ca("CA 2", 6, &b)];
    let below = |issuer: &Issued, days| {
        leaf(HOST).key(Key::p256(7)).valid(begin, day(days)).signed_by(issuer)
    };
    let leaves = [below(&cas[0], 700), below(&cas[1], 50), below(&b, 700)];
    Pki { roots: [a, b, again, other], crossed, cas, leaves }
}

/// A complete chain, one that lacks its CA, and one that ends directly below a root.
pub fn servers(pki: &Pki) -> Vec<Dependency> {
    let on = |id: &str, certificates: &[&Issued], application| {
        Dependency::new(id, chain(certificates), HOST.parse().unwrap(), application)
    };
    vec![
        on("prov", &[&pki.leaves[0], &pki.cas[0]], Application::AutoProvision),
        on("sip", &[&pki.leaves[1]], Application::Sip)
            .with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS)),
        on("web", &[&pki.leaves[2]], Application::XmlBrowser),
    ]
}

/// How a model differs from another one.
#[derive(Clone, Debug)]
pub struct Spec {
    built_in: u8,
    dated: bool,
    disabled: u8,
    custom: u8,
    room: usize,
    policy: u8,
    clock: u8,
    blocked: u8,
    crl: u8,
    supplied: bool,
    updates: bool,
}

pub fn spec() -> impl Strategy<Value = Spec> {
    let store = (0_u8..16, any::<bool>(), 0_u8..8, 0_u8..32, 0_usize..3);
    // Most phones of a fleet have the same policy, a clock, and no list.
    let rare = || prop_oneof![6 => Just(0_u8), 1 => 1_u8..4];
    (store, rare(), rare(), rare(), rare(), any::<(bool, bool)>()).prop_map(
        |(
            (built_in, dated, disabled, custom, room),
            policy,
            clock,
            blocked,
            crl,
            (supplied, updates),
        )| Spec {
            built_in,
            dated,
            disabled: disabled & disabled.wrapping_shl(1),
            custom: custom & custom.wrapping_shl(1),
            room,
            policy,
            clock,
            blocked,
            crl,
            supplied,
            updates,
        },
    )
}

impl Spec {
    pub fn state(&self, pki: &Pki) -> DeviceState {
        let picked = |mask: u8, all: &[&Issued]| -> Vec<trustslot::Certificate> {
            let picked = all.iter().enumerate().filter(|(index, _)| mask & (1 << index) != 0);
            picked.map(|(_, issued)| read(issued)).collect()
        };
        let roots: Vec<&Issued> = pki.roots.iter().collect();
        let mut list = BuiltIn::from_certificates(picked(self.built_in, &roots));
        if self.dated {
            let root = read(&pki.roots[1]).fingerprint();
            list = list.distrust_after([DistrustAfter { root, last: at(day(10)) }]);
        }
        let uploads = [&pki.roots[3], &pki.cas[1], &pki.leaves[0], &pki.roots[1], &pki.roots[0]];
        let uploads = picked(self.custom, &uploads);
        let mut store = TrustStore::with_limit(list, uploads.len() + self.room);
        for upload in &uploads {
            let file = trustslot::Bundle::parse("ca.cer", upload.as_der()).unwrap();
            store.add(&file).unwrap();
        }
        for root in picked(self.disabled, &roots) {
            store.disable(&root.fingerprint());
        }
        let set = PolicySet::new(Policy::STRICT);
        let set = match self.policy {
            0 => set.with_global(Overrides::NONE.with_source(TrustSource::All)),
            1 => set.with_global(Overrides::NONE.with_source(TrustSource::BuiltIn)),
            2 => set.with_application(
                Application::Sip,
                Overrides::NONE.with_source(TrustSource::Custom),
            ),
            _ => PolicySet::FACTORY,
        };
        let mut state = DeviceState::new(store, set);
        state.clock = match self.clock {
            0 => ClockQuality::Set,
            1 => ClockQuality::AtLeast(at(day(5))),
            2 => ClockQuality::AtLeast(at(day(80))),
            _ => ClockQuality::Unset,
        };
        let mut blocked = BlockList::new();
        match self.blocked {
            1 => blocked.block_certificate(&read(&pki.cas[0])),
            2 => blocked.block_key_of(&read(&pki.roots[1])),
            3 => blocked.block_issued_after(&read(&pki.roots[1]), at(day(10))),
            _ => {}
        }
        state.blocked = blocked;
        let list = |issuer: &Issued, revoked: &Issued, days| {
            let list = crl().dated(day(0) - DAY, day(days)).revoking(revoked).signed_by(issuer);
            vec![Crl::parse(&list).unwrap()]
        };
        state.crls = match self.crl {
            1 => list(&pki.cas[0], &pki.leaves[0], 20),
            2 => list(&pki.cas[0], &pki.leaves[1], 20),
            3 => list(&pki.roots[1], &pki.cas[1], 90),
            _ => Vec::new(),
        };
        if self.supplied {
            state.intermediates = vec![read(&pki.crossed)];
        }
        state
    }
}

pub fn models(specs: &[Spec], pki: &Pki) -> Vec<Model> {
    let numbered = specs.iter().zip(1_u64..);
    numbered
        .map(|(spec, number)| {
            let mut model = Model::new(format!("{number}"), number, spec.state(pki));
            model.updates = spec.updates;
            model
        })
        .collect()
}
