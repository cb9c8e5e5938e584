//! What an error says to people: a message, once, and what to do.

use super::{Row, errors, remedies};
use std::error::Error;
use std::fmt::Display;
use trustslot::PemFault;

/// Errors without a remedy, each with the reason.
const WITHOUT_REMEDY: &[(u16, &str)] = &[
    (1012, "only the programmer sees it, and decodes the file first"),
    (1301, "another complete CRL of the same CA would be as large"),
    (1702, "an erased bank is normal at the first start"),
    (1671, "only the maker of the built-in list sees it, in a test"),
    (1672, "only the maker of the built-in list sees it, in a test"),
    (1673, "only the maker of the built-in list sees it, in a test"),
    (1674, "only the maker of the built-in list sees it, in a test"),
    (2102, "the client may be another phone than it says, so nothing is advised"),
    (2104, "the findings about the client have the remedies"),
    (2812, "only the programmer sees it, and calls another method"),
    (2813, "what helps depends on the secure element, and its error says it"),
];

/// Messages of one line for a small display; the values here hold nothing long.
const LONGEST: usize = 200;

#[test]
fn every_error_has_a_message_for_a_small_display() {
    for row in errors::rows() {
        check_message(&row.value);
    }
    for fault in PemFault::ALL {
        check_message(fault);
    }
}

fn check_message(value: &(impl Display + ?Sized)) {
    let text = value.to_string();
    assert!(!text.is_empty() && text.trim() == text, "{text:?}");
    assert!(text.chars().count() <= LONGEST, "{text:?}");
    assert!(!text.contains(|character: char| character.is_control()), "{text:?}");
    assert!(!text.ends_with('.'), "{text:?}");
    // An abbreviation such as DER may begin a message.
    let first = text.split([' ', ',', ';', ':']).next().unwrap();
    let is_sentence_case =
        first.starts_with(char::is_uppercase) && first.contains(char::is_lowercase);
    assert!(!is_sentence_case, "{text:?}");
}

#[test]
fn every_error_has_a_remedy_or_a_reason_why_there_is_none() {
    for row in errors::rows() {
        let listed = WITHOUT_REMEDY.iter().find(|(code, _)| *code == row.code);
        match (row.value.remedy(), listed) {
            (Some(remedy), None) => assert!(!remedy.to_string().is_empty(), "{remedy:?}"),
            (None, Some((_, reason))) => assert!(!reason.is_empty()),
            (remedy, listed) => panic!("{:?}: {remedy:?}, {listed:?}", row.value),
        }
    }
}

#[test]
fn every_remedy_has_a_message() {
    for row in remedies::remedies() {
        let text = row.value.to_string();
        assert!(!text.is_empty() && text.trim() == text && !text.ends_with('.'), "{text:?}");
        assert!(!text.starts_with(char::is_uppercase), "{text:?}");
    }
}

/// Programs print an error and then its sources, one after the other, and a text that has both would say it twice.
#[test]
fn no_message_repeats_that_of_its_source() {
    for row in errors::rows() {
        let Some(mut error) = row.value.error() else { continue };
        while let Some(source) = error.source() {
            let (text, inner) = (error.to_string(), source.to_string());
            assert!(!text.contains(&inner), "{text:?} has its source in it: {inner:?}");
            error = source;
        }
    }
}

/// So that they can cross threads and be boxed with others.
#[test]
fn every_error_is_an_error_of_the_standard_library() {
    fn is_error<T: Error + Send + Sync + 'static>() {}
    is_error::<trustslot::BuiltInError>();
    is_error::<trustslot::BundleError>();
    is_error::<trustslot::CertificateError>();
    is_error::<trustslot::ChainError>();
    is_error::<trustslot::CrlError>();
    is_error::<trustslot::IdentityError>();
    is_error::<trustslot::MacAddressError>();
    is_error::<trustslot::NotBound>();
    is_error::<trustslot::Pkcs7Error>();
    is_error::<trustslot::PrivateKeyError>();
    is_error::<trustslot::ReferenceIdentityError>();
    is_error::<trustslot::SlotError>();
    is_error::<trustslot::SnapshotError>();
    is_error::<trustslot::TrustStoreError>();
    assert!(errors::rows().iter().any(|row: &Row| row.value.error().is_some()));
}
