//! Enums without facts: each is listed, and found by its number.

use trustslot::{
    AlternativeNameKind, Application, Assumption, Bank, BlockedBy, Cause, CertificateFlag, Check,
    CrlKind, Decision, DeviceCertificate, DownloadOrder, Encoding, EntryKind, FactoryReset,
    HashAlgorithm, KeyFormat, ListGain, Maker, MatchedBy, NameHint, NameRules, PairProof, PemFault,
    Policy, Profile, RevocationCoverage, RevocationReason, SlotKind, Spelling, StorePart,
    TrustRole, TrustSource, Unwritten, Usage,
};

/// Checks the table of one enum, and returns its numbers and words.
macro_rules! table {
    ($type:ident { $($variant:ident = $code:literal $word:literal,)* }) => {{
        let rows = [$(($code, $word, $type::$variant)),*];
        assert_eq!($type::ALL, rows.map(|(_, _, value)| value), "all values, by their numbers");
        for (code, word, value) in rows {
            assert_eq!((value.code(), value.word()), (code, word), "{value:?}");
        }
        for code in 0..=u8::MAX {
            let found = rows.iter().find(|row| row.0 == code).map(|row| row.2);
            assert_eq!($type::from_code(code), found, "{} with number {code}", stringify!($type));
        }
        rows.map(|(code, word, _)| (u16::from(code), word)).to_vec()
    }};
}

