//! Settings files: every parameter of the reference in every spelling, and the laws of reading and writing.

use proptest::prelude::*;
use trustslot::{
    Absent, Application, Check, DeviceCertificate, Maker, Overrides, Policy, PolicySet, Reading,
    SettingsError, SettingsFault, SettingsText, Spelling, TrustSource, Unconfirmed, Unwritten,
};

use Maker::{Fanvil, Flyingvoice, Grandstream, Htek, Yealink};
use SettingsFault as Fault;

const SECRET: &str = "hunter2secret";

fn parse(text: &str, maker: Maker) -> SettingsText {
    SettingsText::parse(text.as_bytes().to_vec(), maker).unwrap()
}

/// Read on top of a base that checks everything, so that only the file has faults.
fn read(text: &str, maker: Maker) -> Reading {
    parse(text, maker).read(&PolicySet::new(Policy::STRICT), Absent::IsDefault)
}

fn faults(text: &str, maker: Maker) -> Vec<Fault> {
    read(text, maker).findings.iter().map(trustslot::LineFinding::fault).collect()
}

/// A parameter of the pairs, without `static.`; a valid value; an invalid one and its fault.
const PAIRS: &[(&str, &str, Option<(&str, Fault)>)] = &[
    ("security.trust_certificates", "1", Some(("2", Fault::OutOfRange))),
    ("security.ca_cert", "2", Some(("3", Fault::OutOfRange))),
    ("security.ca_cert", "0", Some(("https://prov.example.com/ca.pem", Fault::UrlForSelector))),
    ("security.dev_cert", "1", Some(("https://prov.example.com/me.pem", Fault::UrlForSelector))),
    ("security.cn_validation", "1", Some(("on", Fault::NotANumber))),
    ("security.default_ssl_method", "5", Some(("1", Fault::OutOfRange))),
    ("security.server_ssl_method", "3", Some(("x", Fault::NotANumber))),
    ("security.tls_cipher_list", "AES:!ADH", None),
    ("phone_setting.reserve_certs_enable", "1", Some(("yes", Fault::NotANumber))),
    ("phone_setting.reserve_certs_config.enable", "0", Some(("9", Fault::OutOfRange))),
    (
        "trusted_certificates.url",
        "https://prov.example.com/ca.pem",
        Some(("ca.pem", Fault::NotAUrl)),
    ),
    ("trusted_certificates.delete", "http://localhost/all", Some(("1", Fault::UnknownValue))),
    ("server_certificates.delete", "http://localhost/all", Some(("all", Fault::UnknownValue))),
    ("scep.enable", "1", Some(("2", Fault::OutOfRange))),
    ("scep.url", "https://ca.example.com/scep", Some(("ca", Fault::NotAUrl))),
    ("scep.challenge_password", "x", None),
    ("account.1.transport", "2", Some(("4", Fault::OutOfRange))),
    ("account.16.sip_server.2.transport_type", "3", Some(("tls", Fault::NotANumber))),
    ("sip.tls_listen_port", "5061", Some(("65536", Fault::OutOfRange))),
    ("network.802_1x.mode", "2", None),
    (
        "network.802_1x.root_cert_url",
        "https://prov.example.com/8021x.pem",
        Some(("2", Fault::NotAUrl)),
    ),
    (
        "network.802_1x.client_cert_url",
        "https://prov.example.com/me.pem",
        Some(("2", Fault::NotAUrl)),
    ),
    ("network.802_1x.identity", "phone", None),
    ("network.802_1x.md5_password", "x", None),
    ("network.802_1x.anonymous_identity", "x", None),
    ("network.802_1x.eap_fast_provision_mode", "1", None),
    ("network.802_1x.proxy_eap_logoff.enable", "1", Some(("x", Fault::NotANumber))),
    ("features.network.8021x_upload.mode", "1", None),
    ("network.vpn_enable", "1", Some(("x", Fault::NotANumber))),
    ("openvpn.url", "https://prov.example.com/vpn.tar", Some(("vpn.tar", Fault::NotAUrl))),
    ("ldap.tls_mode", "2", Some(("3", Fault::OutOfRange))),
];

/// The settings of each application.
const OWN: &[(&str, &str, &str, Fault)] = &[
    ("trust_certificates", "1", "7", Fault::OutOfRange),
    ("ca_cert", "1", "http://prov.example.com/ca", Fault::UrlForSelector),
    ("cn_validation", "1", "yes", Fault::NotANumber),
    ("dev_cert", "1", "2", Fault::OutOfRange),
    ("ssl_method", "5", "2", Fault::OutOfRange),
];

