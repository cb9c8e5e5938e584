//! From the text of a value to its meaning.

use super::Unconfirmed;
use super::finding::SettingsFault;
use super::order::Url;
use super::parameters::{Known, Meaning, Source, Values};
use super::remedy::SettingsRemedy;
use crate::device_certificate::DeviceCertificate;
use crate::policy::TrustSource;
use crate::policy_set::Value;

/// The meaning of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The value is empty: the setting is not set.
    Unset,
    Policy(Value),
    Flag(bool),
    Url(Url),
    DeleteAll,
    Text,
}

/// Why a value has no meaning.
pub(super) type Refused = (SettingsFault, Option<SettingsRemedy>);

/// `http://localhost/all` is the only documented value of the settings that delete.
const ALL: &str = "http://localhost/all";

pub(super) fn meaning_of(
    known: Known,
    text: &str,
    unconfirmed: Unconfirmed,
) -> Result<Line, Refused> {
    if text.is_empty() {
        return Ok(Line::Unset);
    }
    if is_placeholder(text) {
        return Err((SettingsFault::TemplatePlaceholder, Some(SettingsRemedy::FillIn)));
    }
    let parameter = known.parameter;
    match parameter.values {
        Values::Text => Ok(Line::Text),
        Values::Url if is_url(text) => Ok(Line::Url(Url::new(text))),
        Values::Url => {
            let remedy = SettingsRemedy::UseOneOf("a URL, such as https://prov.example.com/ca.pem");
            Err((SettingsFault::NotAUrl, Some(remedy)))
        }
        Values::DeleteAll if text == ALL => Ok(Line::DeleteAll),
        Values::DeleteAll => {
            Err((SettingsFault::UnknownValue, Some(SettingsRemedy::UseOneOf(ALL))))
        }
        Values::Words(words) => {
            let word = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
            match word {
                Some((_, number)) => Ok(policy(parameter.meaning, *number)),
                None => number_of(known, text, unconfirmed),
            }
        }
        Values::Flag | Values::UpTo(_) | Values::OneOf(_) => number_of(known, text, unconfirmed),
    }
}

fn number_of(known: Known, text: &str, unconfirmed: Unconfirmed) -> Result<Line, Refused> {
    let parameter = known.parameter;
    let remedy = choices(parameter.meaning, parameter.values).map(SettingsRemedy::UseOneOf);
    if is_url(text) {
        let key = match parameter.meaning {
            Meaning::DeviceCertificate => "server_certificates.url",
            _ => "trusted_certificates.url",
        };
        let remedy = match (parameter.meaning, choices(parameter.meaning, parameter.values)) {
            (Meaning::Source | Meaning::DeviceCertificate, Some(values)) => {
                Some(SettingsRemedy::MoveUrl { values, key })
            }
            _ => remedy,
        };
        return Err((SettingsFault::UrlForSelector, remedy));
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let is_word = matches!(parameter.values, Values::Words(_));
        let fault = if is_word { SettingsFault::UnknownValue } else { SettingsFault::NotANumber };
        return Err((fault, remedy));
    }
    let Some(number) = text.parse::<u16>().ok().filter(|number| parameter.values.has(*number))
    else {
        return Err((SettingsFault::OutOfRange, remedy));
    };
    let sure = parameter.source == Source::Confirmed;
    let inverts = match unconfirmed {
        _ if sure => false,
        Unconfirmed::Ignore => {
            return Err((SettingsFault::UnconfirmedMeaning, Some(SettingsRemedy::StateMeaning)));
        }
        Unconfirmed::OneIsOn => false,
        Unconfirmed::ZeroIsOn => true,
    };
    let is_switch = matches!(parameter.values, Values::Flag | Values::Words([_, _]));
    let number = if inverts && is_switch { 1_u16.saturating_sub(number) } else { number };
    Ok(match parameter.meaning {
        Meaning::Reserve => Line::Flag(number == 1),
        meaning => policy(meaning, number),
    })
}

/// The value of the policy that the number of a setting means. For switches, 1 is on.
fn policy(meaning: Meaning, number: u16) -> Line {
    match meaning {
        Meaning::AcceptUntrusted => Line::Policy(Value::AcceptUntrusted(number == 0)),
        Meaning::CheckName => Line::Policy(Value::CheckName(number == 1)),
        Meaning::Source => Line::Policy(Value::Source(match number {
            0 => TrustSource::BuiltIn,
            1 => TrustSource::Custom,
            _ => TrustSource::All,
        })),
        Meaning::DeviceCertificate => Line::Policy(Value::DeviceCertificate(match number {
            0 => DeviceCertificate::Default,
            _ => DeviceCertificate::Custom,
        })),
        _ => Line::Text,
    }
}

/// The number that means this value.
pub(super) fn number(value: Value) -> u16 {
    match value {
        Value::AcceptUntrusted(accepts) => u16::from(!accepts),
        Value::CheckName(checks) => u16::from(checks),
        Value::Source(TrustSource::BuiltIn)
        | Value::DeviceCertificate(DeviceCertificate::Default) => 0,
        Value::Source(TrustSource::Custom)
        | Value::DeviceCertificate(DeviceCertificate::Custom) => 1,
        Value::Source(TrustSource::All) => 2,
    }
}

/// The values of a setting, for people.
const fn choices(meaning: Meaning, values: Values) -> Option<&'static str> {
    Some(match (meaning, values) {
        (_, Values::Words([_, _])) => "Yes or No",
        (_, Values::Words(_)) => "Default, Custom or All",
        (Meaning::Source, _) => "0 (built-in), 1 (custom) or 2 (all)",
        (Meaning::DeviceCertificate, _) => "0 (factory certificate) or 1 (uploaded certificate)",
        (_, Values::Flag) => "0 or 1",
        (_, Values::OneOf(_)) => "0 (TLS 1.0), 3 (negotiate), 4 (TLS 1.1) or 5 (TLS 1.2)",
        (_, Values::UpTo(2)) => "0, 1 or 2",
        (_, Values::UpTo(3)) => "0 (UDP), 1 (TCP), 2 (TLS) or 3 (DNS)",
        (_, Values::UpTo(_)) => "a number from 0 to 65535",
        _ => return None,
    })
}

impl Values {
    fn has(self, number: u16) -> bool {
        match self {
            Self::Flag => number <= 1,
            Self::UpTo(most) => number <= most,
            Self::OneOf(numbers) => numbers.contains(&number),
            Self::Words(words) => words.iter().any(|(_, own)| *own == number),
            Self::Url | Self::DeleteAll | Self::Text => false,
        }
    }
}

fn is_placeholder(text: &str) -> bool {
    ["{$", "{{", "${"].iter().any(|mark| text.contains(mark))
}

fn is_url(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let has_place = scheme.eq_ignore_ascii_case("file") || !rest.starts_with(['/', '?', '#']);
        !scheme.is_empty() && scheme.bytes().all(is_part) && !rest.is_empty() && has_place
    })
}
