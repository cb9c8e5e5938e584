//! Global settings, overrides and inheritance.

use proptest::prelude::*;
use trustslot::{
    Application, Check, DeviceCertificate, NameRules, Origin, Overrides, Policy, PolicySet,
    TrustSource,
};

const SIP: Application = Application::Sip;
const LDAP: Application = Application::Ldap;

#[test]
fn an_own_value_comes_before_the_global_one_and_that_before_the_base() {
    let base = Policy::FACTORY;
    let own = Origin::Application { line: None };
    let global = Origin::Global { line: None };
    let custom = Overrides::NONE.with_source(TrustSource::Custom);
    let all = Overrides::NONE.with_source(TrustSource::All);
    for (global_values, sip_values, expected, origin, why) in [
        (Overrides::NONE, Overrides::NONE, TrustSource::BuiltIn, Origin::Default, "nothing is set"),
        (custom, Overrides::NONE, TrustSource::Custom, global, "inherited"),
        (Overrides::NONE, custom, TrustSource::Custom, own, "its own"),
        (custom, all, TrustSource::All, own, "its own, not the global one"),
    ] {
        let set = PolicySet::new(base).with_global(global_values).with_application(SIP, sip_values);
        let source = set.effective(SIP).source;
        assert_eq!((source.value, source.origin), (expected, origin), "{why}");
        assert_eq!(set.policy(SIP).source(), expected, "{why}");
        let other = set.effective(LDAP).source.value;
        assert_eq!(
            other,
            global_values.source().unwrap_or(base.source()),
            "{why}: other applications"
        );
    }
}

#[test]
fn every_setting_reaches_the_policy() {
    let set =
        |overrides| PolicySet::new(Policy::STRICT).with_application(SIP, overrides).policy(SIP);
    assert!(!set(Overrides::NONE.with_check_name(false)).decides(Check::Name));
    assert_eq!(
        set(Overrides::NONE.with_name_rules(NameRules::Rfc5922)).name_rules(),
        NameRules::Rfc5922
    );
    assert_eq!(set(Overrides::NONE.with_source(TrustSource::Custom)).source(), TrustSource::Custom);
    assert_eq!(set(Overrides::NONE.with_accept_untrusted(true)), Policy::STRICT.accept_untrusted());
    let presents = Overrides::NONE.with_device_certificate(DeviceCertificate::Custom);
    let effective = PolicySet::FACTORY.with_global(presents).effective(SIP).device_certificate;
    assert_eq!(effective.value, DeviceCertificate::Custom);
}

#[test]
fn only_trusted_undoes_a_base_that_accepts_everybody_and_keeps_a_single_waived_check() {
    let only_trusted = Overrides::NONE.with_accept_untrusted(false);
    let of = |base: Policy| PolicySet::new(base).with_global(only_trusted).policy(SIP);
    assert_eq!(of(Policy::STRICT.accept_untrusted()), Policy::STRICT);
    assert_eq!(of(Policy::FACTORY.accept_untrusted()), Policy::FACTORY);
    let old_phones = Policy::STRICT.waive(Check::Strength);
    assert_eq!(of(old_phones), old_phones);
}

#[test]
fn a_report_names_each_value_and_its_origin() {
    let set = PolicySet::FACTORY
        .with_global(Overrides::NONE.with_check_name(true))
        .with_application(SIP, Overrides::NONE.with_source(TrustSource::Custom));
    assert_eq!(
        set.effective(SIP).to_string(),
        "only trusted peers: yes (default); CA source: custom (set for this application); name check: yes (global, \
         assumed to be inherited); name rules: RFC 2818 §3.1 (default); device certificate: default (default)"
    );
}

#[test]
fn every_application_has_a_place_and_a_token() {
    assert_eq!(Application::ALL.len(), Application::COUNT);
    for &application in Application::ALL {
        assert_eq!(Application::from_word(application.word()), Some(application));
        let own = Overrides::NONE.with_source(TrustSource::Custom);
        let set = PolicySet::FACTORY.with_application(application, own);
        let changed =
            Application::ALL.iter().filter(|other| set.application(**other) != Overrides::NONE);
        assert_eq!(changed.collect::<Vec<_>>(), [&application]);
    }
    assert_eq!(Application::from_word("static"), None);
}

proptest! {
    #[test]
    fn a_set_without_settings_is_its_base(waived in proptest::collection::vec(0_u8..11, 0..6)) {
        let checks = waived.iter().filter_map(|code| Check::from_code(*code));
        let base = checks.fold(Policy::STRICT, Policy::waive);
        for &application in Application::ALL {
            prop_assert_eq!(PolicySet::new(base).policy(application), base);
        }
    }
}
