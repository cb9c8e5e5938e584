//! The laws of reading and writing, and what writing leaves alone.

use super::*;

use proptest::prelude::*;

/// One control character in 32 bytes is text; one in 31 would not be read again.
#[test]
fn a_file_that_would_no_longer_be_read_is_not_written() {
    let line = "security.ca_cert = 1\n";
    let file = format!("{line}{}\u{1}", "x".repeat(31 - line.len()));
    let mut text = parse(&file, Yealink);
    let written = text.write(&PolicySet::FACTORY, Spelling::AsFound).unwrap();
    assert_eq!(written.not_written[0].reason, Unwritten::NotText);
    assert_eq!((written.changed, text.as_bytes()), (0, file.as_bytes()));
    let longer = format!("{file}y");
    let mut text = parse(&longer, Yealink);
    let written = text.write(&PolicySet::FACTORY, Spelling::AsFound).unwrap();
    assert_eq!((written.changed, written.not_written), (1, vec![]));
}

#[test]
fn only_lines_that_change_are_changed() {
    let file = "#!version:1.0.0.1\r\n\r\n# our phones\r\nstatic.security.ca_cert =  \"0\"  \r\nsecurity.ca_cert=0\r\nlabel = a=b#c\r\nbroken line\r\nlast = 1";
    let mut text = parse(file, Yealink);
    let set = text.read(&PolicySet::FACTORY, Absent::IsDefault).policies;
    let wanted = set.with_global(set.global().with_source(TrustSource::All).with_check_name(true));
    let written = text.write(&wanted, Spelling::AsFound).unwrap();
    assert_eq!((written.changed, written.added), (2, 1), "both duplicates, and a new line");
    let expected = file
        .replace("\"0\"", "\"2\"")
        .replace("ca_cert=0\r\n", "ca_cert=2\r\nstatic.security.cn_validation = 1\r\n");
    assert_eq!(core::str::from_utf8(text.as_bytes()).unwrap(), expected);

    let mut old = parse("security.ca_cert = 1", Yealink);
    old.write(&wanted, Spelling::AsFound).unwrap();
    assert_eq!(old.as_bytes(), b"security.ca_cert = 2\nsecurity.cn_validation = 1\n");
    old.write(&wanted, Spelling::Static).unwrap();
    assert_eq!(old.as_bytes(), b"static.security.ca_cert = 2\nstatic.security.cn_validation = 1\n");
    old.write(&wanted, Spelling::Old).unwrap();
    assert_eq!(old.as_bytes(), b"security.ca_cert = 2\nsecurity.cn_validation = 1\n");
    old.write(&PolicySet::FACTORY, Spelling::AsFound).unwrap();
    assert_eq!(old.as_bytes(), b"security.ca_cert = \nsecurity.cn_validation = \n", "inherited");
}

#[test]
fn xml_keeps_its_elements_and_unconfirmed_settings_are_not_written() {
    let file = "<gs_provision>\n <!-- <P8463>No</P8463> -->\n <P8463> No </P8463><P2>&amp;{{x}}</P2>\n</gs_provision>";
    let mut text = parse(file, Grandstream);
    let only_trusted = PolicySet::FACTORY.with_global(Overrides::NONE.with_accept_untrusted(false));
    let written = text.write(&only_trusted, Spelling::Static).unwrap();
    assert_eq!((written.changed, written.added), (1, 0));
    assert_eq!(core::str::from_utf8(text.as_bytes()).unwrap(), file.replace(" No ", " Yes "));

    for (file, maker, reason) in [
        ("<P8463>0</P8463>", Grandstream, Unwritten::Unconfirmed),
        ("<P23377>0</P23377>", Htek, Unwritten::Unconfirmed),
        ("<P1>0</P1>", Grandstream, Unwritten::NotInFile),
    ] {
        let mut text = parse(file, maker);
        let written = text.write(&only_trusted, Spelling::AsFound).unwrap();
        assert_eq!(written.not_written[0].reason, reason, "{file}");
        assert_eq!(text.as_bytes(), file.as_bytes());
    }
    let mut tried = parse("<P23377>0</P23377>", Htek).with_unconfirmed(Unconfirmed::OneIsOn);
    tried.write(&only_trusted, Spelling::AsFound).unwrap();
    assert_eq!(tried.as_bytes(), b"<P23377>1</P23377>");
    let rules = PolicySet::FACTORY
        .with_global(Overrides::NONE.with_name_rules(trustslot::NameRules::Rfc5922));
    let written = parse("", Yealink).write(&rules, Spelling::AsFound).unwrap();
    assert_eq!(written.not_written[0].reason, Unwritten::NoSuchSetting);
}