#[test]
fn every_parameter_is_read_in_the_old_and_the_static_spelling() {
    for maker in [Yealink, Flyingvoice] {
        for prefix in ["", "static."] {
            for (name, valid, invalid) in PAIRS {
                let key = format!("{prefix}{name}");
                let found = faults(&format!("{key} = {valid}\n"), maker);
                let own = [Fault::UploadWithoutEffect, Fault::DeviceUploadWithoutEffect];
                assert!(
                    found.iter().all(|fault| own.contains(fault)),
                    "{key} = {valid}: {found:?}"
                );
                if let Some((value, fault)) = invalid {
                    assert_eq!(
                        faults(&format!("{key}={value}"), maker),
                        [*fault],
                        "{key} = {value}"
                    );
                }
            }
            for &application in Application::ALL {
                let is_library = application == Application::DownloadLibrary;
                for (name, valid, invalid, fault) in OWN {
                    if is_library && *name != "ssl_method" {
                        continue;
                    }
                    let key = format!("{prefix}security.{application}.{name}");
                    assert_eq!(faults(&format!("{key} = {valid}"), maker), [], "{key}");
                    assert_eq!(faults(&format!("{key} = {invalid}"), maker), [*fault], "{key}");
                }
            }
        }
    }
}

#[test]
fn every_switch_reaches_the_policy_of_its_application() {
    let sip = Application::Sip;
    for (line, expected, why) in [
        (
            "security.trust_certificates = 0",
            Policy::STRICT.accept_untrusted(),
            "untrusted are accepted",
        ),
        ("security.trust_certificates = 1", Policy::STRICT, "only trusted"),
        ("security.ca_cert = 0", Policy::STRICT.with_source(TrustSource::BuiltIn), "0 is built in"),
        ("security.ca_cert = 1", Policy::STRICT.with_source(TrustSource::Custom), "1 is custom"),
        ("security.ca_cert = 2", Policy::STRICT, "2 is all"),
        ("security.cn_validation = 0", Policy::STRICT.waive(Check::Name), "no name check"),
        ("security.sip.cn_validation = 0", Policy::STRICT.waive(Check::Name), "of the application"),
        ("security.ldap.cn_validation = 0", Policy::STRICT, "another application"),
        ("security.ca_cert = 1\nsecurity.sip.ca_cert = 2", Policy::STRICT, "its own comes first"),
        ("security.ca_cert = 1\nsecurity.ca_cert =", Policy::STRICT, "the last line is empty"),
        ("security.ca_cert = 1\nstatic.security.ca_cert = 2", Policy::STRICT, "the last line"),
        ("#security.ca_cert = 1", Policy::STRICT, "a comment"),
        ("[security.ca_cert = 1]", Policy::STRICT, "a heading"),
        (
            "security.ca_cert \t= \"1\" ",
            Policy::STRICT.with_source(TrustSource::Custom),
            "blanks, marks",
        ),
        ("\u{feff}security.ca_cert = 1", Policy::STRICT.with_source(TrustSource::Custom), "a mark"),
        (
            "a=b\rsecurity.ca_cert = 1\rc=d",
            Policy::STRICT.with_source(TrustSource::Custom),
            "lone CR",
        ),
        ("security.ca_cert = 1 # all", Policy::STRICT, "a remark makes the value wrong"),
        ("security.ca_cert = {$ca}", Policy::STRICT, "a placeholder"),
    ] {
        assert_eq!(read(line, Yealink).policies.policy(sip), expected, "{line:?}: {why}");
    }
    let presented =
        read("security.dev_cert = 1", Yealink).policies.effective(sip).device_certificate;
    assert_eq!(presented.value, DeviceCertificate::Custom);
    assert_eq!(presented.origin.to_string(), "global, assumed to be inherited, line 1");
}

