//! Every remedy, kind of file and kind of device.

use super::{Numbered, Row, certificates, row};
use trustslot::pki_types::UnixTime;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Change, Clock, Device, EndsFirst, EntryKind, FileKind,
    Findings, HashAlgorithm, KeyAlgorithm, KeyFormat, MacAddress, Note, ObjectId, Policy, Position,
    Remedy, RevocationAnswer, SignatureAlgorithm, TrustSource, TrustStore, Usage, Verdict,
    Verifier,
};
use trustslot_kit::{NOW, leaf};

macro_rules! without_remedy {
    ($($type:ident),*) => {
        $(impl Numbered for $type {
            fn code(&self) -> u16 {
                self.code()
            }
            fn word(&self) -> &'static str {
                self.word()
            }
        })*
    };
}

without_remedy!(
    Change,
    Remedy,
    FileKind,
    Device,
    Verdict,
    KeyAlgorithm,
    SignatureAlgorithm,
    RevocationAnswer,
    Note,
    EndsFirst
);

pub(crate) fn remedies() -> Vec<Row> {
    use Remedy as R;
    let peer = certificates::good;
    let host = || "sip.example.com".parse().unwrap();
    let date = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_780_272_000));
    vec![
        row(1, "set-source", R::SetSource(TrustSource::All)),
        row(2, "enable-built-in", R::EnableBuiltIn(peer().fingerprint())),
        row(3, "upload-issuer", R::UploadIssuer { ca: peer(), free: 0 }),
        row(4, "upload-peer", R::UploadPeer { certificate: peer(), free: 1 }),
        row(5, "send-issuer", R::SendIssuer { issued: peer(), free: 3 }),
        row(6, "dial", R::Dial(host())),
        row(7, "issue-for", R::IssueFor { name: host(), entry: EntryKind::Dns }),
        row(8, "set-clock", R::SetClock),
        row(9, "renew", R::Renew(date)),
        row(10, "wait-until", R::WaitUntil(date)),
        row(11, "load-crl", R::LoadCrl { issued: peer() }),
        row(12, "reissue", R::Reissue),
        row(14, "send-chain-only", R::SendChainOnly),
        row(15, "send-certificate", R::SendCertificate),
        row(16, "reissue-with", R::ReissueWith(Change::Key)),
        row(17, "replace-ca", R::ReplaceCa { ca: peer(), change: Change::Signature }),
        row(17, "replace-ca", R::ReplaceCa { ca: peer(), change: Change::Key }),
        row(18, "respell-issuer", R::RespellIssuer { ca: peer() }),
        row(19, "send-first", R::SendFirst { number: 2 }),
        row(20, "shorten-chain", R::ShortenChain),
        row(21, "ask-for-other-chain", R::AskForOtherChain),
        row(22, "renew-issuer", R::RenewIssuer { ca: peer() }),
        row(24, "replace-issuer", R::ReplaceIssuer { ca: peer() }),
        row(25, "ask-for-crl", R::AskForCrl { issued: peer() }),
        row(26, "ask-for-crl-signing", R::AskForCrlSigning { issued: peer() }),
        row(27, "ask-for-release", R::AskForRelease { issued: peer() }),
        row(28, "update-revocation-data", R::UpdateRevocationData),
        row(29, "wait-for-crl", R::WaitForCrl(date)),
        row(30, "uncompress-key", R::UncompressKey),
        row(31, "constrain-hosts", R::ConstrainHosts { ca: peer() }),
        row(32, "use-trusted-ca", R::UseTrustedCa),
        row(33, "use-name", R::UseName),
        row(34, "add-algorithms", R::AddAlgorithms),
        row(101, "rename", R::Rename(Bundle::EXTENSIONS)),
        row(102, "copy-again", R::CopyAgain),
        row(103, "split", R::Split),
        row(104, "convert-pkcs12", R::ConvertPkcs12),
        row(105, "convert-pkcs12-with-key", R::ConvertPkcs12WithKey),
        row(106, "convert-pkcs7", R::ConvertPkcs7),
        row(107, "convert-pkcs7-with-crl", R::ConvertPkcs7WithCrl),
        row(108, "convert-java-key-store", R::ConvertJavaKeyStore),
        row(109, "convert-certificate", R::ConvertCertificate),
        row(110, "keep-certificates", R::KeepCertificates),
        row(111, "upload-certificate", R::UploadCertificate),
        row(112, "upload-issued", R::UploadIssued),
        row(113, "upload-content", R::UploadContent),
        row(114, "upload-ca", R::UploadCa),
        row(115, "save-as-utf8", R::SaveAsUtf8),
        row(116, "save-download", R::SaveDownload),
        row(117, "unpack", R::Unpack),
        row(118, "add-boundaries", R::AddBoundaries),
        row(119, "separate-lines", R::SeparateLines),
        row(120, "upload-separately", R::UploadSeparately),
        row(121, "get-complete-crl", R::GetCompleteCrl),
        row(122, "free-memory", R::FreeMemory),
        row(123, "upload-any-certificate", R::UploadAnyCertificate),
        row(124, "unescape-line-ends", R::UnescapeLineEnds),
        row(125, "take-out-of-code", R::TakeOutOfCode),
        row(126, "remove-quote-marks", R::RemoveQuoteMarks),
        row(127, "replace-no-break-spaces", R::ReplaceNoBreakSpaces),
        row(128, "remove-markup", R::RemoveMarkup),
        row(129, "restore-boundaries", R::RestoreBoundaries),
        row(130, "decode-base64", R::DecodeBase64),
        row(131, "remove-headers", R::RemoveHeaders),
        row(151, "split-crls", R::SplitCrls),
        row(152, "ask-for-correct-crl", R::AskForCorrectCrl),
        row(132, "convert-der", R::ConvertDer),
        row(133, "split-der", R::SplitDer),
        row(134, "decode-percent", R::DecodePercent),
        row(135, "decode-quoted-printable", R::DecodeQuotedPrintable),
        row(136, "remove-line-marks", R::RemoveLineMarks),
        row(137, "remove-distrusted", R::RemoveDistrusted),
        row(138, "extract-base64", R::ExtractBase64),
        row(139, "transfer-binary", R::TransferBinary),
        row(140, "copy-or-reissue", R::CopyOrReissue),
        row(141, "cut-start", R::CutStart { bytes: 3 }),
        row(142, "convert-pkcs7-to-der", R::ConvertPkcs7ToDer),
        row(143, "rewrite-blocks", R::RewriteBlocks),
        row(201, "join-certificate-and-key", R::JoinCertificateAndKey),
        row(202, "keep-one-key", R::KeepOneKey),
        row(203, "keep-identity", R::KeepIdentity),
        row(204, "use-matching-key", R::UseMatchingKey),
        row(205, "keep-one-certificate", R::KeepOneCertificate),
        row(206, "remove-duplicate", R::RemoveDuplicate),
        row(207, "remove-unrelated", R::RemoveUnrelated),
        row(208, "add-key", R::AddKey),
        row(209, "export-key", R::ExportKey),
        row(210, "remove-passphrase", R::RemovePassphrase),
        row(211, "enter-passphrase", R::EnterPassphrase),
        row(212, "convert-open-ssh", R::ConvertOpenSsh),
        row(213, "name-curve", R::NameCurve),
        row(214, "use-supported-key", R::UseSupportedKey),
        row(215, "generate-key", R::GenerateKey),
        row(216, "name-handle", R::NameHandle),
        row(217, "sign-challenge", R::SignChallenge),
        row(218, "enable-backend", R::EnableBackend),
        row(219, "install-own-identity", R::InstallOwnIdentity),
        row(220, "install-as-unique", R::InstallAsUnique),
        row(221, "install-vendor-identity", R::InstallVendorIdentity),
        row(222, "remove-parameters", R::RemoveParameters),
        row(223, "export-as-pem", R::ExportAsPem),
        row(224, "remove-legacy-encryption", R::RemoveLegacyEncryption),
        row(225, "upload-client-identity", R::UploadClientIdentity),
        row(226, "renew-own", R::RenewOwn(date)),
        row(301, "delete-first", R::DeleteFirst { at_least: 1 }),
        row(301, "delete-first", R::DeleteFirst { at_least: 3 }),
        row(302, "use-other-bank", R::UseOtherBank),
        row(303, "update-firmware", R::UpdateFirmware),
        row(304, "begin-anew", R::BeginAnew),
        row(305, "upload-identity-again", R::UploadIdentityAgain),
        row(306, "upload-fewer", R::UploadFewer { at_most: 0 }),
        row(306, "upload-fewer", R::UploadFewer { at_most: 10 }),
        row(307, "upload-smaller", R::UploadSmaller { limit: 24_576 }),
        row(401, "give-host-only", R::GiveHostOnly),
        row(402, "give-a-label", R::GiveALabel),
        row(403, "give-bare-address", R::GiveBareAddress),
        row(404, "correct-name", R::CorrectName),
        row(405, "write-mac-address", R::WriteMacAddress),
    ]
}

