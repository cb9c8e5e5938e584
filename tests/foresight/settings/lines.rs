//! Lines that are checked together, unknown keys, files that are not text, and secrets.

use super::*;

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
        ("security.ca_cert = 01", Fault::PaddedNumber, 1, "a zero in front"),
        ("sip.tls_listen_port = 05061", Fault::PaddedNumber, 1, "a port with a zero in front"),
        ("security.default_ssl_method = 003", Fault::PaddedNumber, 1, "two zeros in front"),
        ("security.ca_cert = 03", Fault::OutOfRange, 1, "another number with a zero in front"),
        (
            "server_certificates.delete = http://localhost/all\nserver_certificates.url = https://a.example/me.pem\nsecurity.dev_cert = 1",
            Fault::DeviceDeleteAndDownload,
            2,
            "which is first?",
        ),
        (
            "security.dev_cert = 1\nstatic.server_certificates.url = http://a.example/me.pem",
            Fault::KeyOverPlainHttp,
            2,
            "anyone may read the key",
        ),
        (
            "network.802_1x.client_cert_url = tftp://a.example/me.pem",
            Fault::KeyOverPlainHttp,
            1,
            "the key of another slot",
        ),
        (
            "openvpn.url = http://a.example/vpn.tar",
            Fault::KeyOverPlainHttp,
            1,
            "a key in an archive",
        ),
        (
            "network.802_1x.root_cert_url = ftp://a.example/ca.pem",
            Fault::CaOverPlainHttp,
            1,
            "the CA of another slot",
        ),
        ("trusted_certificates.url = https:///ca.pem", Fault::NotAUrl, 1, "no host"),
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
fn a_line_that_is_not_written_as_a_setting_is_reported_and_sets_nothing() {
    for (text, maker, expected, why) in [
        ("security.ca_cert : 1\n", Yealink, Some(1), "a colon"),
        ("security.ca_cert 1\n", Yealink, Some(1), "a blank"),
        ("security.ca_cert\n", Yealink, Some(1), "a key alone"),
        ("x = 1\r\n\tsecurity.ca_cert\t1\r\n", Yealink, Some(2), "indented, with CRLF"),
        ("security.ca_cert\u{a0}= 1\n", Yealink, Some(1), "a blank that is none, from a web page"),
        ("security.ca_cert 2 = 1\n", Yealink, Some(1), "two words before the equals sign"),
        ("\u{feff}security.ca_cert: 1\n", Yealink, Some(1), "after a byte-order mark"),
        ("static.security.sip.ca_cert -> 1\n", Flyingvoice, Some(1), "an application's own"),
        ("trusted_certificates.url: https://a.example/ca.pem\n", Yealink, Some(1), "an order"),
        ("#security.ca_cert : 1\n", Yealink, None, "a comment"),
        (";security.ca_cert : 1\n", Yealink, None, "a comment of another kind"),
        ("x = 1\nsecurity.ca_certs and more\n", Yealink, None, "another word"),
        ("security . ca_cert = 1\n", Yealink, Some(1), "blanks around the dot"),
        ("security.ca_cert . = 1\nx = 1\n", Yealink, Some(1), "something after the key"),
        ("set security.ca_cert = 1\n", Yealink, Some(1), "a word before the key"),
        ("// security.ca_cert = 1\n", Yealink, None, "a comment of a third kind"),
        ("[security.ca_cert]\n", Yealink, None, "a section"),
        ("<P8463>No<!-- for now --></P8463>", Grandstream, Some(1), "a comment after the value"),
        ("<P8463><!-- No --></P8463>", Grandstream, Some(1), "a comment alone"),
        ("<a>\n<P8463>No<br/></P8463>\n</a>", Grandstream, Some(2), "an element inside"),
        ("<P8463><?php echo 1 ?></P8463>", Grandstream, Some(1), "an instruction"),
        ("<P8463>x<![CDATA[No]]></P8463>", Grandstream, Some(1), "text before a section"),
        ("<P8463><![CDATA[N]]><![CDATA[o]]></P8463>", Grandstream, Some(1), "two sections"),
        ("<P1>No<!-- --></P1>", Grandstream, None, "another setting"),
        ("<!-- <P8463>No</P8463> -->", Grandstream, None, "a setting in a comment"),
        ("<P20156>2<!-- all --></P20156>", Htek, Some(1), "another maker"),
    ] {
        let reading = read(text, maker);
        let found: Vec<_> =
            reading.findings.iter().map(|each| (each.fault(), each.line())).collect();
        let expected: Vec<_> =
            expected.map(|line| (Fault::NotSet, Some(line))).into_iter().collect();
        assert_eq!(found, expected, "{why}: {text:?}");
        assert_eq!(reading.policies, PolicySet::new(Policy::STRICT), "{why}");
        assert_eq!(reading.orders, [], "{why}");
        assert_eq!(parse(text, maker).as_bytes(), text.as_bytes(), "{why}");
    }
    let said = |text, maker| read(text, maker).findings[0].to_string();
    assert_eq!(
        said("security.ca_cert : 1", Yealink),
        "line 1: \"security.ca_cert\" sets nothing, because it is not written as a setting"
    );
    // As many as of unknown keys, and no value is told.
    let many = "security.ca_cert : hunter2secret\n".repeat(1000);
    let reading = read(&many, Yealink);
    assert_eq!((reading.findings.len(), reading.omitted), (200, 800));
    assert!(!format!("{reading:?}").contains(SECRET));
}