#[test]
fn other_makers_are_read_by_their_own_names() {
    let sip = Application::Sip;
    let item = |name: &str, value: &str| {
        format!("<config>\n <item name=\"{name}\">{value}</item>\n</config>")
    };
    let inverted = "<P23377 para=\"TLSOnlyAcceptTrustCA\">0</P23377>";
    let accept = Policy::STRICT.accept_untrusted();
    for (text, maker, expected, fault, why) in [
        ("<P8463>No</P8463>".into(), Grandstream, accept, Some(Fault::TrustOff), "no validation"),
        ("<P8463>Yes</P8463>".into(), Grandstream, Policy::STRICT, None, "validation"),
        (
            "<P8463>1</P8463>".into(),
            Grandstream,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "a number",
        ),
        (
            item("security.validate.serverCertificate", "no"),
            Grandstream,
            accept,
            Some(Fault::TrustOff),
            "an item",
        ),
        (
            "<item name=\"security.validate\">\n<!-- <part name=\"x\">1</part> -->\n<part \
             name='serverCertificate'>No</part></item>"
                .into(),
            Grandstream,
            accept,
            Some(Fault::TrustOff),
            "a part of an item",
        ),
        (
            item("account.2.sip.validate.domainCertificates", "No"),
            Grandstream,
            Policy::STRICT.waive(Check::Name),
            Some(Fault::NameCheckOff),
            "an account",
        ),
        (
            "<P8502>Custom Certificates</P8502>".into(),
            Grandstream,
            Policy::STRICT.with_source(TrustSource::Custom),
            None,
            "the source",
        ),
        (
            "<P20156 para=\"TrustedCaType\">1</P20156>".into(),
            Htek,
            Policy::STRICT.with_source(TrustSource::Custom),
            None,
            "the source",
        ),
        (
            inverted.into(),
            Htek,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "perhaps inverted",
        ),
        (
            "<P23376>1</P23376>".into(),
            Htek,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "perhaps inverted",
        ),
        (
            "<PermissionCTF>0</PermissionCTF>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "one template",
        ),
        (
            "<Trust_Certification>0</Trust_Certification>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "older",
        ),
        (
            "<CommonName>0</CommonName>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "one template",
        ),
        (
            "<CTFmode>1</CTFmode>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "one template",
        ),
        (
            "<DeviceCertMode>1</DeviceCertMode>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "one template",
        ),
        (
            "<Device_Cert_Mode>1</Device_Cert_Mode>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnconfirmedMeaning),
            "older",
        ),
        (
            "<PermissionCTF>7</PermissionCTF>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::OutOfRange),
            "wrong in any case",
        ),
        (
            "<P8463>maybe</P8463>".into(),
            Grandstream,
            Policy::STRICT,
            Some(Fault::NotANumber),
            "no word of it",
        ),
        (
            "<permissionctf>1</permissionctf>".into(),
            Fanvil,
            Policy::STRICT,
            Some(Fault::UnknownKey),
            "lower case",
        ),
        (
            "<P8463><P1>No</P1></P8463>".into(),
            Grandstream,
            Policy::STRICT,
            None,
            "an element around others",
        ),
    ] {
        let reading = read(&text, maker);
        assert_eq!(reading.policies.policy(sip), expected, "{text}: {why}");
        let found: Vec<_> = reading.findings.iter().map(trustslot::LineFinding::fault).collect();
        assert_eq!(found, fault.into_iter().collect::<Vec<_>>(), "{text}: {why}");
    }
    // The caller has tried the switch.
    let base = PolicySet::new(Policy::STRICT);
    for (unconfirmed, expected) in
        [(Unconfirmed::ZeroIsOn, Policy::STRICT), (Unconfirmed::OneIsOn, accept)]
    {
        let text = parse(inverted, Htek).with_unconfirmed(unconfirmed);
        assert_eq!(
            text.read(&base, Absent::IsDefault).policies.policy(sip),
            expected,
            "{unconfirmed:?}"
        );
    }
}