pub(crate) fn kinds() -> Vec<Row> {
    use FileKind as K;
    use KeyAlgorithm as Key;
    let extension = || ObjectId::from_bytes(b"\x55\x1d\x36").unwrap();
    let mac = MacAddress::new([0x00, 0x15, 0x65, 0x12, 0x34, 0xab]);
    vec![
        row(0, "empty", K::Empty),
        row(1, "certificate", K::Certificate),
        row(2, "private-key", K::PrivateKey(KeyFormat::Pkcs8)),
        row(3, "encrypted-private-key", K::EncryptedPrivateKey),
        row(4, "pkcs12", K::Pkcs12),
        row(5, "pkcs7", K::Pkcs7),
        row(6, "java-key-store", K::JavaKeyStore),
        row(7, "openssl-trusted-certificate", K::OpensslTrustedCertificate),
        row(8, "certificate-request", K::CertificateRequest),
        row(9, "certificate-revocation-list", K::CertificateRevocationList),
        row(10, "public-key", K::PublicKey),
        row(11, "ssh-public-key", K::SshPublicKey),
        row(12, "key-parameters", K::KeyParameters),
        row(13, "other-pem", K::OtherPem),
        row(14, "other-asn1", K::OtherAsn1),
        row(15, "bare-base64", K::BareBase64),
        row(16, "utf16-text", K::Utf16Text),
        row(17, "html", K::Html),
        row(18, "archive", K::Archive),
        row(19, "text", K::Text),
        row(20, "binary", K::Binary),
        row(21, "xml", K::Xml),
        row(22, "json", K::Json),
        row(0, "other", Key::Other),
        row(1, "rsa", Key::Rsa { bits: 2048 }),
        row(2, "p256", Key::P256),
        row(3, "p384", Key::P384),
        row(4, "p521", Key::P521),
        row(5, "ed25519", Key::Ed25519),
        row(6, "ml-dsa-44", Key::MlDsa44),
        row(7, "ml-dsa-65", Key::MlDsa65),
        row(8, "ml-dsa-87", Key::MlDsa87),
        row(1, "purpose", Change::Purpose(Usage::ClientAuth)),
        row(2, "key-usage", Change::KeyUsage(Usage::ServerAuth)),
        row(3, "without-extension", Change::WithoutExtension(extension())),
        row(4, "correct-extension", Change::CorrectExtension(extension())),
        row(5, "key", Change::Key),
        row(6, "signature", Change::Signature),
        row(7, "version-3", Change::Version3),
        row(8, "basic-constraints", Change::BasicConstraints),
        row(9, "key-cert-sign", Change::KeyCertSign),
        row(1, "expired-branch-ignored", Note::ExpiredBranchIgnored(certificates::good())),
        row(2, "common-name-used", Note::CommonNameUsed),
        row(3, "anchor-is-intermediate", Note::AnchorIsIntermediate),
        row(4, "weak-signature", Note::WeakSignature(Position::EndEntity)),
        row(5, "weak-key", Note::WeakKey(Position::EndEntity)),
        row(23, "utf32-text", K::Utf32Text),
        row(24, "der-as-text", K::DerAsText),
        row(0, "foreign", Device::Foreign),
        row(1, "generic", Device::Generic),
        row(2, "unique", Device::Unique { mac }),
        row(3, "custom", Device::Custom { mac: None }),
        row(3, "custom", Device::Custom { mac: Some(mac) }),
        row(0, "no-data", RevocationAnswer::NoData),
        row(1, "not-covered", RevocationAnswer::NotCovered),
        row(2, "good", RevocationAnswer::Good { until: None }),
        row(3, "revoked", RevocationAnswer::Revoked { since: None }),
        row(0, "rejected", Verdict::Rejected(Findings::default())),
        row(1, "tolerated", Verdict::Tolerated(Findings::default())),
        row(2, "trusted", trusted()),
    ]
}