#[test]
fn accounts_with_two_values_are_no_contradiction_of_lines() {
    let row = |account: u8, value: &str| {
        format!(
            "<item name=\"account.{account}.sip\"><part name=\"validate.certificationChain\">{value}</part></item>\n"
        )
    };
    for (rows, expected, why) in [
        (vec![row(1, "Yes"), row(2, "No")], vec![(Fault::AccountsDiffer, 2)], "two accounts"),
        (vec![row(1, "Yes"), row(2, "Yes")], vec![], "two accounts, one value"),
        (vec![row(1, "Yes"), row(1, "No")], vec![(Fault::TwoValues, 2)], "one account"),
        (vec![row(1, "Yes"), row(1, "Yes")], vec![(Fault::DuplicateKey, 2)], "the same twice"),
        (vec![row(1, "Yes"), row(2, "")], vec![], "an account without a value"),
    ] {
        let text = rows.concat();
        let reading = read(&text, Grandstream);
        let told = reading.findings.iter().filter(|each| each.fault() != Fault::TrustOff);
        let told: Vec<_> = told.map(|each| (each.fault(), each.line().unwrap())).collect();
        assert_eq!(told, expected, "{why}: {text}");
        // Both values are judged; so is the base, where an account has none.
        let differs = !rows[1].contains("Yes");
        assert_eq!(reading.otherwise.len(), usize::from(differs), "{why}");
    }
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
        ("ca_cert", Some("security.ca_cert")),
        ("static.trust_certificates", Some("static.security.trust_certificates")),
        ("sip.ca_cert", Some("security.sip.ca_cert")),
        ("security.ssl_method", Some("security.default_ssl_method")),
        ("security.sip.default_ssl_method", Some("security.sip.ssl_method")),
        ("static.security.ldap.default_ssl_method", Some("static.security.ldap.ssl_method")),
        ("security.voip.ssl_method", None),
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
fn a_file_of_another_form_is_reported_and_not_taken_for_one_without_settings() {
    const PAGE: &str =
        "<!DOCTYPE html>\n<html><head><title>Log in</title></head>\n<body><p>x</body></html>\n";
    for (text, maker, is_other, why) in [
        ("PermissionCTF = 1\n", Fanvil, true, "lines, for a maker with XML"),
        (
            "<<VOIP CONFIG FILE>>Version:2.0\n<CERT MODULE>\nTrust_Certification :1\n",
            Fanvil,
            true,
            "the older form",
        ),
        (PAGE, Fanvil, true, "a web page"),
        (PAGE, Yealink, true, "a web page"),
        (
            "<gs_provision><P8463>1</P8463></gs_provision>\n",
            Yealink,
            true,
            "XML, for a maker with lines",
        ),
        ("{\"security\": 1}\nx\n", Yealink, true, "text"),
        ("Not found\n", Yealink, true, "an answer"),
        ("", Yealink, false, "nothing"),
        (" \r\n\r\n", Grandstream, false, "blank lines"),
        ("# nothing yet\n[x]\n", Yealink, false, "comments"),
        ("<!-- nothing yet -->\n", Grandstream, false, "a comment"),
        ("\u{feff}<?xml version=\"1.0\"?>\n", Grandstream, false, "an instruction after a mark"),
        ("<gs_provision></gs_provision>", Grandstream, false, "an element"),
        ("x = 1\n", Yealink, false, "another setting"),
    ] {
        let reading = read(text, maker);
        let found: Vec<_> = reading.findings.iter().map(trustslot::LineFinding::fault).collect();
        let expected: Vec<_> = is_other.then_some(Fault::OtherForm).into_iter().collect();
        assert_eq!(found, expected, "{why}: {text:?}");
        assert_eq!(reading.omitted, 0, "{why}");
        assert!(reading.findings.iter().all(|it| it.line().is_none() && it.remedy().is_some()));
    }
}
