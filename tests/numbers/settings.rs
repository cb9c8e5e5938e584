//! Findings, remedies and errors of settings files, and errors of forecasts.

use super::{Numbered, Row, row};
use trustslot::{
    FleetError, ForecastError, SettingsError, SettingsFault as F, SettingsRemedy as R,
    TrustStoreError,
};

macro_rules! numbered {
    ($($type:ident: $shown:expr),* $(,)?) => {
        $(impl Numbered for Shown<$type> {
            fn code(&self) -> u16 {
                self.0.code()
            }
            fn word(&self) -> &'static str {
                self.0.word()
            }
        }
        impl std::fmt::Display for Shown<$type> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$shown(&self.0))
            }
        })*
    };
}

/// A fault has no message without its line.
#[derive(Debug)]
struct Shown<T>(T);

numbered! {
    F: |fault: &F| fault.word().to_owned(),
    R: ToString::to_string,
    SettingsError: ToString::to_string,
    ForecastError: ToString::to_string,
    FleetError: ToString::to_string,
}

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = vec![
        row(2201, "unknown-key", Shown(F::UnknownKey)),
        row(2202, "url-for-selector", Shown(F::UrlForSelector)),
        row(2203, "out-of-range", Shown(F::OutOfRange)),
        row(2204, "not-a-number", Shown(F::NotANumber)),
        row(2205, "unknown-value", Shown(F::UnknownValue)),
        row(2206, "not-a-url", Shown(F::NotAUrl)),
        row(2207, "two-values", Shown(F::TwoValues)),
        row(2208, "duplicate-key", Shown(F::DuplicateKey)),
        row(2209, "upload-without-effect", Shown(F::UploadWithoutEffect)),
        row(2210, "device-upload-without-effect", Shown(F::DeviceUploadWithoutEffect)),
        row(2211, "trust-off", Shown(F::TrustOff)),
        row(2212, "name-check-off", Shown(F::NameCheckOff)),
        row(2213, "delete-and-download", Shown(F::DeleteAndDownload)),
        row(2214, "ca-over-plain-http", Shown(F::CaOverPlainHttp)),
        row(2215, "password-in-url", Shown(F::PasswordInUrl)),
        row(2216, "unconfirmed-meaning", Shown(F::UnconfirmedMeaning)),
        row(2217, "template-placeholder", Shown(F::TemplatePlaceholder)),
        row(2218, "mark-before-header", Shown(F::MarkBeforeHeader)),
        row(2219, "not-text", Shown(F::NotText)),
        row(2220, "quoted-value", Shown(F::QuotedValue)),
        row(2221, "not-set", Shown(F::NotSet)),
        row(2222, "accounts-differ", Shown(F::AccountsDiffer)),
        row(2223, "unfinished", Shown(F::Unfinished)),
        row(2224, "too-deep", Shown(F::TooDeep)),
        row(2225, "padded-number", Shown(F::PaddedNumber)),
        row(2226, "other-form", Shown(F::OtherForm)),
        row(2227, "device-delete-and-download", Shown(F::DeviceDeleteAndDownload)),
        row(2228, "key-over-plain-http", Shown(F::KeyOverPlainHttp)),
        row(2251, "settings-too-large", Shown(SettingsError::TooLarge { bytes: 6_000_000 })),
    ];
    let full = TrustStoreError::Full { new: 2, free: 1, limit: 10 };
    rows.extend([
        row(2301, "span-backwards", Shown(ForecastError::BackwardsSpan)),
        row(2302, "too-many-instants", Shown(ForecastError::TooManyInstants)),
        row(2303, "unknown-dependency", Shown(ForecastError::UnknownDependency("sip".into()))),
        row(2304, "not-in-store", Shown(ForecastError::NotInStore)),
        row(2305, "change-refused", Shown(ForecastError::Refused(full))),
        row(2306, "wrong-issuers", Shown(ForecastError::WrongIssuers("sip".into()))),
    ]);
    rows.extend([
        row(2401, "too-many-dependencies", Shown(FleetError::TooManyDependencies(300))),
        row(2402, "same-name", Shown(FleetError::SameName("sip".into()))),
        row(2403, "unknown-server", Shown(FleetError::UnknownDependency("sip".into()))),
        row(2404, "too-many-supplied", Shown(FleetError::TooManyCertificates(2_000))),
        row(2405, "too-many-classes", Shown(FleetError::TooManyClasses)),
        row(2406, "too-many-phones", Shown(FleetError::TooManyPhones)),
        row(2407, "too-many-lists", Shown(FleetError::TooManyLists(9))),
    ]);
    rows.extend([
        row(501, "use-key", Shown(R::UseKey("security.ca_cert".into()))),
        row(502, "use-one-of", Shown(R::UseOneOf("0 or 1"))),
        row(
            503,
            "move-url",
            Shown(R::MoveUrl { values: "0 or 1", key: "server_certificates.url" }),
        ),
        row(504, "keep-one-line", Shown(R::KeepOneLine { earlier: 3, later: 7 })),
        row(505, "select-uploads", Shown(R::SelectUploads)),
        row(506, "select-own-certificate", Shown(R::SelectOwnCertificate)),
        row(507, "turn-trust-on", Shown(R::TurnTrustOn)),
        row(508, "turn-name-check-on", Shown(R::TurnNameCheckOn)),
        row(509, "separate-orders", Shown(R::SeparateOrders)),
        row(510, "use-https", Shown(R::UseHttps)),
        row(511, "remove-password", Shown(R::RemovePassword)),
        row(512, "fill-in", Shown(R::FillIn)),
        row(513, "state-meaning", Shown(R::StateMeaning)),
        row(514, "save-without-mark", Shown(R::SaveWithoutMark)),
        row(515, "save-as-text", Shown(R::SaveAsText)),
        row(516, "remove-quotes", Shown(R::RemoveQuotes)),
        row(517, "write-as", Shown(R::WriteAs("key = value"))),
        row(518, "use-one-value", Shown(R::UseOneValue)),
        row(519, "end-with", Shown(R::EndWith("-->".into()))),
        row(520, "remove", Shown(R::Remove)),
        row(521, "remove-zeros", Shown(R::RemoveZeros)),
        row(522, "check-maker", Shown(R::CheckMaker)),
        row(523, "protect-key", Shown(R::ProtectKey)),
    ]);
    rows
}

#[test]
fn numbers_of_settings_never_change_their_meaning() {
    for row in rows() {
        row.check();
        let text = row.value.to_string();
        assert!(!text.is_empty() && text.len() <= 150 && !text.ends_with('.'), "{text}");
    }
}