pub(crate) fn tables() -> Vec<(u16, &'static str)> {
    let policies = [
        table!(Check {
            Path = 0 "path",
            Validity = 1 "validity",
            AnchorValidity = 2 "anchor-validity",
            Clock = 3 "clock",
            Usage = 4 "usage",
            Name = 5 "name",
            Revocation = 6 "revocation",
            RevocationStatus = 7 "revocation-status",
            CrlValidity = 8 "crl-validity",
            Strength = 9 "strength",
            PeerKey = 10 "peer-key",
            Presented = 11 "presented",
        }),
        table!(Usage { ServerAuth = 0 "server-auth", ClientAuth = 1 "client-auth", }),
        table!(TrustSource { All = 0 "all", BuiltIn = 1 "built-in", Custom = 2 "custom", }),
        table!(NameRules {
            Rfc2818 = 0 "rfc2818",
            Rfc6125 = 1 "rfc6125",
            Rfc9525 = 2 "rfc9525",
            Rfc5922 = 3 "rfc5922",
        }),
        table!(Profile { Rfc5280 = 0 "rfc5280", PublicWeb = 1 "public-web", }),
        table!(RevocationCoverage {
            IfLoaded = 0 "if-loaded",
            ListedIssuers = 1 "listed-issuers",
            EveryCertificate = 2 "every-certificate",
        }),
    ];
    let trust = [
        table!(CertificateFlag {
            Expired = 0 "expired",
            NotYetValid = 1 "not-yet-valid",
            ExpiresSoon = 2 "expires-soon",
            NotACa = 3 "not-a-ca",
            SelfIssued = 4 "self-issued",
            Weak = 5 "weak",
            NotForServers = 6 "not-for-servers",
            NotForClients = 7 "not-for-clients",
        }),
        table!(AlternativeNameKind {
            Dns = 0 "dns",
            Ip = 1 "ip",
            Uri = 2 "uri",
            Email = 3 "email",
            Directory = 4 "directory",
            Other = 5 "other",
        }),
        table!(Bank { A = 0 "a", B = 1 "b", }),
        table!(StorePart { BuiltIn = 0 "built-in", Custom = 1 "custom", }),
        table!(TrustRole { Anchor = 0 "anchor", Pin = 1 "pin", }),
        table!(FactoryReset { DropCustom = 0 "drop-custom", KeepCustom = 1 "keep-custom", }),
        table!(BlockedBy { Certificate = 0 "certificate", Key = 1 "key", SerialNumber = 2 "serial-number", KeyForm = 3 "key-form", }),
        table!(CrlKind { Complete = 0 "complete", Delta = 1 "delta", SomeReasons = 2 "some-reasons", }),
        // RFC 5280 §5.3.1.
        table!(RevocationReason {
            Unspecified = 0 "unspecified",
            KeyCompromise = 1 "key-compromise",
            CaCompromise = 2 "ca-compromise",
            AffiliationChanged = 3 "affiliation-changed",
            Superseded = 4 "superseded",
            CessationOfOperation = 5 "cessation-of-operation",
            CertificateHold = 6 "certificate-hold",
            PrivilegeWithdrawn = 9 "privilege-withdrawn",
            AaCompromise = 10 "aa-compromise",
        }),
    ];
    let identities = [
        table!(DeviceCertificate { Default = 0 "default", Custom = 1 "custom", }),
        table!(SlotKind { Unique = 0 "unique", Generic = 1 "generic", Custom = 2 "custom", Client = 3 "client", }),
        table!(PairProof { Signed = 0 "signed", Derived = 1 "derived", Stated = 2 "stated", }),
    ];
    let names = [
        table!(MatchedBy {
            DnsId = 0 "dns-id",
            DnsIdWildcard = 1 "dns-id-wildcard",
            CommonName = 2 "common-name",
            CommonNameWildcard = 3 "common-name-wildcard",
            IpAddress = 4 "ip-address",
            SipUri = 5 "sip-uri",
            SipUriWildcard = 6 "sip-uri-wildcard",
        }),
        table!(EntryKind { Dns = 0 "dns", Ip = 1 "ip", SipUri = 2 "sip-uri", }),
        table!(NameHint {
            CommonNameWouldMatch = 1 "common-name-would-match",
            EmptySubjectAltName = 2 "empty-subject-alt-name",
            EarlierCommonName = 3 "earlier-common-name",
            IpInDnsName = 4 "ip-in-dns-name",
            IpInCommonName = 5 "ip-in-common-name",
            IpMapped = 6 "ip-mapped",
            IpIsNoSipDomain = 7 "ip-is-no-sip-domain",
            WildcardTooDeep = 8 "wildcard-too-deep",
            WildcardNeedsLabel = 9 "wildcard-needs-label",
            WildcardAtTop = 10 "wildcard-at-top",
            WildcardInALabel = 11 "wildcard-in-a-label",
            WildcardNotLeftmost = 12 "wildcard-not-leftmost",
            TwoWildcards = 13 "two-wildcards",
            WildcardForNothing = 14 "wildcard-for-nothing",
            WildcardNotAllowed = 15 "wildcard-not-allowed",
            SipUriHidesDns = 16 "sip-uri-hides-dns",
            HostWithinDomain = 17 "host-within-domain",
            FinalDot = 18 "final-dot",
            NoName = 19 "no-name",
            BlankInEntry = 20 "blank-in-entry",
            PortInEntry = 21 "port-in-entry",
            UrlInEntry = 22 "url-in-entry",
            PathInEntry = 23 "path-in-entry",
            ListInEntry = 24 "list-in-entry",
            PrefixInEntry = 25 "prefix-in-entry",
            UserInEntry = 26 "user-in-entry",
            MarksInEntry = 27 "marks-in-entry",
            EmptyLabelInEntry = 28 "empty-label-in-entry",
            NotAsciiInEntry = 29 "not-ascii-in-entry",
            HostInUri = 30 "host-in-uri",
            HostInMailAddress = 31 "host-in-mail-address",
            SipUriNamesUser = 32 "sip-uri-names-user",
            SipsUri = 33 "sips-uri",
            SipWildcard = 34 "sip-wildcard",
            DomainAbove = 35 "domain-above",
            SimilarName = 36 "similar-name",
        }),
    ];
    let settings = [
        // Tokens in the names of settings, so with underscores.
        table!(Application {
            Sip = 0 "sip",
            AutoProvision = 1 "auto_provision",
            Ieee8021x = 2 "802_1x",
            Ldap = 3 "ldap",
            RemotePhonebook = 4 "remote_phonebook",
            XmlBrowser = 5 "xml_browser",
            Tr069 = 6 "tr069",
            Dm = 7 "dm",
            WebServer = 8 "web_server",
            Sopi = 9 "sopi",
            XmppXsi = 10 "xmpp_xsi",
            DownloadLibrary = 11 "download_library",
        }),
        table!(Maker {
            Yealink = 0 "yealink",
            Flyingvoice = 1 "flyingvoice",
            Fanvil = 2 "fanvil",
            Htek = 3 "htek",
            Grandstream = 4 "grandstream",
        }),
        table!(Spelling {
            AsFound = 0 "as-found",
            Old = 1 "old",
            Static = 2 "static",
            PerApplication = 3 "per-application",
        }),
        table!(Unwritten {
            NoSuchSetting = 0 "no-such-setting",
            NotInFile = 1 "not-in-file",
            Unconfirmed = 2 "unconfirmed",
            NotText = 3 "not-text",
        }),
    ];
    let forecasts = [
        table!(Decision { Rejected = 0 "rejected", Tolerated = 1 "tolerated", Trusted = 2 "trusted", }),
        table!(Cause {
            PeerEnds = 0 "peer-ends",
            IntermediateEnds = 1 "intermediate-ends",
            AnchorEnds = 2 "anchor-ends",
            PeerBegins = 3 "peer-begins",
            IntermediateBegins = 4 "intermediate-begins",
            AnchorBegins = 5 "anchor-begins",
            CrlEnds = 6 "crl-ends",
            CrlBegins = 7 "crl-begins",
            LeftList = 8 "left-list",
            JoinedList = 9 "joined-list",
            DistrustAfter = 10 "distrust-after",
            Blocked = 11 "blocked",
            ChainChanged = 12 "chain-changed",
            Renewed = 13 "renewed",
            ClockChanged = 14 "clock-changed",
            Planned = 15 "planned",
            IssuerChanged = 16 "issuer-changed",
        }),
        table!(Assumption {
            ListsUnchanged = 0 "lists-unchanged",
            CrlsUnchanged = 1 "crls-unchanged",
            RenewalSameIssuer = 2 "renewal-same-issuer",
            ShorterLifetimes = 3 "shorter-lifetimes",
            ExpectedChange = 4 "expected-change",
            RenewalByOther = 5 "renewal-by-other",
        }),
        table!(DownloadOrder {
            AsInFile = 0 "as-in-file",
            DeletesFirst = 1 "deletes-first",
            DownloadsFirst = 2 "downloads-first",
        }),
        table!(ListGain { HasRoot = 0 "has-root", LimitsLess = 1 "limits-less", }),
    ];
    let files = [
        table!(PemFault {
            NoEnd = 1 "no-end",
            BeginInside = 2 "begin-inside",
            NoBegin = 3 "no-begin",
            EndDiffers = 4 "end-differs",
            BadLine = 5 "bad-line",
            NotAlone = 6 "not-alone",
            Foreign = 7 "foreign",
            NoBoundaries = 8 "no-boundaries",
            Headers = 9 "headers",
            BadCharacter = 10 "bad-character",
            BadEnd = 11 "bad-end",
            Empty = 12 "empty",
            TooLarge = 13 "too-large",
            EscapedLineEnds = 14 "escaped-line-ends",
            SourceCode = 15 "source-code",
            QuotedMail = 16 "quoted-mail",
            NoBreakSpaces = 17 "no-break-spaces",
            Markup = 18 "markup",
            OtherLabel = 19 "other-label",
            Distrusted = 20 "distrusted",
            PercentEncoded = 21 "percent-encoded",
            QuotedPrintable = 22 "quoted-printable",
            LineMarks = 23 "line-marks",
        }),
        table!(KeyFormat {
            Pkcs8 = 0 "pkcs8",
            Pkcs1 = 1 "pkcs1",
            Sec1 = 2 "sec1",
            Dsa = 3 "dsa",
            OpenSsh = 4 "openssh",
            Other = 5 "other",
            Putty = 6 "putty",
            Jwk = 7 "jwk",
            Pgp = 8 "pgp",
        }),
        table!(Encoding { Pem = 0 "pem", Der = 1 "der", Pkcs7 = 2 "pkcs7", }),
        table!(HashAlgorithm {
            Md2 = 0 "md2",
            Md5 = 1 "md5",
            Sha1 = 2 "sha1",
            Sha256 = 3 "sha256",
            Sha384 = 4 "sha384",
            Sha512 = 5 "sha512",
        }),
    ];
    let rooms: [&[Vec<(u16, &'static str)>]; 7] =
        [&policies, &trust, &identities, &names, &settings, &forecasts, &files];
    rooms.into_iter().flatten().flatten().copied().collect()
}

#[test]
fn a_number_never_changes_its_meaning() {
    assert!(!tables().is_empty());
}

/// A program in C that passes a zeroed struct gets the strictest policy, and the defaults of the phones.
#[test]
fn zero_is_the_safe_value() {
    let zeroed = Policy::STRICT
        .with_source(TrustSource::from_code(0).unwrap())
        .with_name_rules(NameRules::from_code(0).unwrap())
        .with_profile(Profile::from_code(0).unwrap())
        .with_revocation_coverage(RevocationCoverage::from_code(0).unwrap());
    assert_eq!(zeroed, Policy::STRICT);
    assert!(Check::ALL.iter().all(|check| zeroed.decides(*check)));
    assert_eq!(zeroed.source(), TrustSource::All);
    assert_eq!(zeroed.name_rules(), NameRules::Rfc2818);
    assert_eq!(zeroed.profile(), Profile::Rfc5280);
    assert_eq!(zeroed.revocation_coverage(), RevocationCoverage::IfLoaded);
    assert_eq!(TrustSource::default().code(), 0);
    assert_eq!(NameRules::default().code(), 0);
    assert_eq!(Profile::default().code(), 0);
    assert_eq!(RevocationCoverage::default().code(), 0);
    assert_eq!(FactoryReset::default().code(), 0);
    assert_eq!(DeviceCertificate::default().code(), 0);
}

/// A set of checks or of flags is a bit field in C, of 16 and of 8 bits.
#[test]
fn numbers_that_are_bits_fit_their_field() {
    assert!(Check::ALL.iter().all(|check| check.code() < 16));
    assert!(CertificateFlag::ALL.iter().all(|flag| flag.code() < 8));
}
