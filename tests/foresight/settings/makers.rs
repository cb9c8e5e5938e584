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
