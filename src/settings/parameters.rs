//! The table of parameters. Reading, writing, suggestions, documentation and tests follow from its rows.

use super::maker::Maker;
use crate::policy_set::Application;

/// What a parameter sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    AcceptUntrusted,
    Source,
    CheckName,
    DeviceCertificate,
    Trust,
    Present,
    DeleteTrusted,
    DeletePresented,
    Reserve,
    HandedOn,
}

/// The values of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// 0 or 1.
    Flag,
    /// 0 or 1, or the words that a maker uses.
    Words(&'static [(&'static str, u16)]),
    /// From 0 to this number.
    UpTo(u16),
    /// One of these numbers.
    OneOf(&'static [u16]),
    /// A URL.
    Url,
    /// `http://localhost/all`
    DeleteAll,
    /// Any text.
    Text,
}

/// For what a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Global,
    /// The application whose token stands in place of `*`.
    Named,
    One(Application),
}

/// Whether the meaning of the values is sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Confirmed,
    /// Words are sure; numbers are not.
    WordsOnly,
    /// One template has it, or none says what the numbers mean.
    Unconfirmed,
}

/// One row of the table.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Parts between dots; `*` is the token of an application, `#` a number.
    pub(super) name: &'static str,
    pub(super) meaning: Meaning,
    pub(super) values: Values,
    pub(super) scope: Scope,
    pub(super) source: Source,
    pub(super) brings: Brings,
}

/// What is downloaded from the URL of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brings {
    /// Nothing, or a file that protects itself.
    Nothing,
    /// A CA that is trusted from then on.
    Ca,
    /// A private key.
    Key,
}

impl Parameter {
    const fn brings(self, brings: Brings) -> Self {
        Self { brings, ..self }
    }
}

const fn row(name: &'static str, meaning: Meaning, values: Values, scope: Scope) -> Parameter {
    let (source, brings) = (Source::Confirmed, Brings::Nothing);
    Parameter { name, meaning, values, scope, source, brings }
}

const fn handed_on(name: &'static str, values: Values, scope: Scope) -> Parameter {
    row(name, Meaning::HandedOn, values, scope)
}

const fn unsure(name: &'static str, meaning: Meaning, values: Values) -> Parameter {
    Parameter { source: Source::Unconfirmed, ..row(name, meaning, values, Scope::Global) }
}

const fn in_words(name: &'static str, meaning: Meaning, values: Values, scope: Scope) -> Parameter {
    Parameter { source: Source::WordsOnly, ..row(name, meaning, values, scope) }
}

use Meaning::{
    AcceptUntrusted, CheckName, DeletePresented, DeleteTrusted, DeviceCertificate, Present,
    Reserve, Trust,
};
use Scope::{Global, Named, One};
use Values::{DeleteAll, Flag, OneOf, Text, UpTo, Url, Words};

/// TLS 1.0, negotiation, TLS 1.1, TLS 1.2. Newest firmware has a value for TLS 1.3 that no manual names.
const SSL_METHODS: Values = OneOf(&[0, 3, 4, 5]);
const YES_NO: Values = Words(&[("No", 0), ("Yes", 1)]);
const PARTS: Values = Words(&[
    ("Default", 0),
    ("Default Certificates", 0),
    ("Custom", 1),
    ("Custom Certificates", 1),
    ("All", 2),
    ("All Certificates", 2),
]);

/// Each may have `static.` in front. Flyingvoice uses the same names.
static YEALINK: &[Parameter] = &[
    row("security.trust_certificates", AcceptUntrusted, Flag, Global),
    row("security.*.trust_certificates", AcceptUntrusted, Flag, Named),
    row("security.ca_cert", Meaning::Source, UpTo(2), Global),
    row("security.*.ca_cert", Meaning::Source, UpTo(2), Named),
    row("security.cn_validation", CheckName, Flag, Global),
    row("security.*.cn_validation", CheckName, Flag, Named),
    row("security.dev_cert", DeviceCertificate, Flag, Global),
    row("security.*.dev_cert", DeviceCertificate, Flag, Named),
    handed_on("security.default_ssl_method", SSL_METHODS, Global),
    handed_on("security.server_ssl_method", SSL_METHODS, Global),
    handed_on("security.*.ssl_method", SSL_METHODS, Named),
    handed_on("security.tls_cipher_list", Text, Global),
    handed_on("security.*.tls_cipher_list", Text, Named),
    row("trusted_certificates.url", Trust, Url, Global).brings(Brings::Ca),
    row("trusted_certificates.delete", DeleteTrusted, DeleteAll, Global),
    row("server_certificates.url", Present, Url, Global).brings(Brings::Key),
    row("server_certificates.#.url", Present, Url, Global).brings(Brings::Key),
    row("server_certificates.delete", DeletePresented, DeleteAll, Global),
    row("phone_setting.reserve_certs_enable", Reserve, Flag, Global),
    handed_on("phone_setting.reserve_certs_config.enable", Flag, Global),
    handed_on("scep.enable", Flag, Global),
    handed_on("scep.url", Url, Global),
    handed_on("scep.challenge_password", Text, Global),
    handed_on("account.#.transport", UpTo(3), One(Application::Sip)),
    handed_on("account.#.sip_server.#.transport_type", UpTo(3), One(Application::Sip)),
    handed_on("sip.tls_listen_port", UpTo(u16::MAX), One(Application::Sip)),
    handed_on("network.802_1x.mode", Text, One(Application::Ieee8021x)),
    // Slots of their own, not the list of trusted certificates.
    handed_on("network.802_1x.root_cert_url", Url, One(Application::Ieee8021x)).brings(Brings::Ca),
    handed_on("network.802_1x.client_cert_url", Url, One(Application::Ieee8021x))
        .brings(Brings::Key),
    handed_on("network.802_1x.identity", Text, One(Application::Ieee8021x)),
    handed_on("network.802_1x.md5_password", Text, One(Application::Ieee8021x)),
    handed_on("network.802_1x.anonymous_identity", Text, One(Application::Ieee8021x)),
    handed_on("network.802_1x.eap_fast_provision_mode", Text, One(Application::Ieee8021x)),
    handed_on("network.802_1x.proxy_eap_logoff.enable", Flag, One(Application::Ieee8021x)),
    handed_on("features.network.8021x_upload.mode", Text, One(Application::Ieee8021x)),
    handed_on("network.vpn_enable", Flag, Global),
    handed_on("openvpn.url", Url, Global).brings(Brings::Key),
    handed_on("ldap.tls_mode", UpTo(2), One(Application::Ldap)),
];

