//! Every parameter of the reference in every spelling, by the names of each maker.

use super::*;

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
            Some(Fault::UnknownValue),
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
            Some(Fault::NotSet),
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

/// The XML names of every maker: the part of the policy that they set, and for whom.
#[test]
fn every_parameter_of_xml_files_is_read() {
    let (all, sip, prov) = (None, Some(Application::Sip), Some(Application::AutoProvision));
    let (accept, name) = ("accept", "name");
    // With an account, where the name has one.
    for (key, part, application) in [
        ("P8463", accept, all),
        ("security.validate.serverCertificate", accept, all),
        ("P2367", accept, sip),
        ("sip.validate.certificationChain", accept, sip),
        ("account.1.sip.validate.certificationChain", accept, sip),
        ("P2311", name, sip),
        ("sip.validate.domainCertificates", name, sip),
        ("account.6.sip.validate.domainCertificates", name, sip),
        ("P22030", name, prov),
        ("provisioning.validateHostnameInCertificate", name, prov),
        ("P8502", "source", all),
        ("trustedCACertificates.load", "source", all),
    ] {
        let is_source = part == "source";
        let element = |value: &str| match key.strip_prefix('P').and_then(|n| n.parse::<u32>().ok())
        {
            Some(_) => format!("<{key}>{value}</{key}>"),
            None => format!("<item name=\"{key}\">{value}</item>"),
        };
        let (off, on) = if is_source { ("Default", "All Certificates") } else { ("no", "YES") };
        let set = read(&element(off), Grandstream).policies;
        for &each in Application::ALL {
            let reached = application.is_none_or(|one| one == each);
            let expected = match part {
                _ if !reached => Policy::STRICT,
                "accept" => Policy::STRICT.accept_untrusted(),
                "name" => Policy::STRICT.waive(Check::Name),
                _ => Policy::STRICT.with_source(TrustSource::BuiltIn),
            };
            assert_eq!(set.policy(each), expected, "{key} for {each}");
        }
        for &each in Application::ALL {
            let set = read(&element(on), Grandstream).policies;
            assert_eq!(set.policy(each), Policy::STRICT, "{key} = {on} for {each}");
        }
        // Numbers are unconfirmed, and other words unknown: neither sets anything.
        for (wrong, fault) in [
            ("1", Fault::UnconfirmedMeaning),
            ("5", Fault::OutOfRange),
            ("perhaps", Fault::UnknownValue),
        ] {
            assert_eq!(faults(&element(wrong), Grandstream), [fault], "{key} = {wrong}");
            let set = read(&element(wrong), Grandstream).policies;
            assert_eq!(set, PolicySet::new(Policy::STRICT), "{key} = {wrong}");
        }
    }
    // Numbers that nothing confirms, until the caller states them.
    for (key, maker, most) in [
        ("PermissionCTF", Fanvil, 1),
        ("Trust_Certification", Fanvil, 1),
        ("CommonName", Fanvil, 1),
        ("CTFmode", Fanvil, 2),
        ("DeviceCertMode", Fanvil, 1),
        ("Device_Cert_Mode", Fanvil, 1),
        ("P23377", Htek, 1),
        ("P23376", Htek, 1),
    ] {
        for value in 0..=most {
            let line = format!("<{key}>{value}</{key}>");
            assert_eq!(faults(&line, maker), [Fault::UnconfirmedMeaning], "{line}");
            let text = parse(&line, maker).with_unconfirmed(Unconfirmed::OneIsOn);
            let reading = text.read(&PolicySet::new(Policy::STRICT), Absent::IsDefault);
            let is_refused =
                reading.findings.iter().any(|it| it.fault() == Fault::UnconfirmedMeaning);
            assert!(!is_refused, "{line}");
        }
        for (value, fault) in [("9", Fault::OutOfRange), ("on", Fault::NotANumber)] {
            assert_eq!(faults(&format!("<{key}>{value}</{key}>"), maker), [fault], "{key}");
        }
    }
    for (value, expected) in
        [(0, TrustSource::BuiltIn), (1, TrustSource::Custom), (2, TrustSource::All)]
    {
        let set = read(&format!("<P20156>{value}</P20156>"), Htek).policies;
        assert_eq!(set.policy(Application::Sip).source(), expected);
    }
}

#[test]
fn a_value_between_quotation_marks_is_reported() {
    for (line, expected, why) in [
        ("security.ca_cert = \"1\"", vec![Fault::QuotedValue], "a selector"),
        ("security.ca_cert = 1", vec![], "without marks"),
        ("security.ca_cert = \"1", vec![Fault::NotANumber], "one mark alone"),
        ("security.ca_cert = \"9\"", vec![Fault::QuotedValue, Fault::OutOfRange], "wrong besides"),
        ("security.tls_cipher_list = \"AES:!ADH\"", vec![], "a text may have marks"),
        ("scep.challenge_password = \"x\"", vec![], "so may a password"),
        ("other.setting = \"1\"", vec![], "not ours"),
    ] {
        assert_eq!(faults(line, Yealink), expected, "{line}: {why}");
    }
    let reading = read("security.ca_cert = \"1\"", Yealink);
    let finding = &reading.findings[0];
    assert_eq!(
        finding.to_string(),
        "line 1: \"security.ca_cert\" has a value between quotation marks, which a phone may take for a part of it"
    );
    assert_eq!(finding.remedy().unwrap().to_string(), "write the value without quotation marks");
}