#[test]
fn base_values_stay_or_return_to_the_default_as_the_caller_says() {
    let base = PolicySet::FACTORY
        .with_application(Application::Sip, Overrides::NONE.with_source(TrustSource::All));
    let text = parse("security.sip.cn_validation = 1\n", Yealink);
    let source = |absent| text.read(&base, absent).policies.policy(Application::Sip).source();
    assert_eq!(source(Absent::KeepsBase), TrustSource::All);
    assert_eq!(source(Absent::IsDefault), TrustSource::BuiltIn);
}

fn overrides() -> impl Strategy<Value = Overrides> {
    let flags = (proptest::option::of(any::<bool>()), proptest::option::of(any::<bool>()));
    (flags, proptest::option::of(0_u8..3), proptest::option::of(0_u8..2)).prop_map(
        |((accept, name), source, own)| {
            let mut made = Overrides::NONE;
            made = accept.map_or(made, |accept| made.with_accept_untrusted(accept));
            made = name.map_or(made, |check| made.with_check_name(check));
            made = source
                .and_then(TrustSource::from_code)
                .map_or(made, |source| made.with_source(source));
            own.and_then(DeviceCertificate::from_code)
                .map_or(made, |own| made.with_device_certificate(own))
        },
    )
}

fn policy_set() -> impl Strategy<Value = PolicySet> {
    (overrides(), proptest::collection::vec((0_u8..11, overrides()), 0..4)).prop_map(
        |(global, own)| {
            own.into_iter().fold(
                PolicySet::FACTORY.with_global(global),
                |set, (code, overrides)| {
                    set.with_application(Application::from_code(code).unwrap(), overrides)
                },
            )
        },
    )
}

/// Lines that are near to the ones that are read, in any order and with any ends.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "(static[.])?security[.](sip[.]|ldap[.])?(ca_cert|cn_validation|trust_certificates|dev_cert) ?= ?\"?[0-3]?\"?",
        "<(P8463|P20156|P23377|PermissionCTF)( para=\"x\")?>(Yes|No|[0-2]?)</(P8463|P20156|P23377|PermissionCTF)>",
        "(<item name=\"security\">|</item>|<!--|-->|<part name=\"ca\">1</part>)",
        "(trusted|server)_certificates[.](url|delete) = [ -~é]{0,30}",
        "[#\\[]?[ -~é]{0,20}",
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    proptest::collection::vec((line, end), 0..20).prop_map(|lines| {
        lines.into_iter().map(|(line, end)| line + end).collect::<String>().into_bytes()
    })
}

const MAKERS: [Maker; 5] = [Yealink, Flyingvoice, Fanvil, Htek, Grandstream];

proptest! {
    #[test]
    fn every_text_is_kept_byte_for_byte(bytes in prop_oneof![file(), proptest::collection::vec(any::<u8>(), 0..300)]) {
        for maker in MAKERS {
            let text = SettingsText::parse(bytes.clone(), maker).unwrap();
            prop_assert_eq!(text.as_bytes(), &bytes);
            let reading = text.read(&PolicySet::FACTORY, Absent::KeepsBase);
            let mut again = text.clone();
            let written = again.write(&reading.policies, Spelling::AsFound).unwrap();
            prop_assert_eq!(again.as_bytes(), &bytes, "writing what was read changes nothing");
            prop_assert_eq!((written.changed, written.added), (0, 0));
        }
    }

    #[test]
    fn what_is_written_is_read(bytes in file(), set in policy_set(), spelling in 0_u8..4) {
        let spelling = Spelling::from_code(spelling).unwrap();
        for maker in [Yealink, Flyingvoice] {
            let mut text = SettingsText::parse(bytes.clone(), maker).unwrap();
            let written = text.write(&set, spelling).unwrap();
            prop_assert!(written.not_written.is_empty());
            let again = text.read(&PolicySet::FACTORY, Absent::IsDefault).policies;
            prop_assert_eq!(again, set);
            let once = text.as_bytes().to_vec();
            text.write(&set, spelling).unwrap();
            prop_assert_eq!(text.as_bytes(), once);
        }
    }

    #[test]
    fn lines_of_other_settings_are_never_touched(bytes in file(), set in policy_set(), spelling in 0_u8..4) {
        let spelling = Spelling::from_code(spelling).unwrap();
        let names = ["ca_cert", "cn_validation", "trust_certificates", "dev_cert", "P8463", "P20156", "PermissionCTF"];
        let others = |bytes: &[u8]| -> Vec<String> {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let lines = text.split(['\n', '\r']).map(str::to_owned);
            lines.filter(|line| !line.is_empty() && !names.iter().any(|name| line.contains(name))).collect()
        };
        for maker in MAKERS {
            let mut text = SettingsText::parse(bytes.clone(), maker).unwrap();
            text.write(&set, spelling).unwrap();
            prop_assert_eq!(others(text.as_bytes()), others(&bytes));
        }
    }
}