#[test]
fn lines_of_a_file_are_checked_together() {
    for (text, expected, line, why) in [
        ("security.ca_cert = 1\nstatic.security.ca_cert = 2", Fault::TwoValues, 2, "two spellings"),
        ("security.ca_cert = 1\nsecurity.ca_cert = 1", Fault::DuplicateKey, 2, "the same twice"),
        (
            "trusted_certificates.url = https://a.example/1\nx=1\nstatic.trusted_certificates.url = https://a.example/2\nsecurity.ca_cert=2",
            Fault::TwoValues,
            3,
            "two URLs",
        ),
        (
            "security.ca_cert = 0\ntrusted_certificates.url = https://a.example/ca.pem",
            Fault::UploadWithoutEffect,
            2,
            "the source leaves it out",
        ),
        (
            "server_certificates.url = https://a.example/me.pem",
            Fault::DeviceUploadWithoutEffect,
            1,
            "not presented",
        ),
        (
            "server_certificates.2.url = https://a.example/me.pem",
            Fault::DeviceUploadWithoutEffect,
            1,
            "with an index",
        ),
        ("security.trust_certificates = 0", Fault::TrustOff, 1, "everybody is trusted"),
        ("security.sip.cn_validation = 0", Fault::NameCheckOff, 1, "no name check"),
        (
            "trusted_certificates.delete = http://localhost/all\ntrusted_certificates.url = https://a.example/ca.pem",
            Fault::DeleteAndDownload,
            2,
            "which is first?",
        ),
        (
            "trusted_certificates.url = http://a.example/ca.pem",
            Fault::CaOverPlainHttp,
            1,
            "anyone may replace it",
        ),
        ("openvpn.url = https://user:pw@a.example/vpn.tar", Fault::PasswordInUrl, 1, "a password"),
        ("\u{feff}#!version:1.0.0.1", Fault::MarkBeforeHeader, 1, "the header is hidden"),
        ("security.sip.ca_cert = {{ ca }}", Fault::TemplatePlaceholder, 1, "a template"),
    ] {
        let reading = read(text, Yealink);
        let found: Vec<_> =
            reading.findings.iter().map(|each| (each.fault(), each.line())).collect();
        assert_eq!(found, [(expected, Some(line))], "{text:?}: {why}");
        let remedy = reading.findings[0].remedy();
        assert!(remedy.is_some_and(|remedy| !remedy.to_string().is_empty()), "{text:?}");
    }
    // One application that trusts it is enough.
    let one = "security.ca_cert=0\nsecurity.sip.ca_cert=1\ntrusted_certificates.url=https://a.example/ca.pem";
    assert_eq!(faults(one, Yealink), []);
    // Contradictions are about one setting.
    assert_eq!(
        faults(
            "account.1.transport=1\naccount.2.transport=2\nserver_certificates.delete=",
            Yealink
        ),
        []
    );
}

#[test]
fn a_switch_that_is_off_names_the_applications_that_it_reaches() {
    let text = "security.cn_validation = 0\nsecurity.sip.cn_validation = 1\nsecurity.ldap.cn_validation = 0\n";
    let reading = read(text, Yealink);
    let [global, ldap] = &reading.findings[..] else { panic!("{:?}", reading.findings) };
    assert_eq!((global.line(), ldap.line()), (Some(1), Some(3)));
    assert_eq!(ldap.applications(), [Application::Ldap]);
    assert_eq!(
        ldap.to_string(),
        "line 3: \"security.ldap.cn_validation\" turns the name check off: ldap"
    );
    assert!(!global.applications().contains(&Application::Sip));
    let factory = parse("", Yealink).read(&PolicySet::FACTORY, Absent::IsDefault);
    assert_eq!(factory.findings[0].line(), None);
    assert!(
        factory.findings[0]
            .to_string()
            .starts_with("the name of a server is not checked by default: sip, ")
    );
}

#[test]
fn an_unknown_key_is_reported_with_the_nearest_one() {
    for (key, nearest) in [
        (
            "satic.security.tr069.trust_certificates",
            Some("static.security.tr069.trust_certificates"),
        ),
        (
            "static.static.security.xml_browser.trust_certificates",
            Some("static.security.xml_browser.trust_certificates"),
        ),
        ("security.trust_certificats", Some("security.trust_certificates")),
        ("security.trust_certifictaes", Some("security.trust_certificates")),
        ("static.security.sipp.ca_cert", Some("static.security.sip.ca_cert")),
        ("Security.CA_Cert", Some("security.ca_cert")),
        ("static.security.dev_cert.url", Some("static.server_certificates.url")),
        ("static.security.private_key.url", Some("static.server_certificates.url")),
        ("security.ca_cert.url", Some("trusted_certificates.url")),
        ("static.trusted_certificate.url", Some("static.trusted_certificates.url")),
        ("network.802_1x.root_cert_ur", Some("network.802_1x.root_cert_url")),
        ("my.trusted_certificates.here", None),
        ("security.download_library.ca_cert", None),
    ] {
        let reading = read(&format!("x = 1\n{key} = 1\n"), Yealink);
        let [finding] = &reading.findings[..] else { panic!("{key}: {:?}", reading.findings) };
        assert_eq!((finding.fault(), finding.line()), (Fault::UnknownKey, Some(2)), "{key}");
        let remedy = finding.remedy().map(ToString::to_string);
        assert_eq!(remedy, nearest.map(|nearest| format!("use \"{nearest}\"")), "{key}");
    }
    for other in [
        "security.user_name.admin",
        "account.1.display_name",
        "phone_setting.trusted",
        "features.dnd",
    ] {
        assert_eq!(
            faults(&format!("{other} = 1"), Yealink),
            [],
            "{other} is no certificate setting"
        );
    }
}