static FANVIL: &[Parameter] = &[
    unsure("PermissionCTF", AcceptUntrusted, Flag),
    unsure("Trust_Certification", AcceptUntrusted, Flag),
    unsure("CommonName", CheckName, Flag),
    unsure("CTFmode", Meaning::Source, UpTo(2)),
    unsure("DeviceCertMode", DeviceCertificate, Flag),
    unsure("Device_Cert_Mode", DeviceCertificate, Flag),
];

/// A public template says that the first two are inverted: 0 means on.
static HTEK: &[Parameter] = &[
    unsure("P23377", AcceptUntrusted, Flag),
    unsure("P23376", CheckName, Flag),
    row("P20156", Meaning::Source, UpTo(2), Global),
];

static GRANDSTREAM: &[Parameter] = &[
    in_words("P8463", AcceptUntrusted, YES_NO, Global),
    in_words("security.validate.serverCertificate", AcceptUntrusted, YES_NO, Global),
    in_words("P2367", AcceptUntrusted, YES_NO, One(Application::Sip)),
    in_words("sip.validate.certificationChain", AcceptUntrusted, YES_NO, One(Application::Sip)),
    in_words(
        "account.#.sip.validate.certificationChain",
        AcceptUntrusted,
        YES_NO,
        One(Application::Sip),
    ),
    in_words("P2311", CheckName, YES_NO, One(Application::Sip)),
    in_words("sip.validate.domainCertificates", CheckName, YES_NO, One(Application::Sip)),
    in_words("account.#.sip.validate.domainCertificates", CheckName, YES_NO, One(Application::Sip)),
    in_words("P22030", CheckName, YES_NO, One(Application::AutoProvision)),
    in_words(
        "provisioning.validateHostnameInCertificate",
        CheckName,
        YES_NO,
        One(Application::AutoProvision),
    ),
    in_words("P8502", Meaning::Source, PARTS, Global),
    in_words("trustedCACertificates.load", Meaning::Source, PARTS, Global),
];

/// The parameters of a maker.
pub(super) const fn of(maker: Maker) -> &'static [Parameter] {
    match maker {
        Maker::Yealink | Maker::Flyingvoice => YEALINK,
        Maker::Fanvil => FANVIL,
        Maker::Htek => HTEK,
        Maker::Grandstream => GRANDSTREAM,
    }
}

/// A key that is in the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) parameter: &'static Parameter,
    /// `None`: global.
    pub(super) application: Option<Application>,
    pub(super) index: Option<u16>,
    /// True if the key has `static.` in front.
    pub(super) is_static: bool,
}

/// Finds a key in the table of a maker.
pub(super) fn find(maker: Maker, key: &str) -> Option<Known> {
    let bare = key.strip_prefix(STATIC).filter(|_| maker.form() == super::maker::Form::Pairs);
    let name = bare.unwrap_or(key);
    of(maker).iter().find_map(|parameter| {
        let (application, index) = matched(parameter, name)?;
        Some(Known { parameter, application, index, is_static: bare.is_some() })
    })
}

pub(super) const STATIC: &str = "static.";

fn matched(parameter: &Parameter, key: &str) -> Option<(Option<Application>, Option<u16>)> {
    let mut application = match parameter.scope {
        One(application) => Some(application),
        Global | Named => None,
    };
    let mut index = None;
    let (mut wanted, mut given) = (parameter.name.split('.'), key.split('.'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some((application, index)),
            (Some("*"), Some(token)) => {
                let token = Application::from_word(token)?;
                let library = token == Application::DownloadLibrary;
                if library && parameter.meaning != Meaning::HandedOn {
                    return None;
                }
                application = Some(token);
            }
            (Some("#"), Some(number)) => index = Some(number.parse().ok()?),
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

impl Values {
    /// True if some of them are numbers.
    pub(super) const fn has_numbers(self) -> bool {
        matches!(self, Self::Flag | Self::Words(_) | Self::UpTo(_) | Self::OneOf(_))
    }
}

impl Meaning {
    /// True if it is a part of the policy.
    pub(super) const fn is_policy(self) -> bool {
        matches!(
            self,
            Self::AcceptUntrusted | Self::Source | Self::CheckName | Self::DeviceCertificate
        )
    }
}