/// Some have the number and the word of a kind of key or of a file.
pub(crate) fn signatures() -> Vec<Row> {
    use SignatureAlgorithm as Signature;
    vec![
        row(0, "other", Signature::Other),
        row(1, "rsa-pkcs1", Signature::RsaPkcs1(HashAlgorithm::Sha256)),
        row(2, "rsa-pss", Signature::RsaPss),
        row(3, "ecdsa", Signature::Ecdsa(HashAlgorithm::Sha256)),
        row(4, "ed25519", Signature::Ed25519),
        row(5, "ml-dsa-44", Signature::MlDsa44),
        row(6, "ml-dsa-65", Signature::MlDsa65),
        row(7, "ml-dsa-87", Signature::MlDsa87),
        row(1, "certificate", EndsFirst::Certificate(Position::Anchor)),
        row(2, "revocation-data", EndsFirst::RevocationData { issued: Position::EndEntity }),
    ]
}

/// A pin needs no signature, so no backend either.
fn trusted() -> Verdict {
    let own = Certificate::from_der(&leaf("x.example").self_signed().der).unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&Bundle::from(own.clone())).unwrap();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, &[]);
    let verdict = verifier.verify_server_of_any_name(&Chain::new(own), Clock::set(NOW));
    assert!(verdict.is_trusted(), "{verdict}");
    verdict
}

#[test]
fn a_code_never_changes_its_meaning() {
    remedies().iter().chain(&kinds()).chain(&signatures()).for_each(Row::check);
}

#[test]
fn a_remedy_has_a_number_and_a_word_of_its_own() {
    let mut all: Vec<_> = remedies().iter().map(|row| (row.code, row.word)).collect();
    all.dedup();
    for (index, (code, word)) in all.iter().enumerate() {
        for (other, other_word) in all.iter().skip(index + 1) {
            assert!(code != other && word != other_word, "{code} {word}, {other} {other_word}");
        }
    }
}