#[test]
fn files_that_are_not_text_are_kept_and_reported_once() {
    let utf16: Vec<u8> = "security.ca_cert = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let noise: Vec<u8> =
        (0..2000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, why) in [
        ([&b"\xff\xfe"[..], &utf16].concat(), "UTF-16"),
        (b"security.ca_cert = 1\n\0\n".to_vec(), "NUL"),
        (noise, "encrypted"),
    ] {
        for maker in [Yealink, Fanvil] {
            let mut text = SettingsText::parse(bytes.clone(), maker).unwrap();
            let reading = text.read(&PolicySet::FACTORY, Absent::IsDefault);
            let found: Vec<_> =
                reading.findings.iter().map(trustslot::LineFinding::fault).collect();
            assert_eq!(found, [Fault::NotText], "{why}");
            let set = PolicySet::FACTORY.with_global(Overrides::NONE.with_check_name(true));
            let written = text.write(&set, Spelling::AsFound).unwrap();
            assert_eq!(written.not_written[0].reason, Unwritten::NotText, "{why}");
            assert_eq!(text.as_bytes(), bytes, "{why}");
        }
    }
    // One line that is not UTF-8 hides no other.
    let mixed = b"label = caf\xe9\nsecurity.ca_cert = 1\n".to_vec();
    let text = SettingsText::parse(mixed, Yealink).unwrap();
    let set = text.read(&PolicySet::FACTORY, Absent::IsDefault).policies;
    assert_eq!(set.global().source(), Some(TrustSource::Custom));
}

#[test]
fn the_largest_file_is_read_and_a_larger_one_refused() {
    let line = b"security.trust_certificats = 1\n";
    let file: Vec<u8> = line.iter().copied().cycle().take(SettingsText::MAX_BYTES).collect();
    let reading = SettingsText::parse(file.clone(), Yealink)
        .unwrap()
        .read(&PolicySet::FACTORY, Absent::IsDefault);
    assert!(reading.findings.len() <= Reading::MAX_FINDINGS && reading.omitted > 100_000);
    let known =
        b"security.ca_cert = 1\n".iter().copied().cycle().take(SettingsText::MAX_BYTES).collect();
    let reading =
        SettingsText::parse(known, Yealink).unwrap().read(&PolicySet::FACTORY, Absent::IsDefault);
    assert_eq!(reading.findings.len(), Reading::MAX_FINDINGS);
    let larger = [file, b"\n".to_vec()].concat();
    assert!(matches!(SettingsText::parse(larger, Yealink), Err(SettingsError::TooLarge { .. })));
}

#[test]
fn no_value_of_a_file_is_in_a_finding_or_in_debug_output() {
    let mut files = Vec::new();
    for (name, ..) in PAIRS {
        let url = format!("https://user:{SECRET}@a.example/{SECRET}?{SECRET}#{SECRET}");
        for value in [
            SECRET.to_owned(),
            format!("{{{{ {SECRET} }}}}"),
            url,
            format!("http://localhost/{SECRET}"),
        ] {
            for line in [
                format!("{name} = {value}"),
                format!("static.{name}=\"{value}\""),
                format!("{name} {value}"),
            ] {
                files.push((format!("{line}\n{line}x\n"), Yealink));
            }
        }
    }
    for name in ["P8463", "P23377", "P20156", "PermissionCTF", "CTFmode", "P8502"] {
        for maker in [Fanvil, Htek, Grandstream] {
            files
                .push((format!("<{name}>{SECRET}</{name}><a name=\"{name}\">{SECRET}</a>"), maker));
        }
    }
    for key in
        ["security.trust_certificats", "static.security.dev_cert.url", "security.user_password"]
    {
        files.push((
            format!("{key} = {SECRET}\n{SECRET}\n#{SECRET}\n-----BEGIN {SECRET}-----\n"),
            Yealink,
        ));
    }
    for (file, maker) in files {
        let text = parse(&file, maker);
        let reading = text.read(&PolicySet::FACTORY, Absent::IsDefault);
        let mut shown = format!("{text:?} {reading:?}");
        for finding in &reading.findings {
            shown += &format!(
                "{finding} {:?} {}",
                finding.key(),
                finding.remedy().map_or_else(String::new, ToString::to_string)
            );
        }
        assert!(!shown.contains(SECRET), "{file}: {shown}");
    }
    let order = read(
        &format!("trusted_certificates.url = https://u:{SECRET}@a.example/ca.pem?{SECRET}"),
        Yealink,
    );
    let trustslot::CertificateOrder::Trust { url, .. } = &order.orders[0] else { panic!() };
    assert_eq!(url.to_string(), "https://a.example/ca.pem");
    assert!(url.as_str().contains(SECRET), "the caller gets the whole text");
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
