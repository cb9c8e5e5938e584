//! The known key that is nearest to an unknown one.

use super::maker::{Form, Maker};
use super::parameters::{self, STATIC, Scope};
use crate::policy_set::Application;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A key that has none of these is not one of a certificate setting; a file has many others.
const MARKS: &[&str] = &["cert", "securit", "802", "trust", "scep", "cn_valid", "ssl_method"];

/// A key that has one of these is meant for a certificate setting, even if it resembles none.
const MEANT: &[&str] = &[
    "trusted_cert",
    "trust_cert",
    "server_cert",
    "ca_cert",
    "dev_cert",
    "cn_validation",
    "ssl_method",
    "tls_cipher_list",
];

/// The most edits between a key and the one that was meant: two slips.
const MAX_EDITS: usize = 2;

/// Whether an unknown key looks like a certificate setting; and if so, which known key is nearest.
#[expect(clippy::option_option, reason = "a key is suspicious or not, and may have a nearest one")]
pub(super) fn suspect(maker: Maker, key: &str) -> Option<Option<Box<str>>> {
    let lower = key.to_ascii_lowercase();
    match maker.form() {
        Form::Pairs => {
            MARKS.iter().any(|mark| lower.contains(mark)).then_some(())?;
            let nearest = among_pairs(maker, &lower);
            let is_meant = MEANT.iter().any(|mark| lower.contains(mark));
            (is_meant || nearest.is_some()).then_some(nearest)
        }
        Form::Elements => {
            // A prefix of a namespace is not a part of the names that are known.
            let key = key.rsplit_once(':').map_or(key, |(_, local)| local);
            if parameters::find(maker, key).is_some() {
                return Some(Some(key.into()));
            }
            let names = parameters::of(maker).iter().map(|parameter| parameter.name);
            let near = nearest_of(names.filter(|name| !name.contains('#')), key);
            let is_number = |name: &str| name.trim_start_matches('P').parse::<u32>().is_ok();
            // Most other numbers are other settings, but the same number in lower case is meant.
            let is_meant = |near: &&str| !is_number(near) || near.eq_ignore_ascii_case(key);
            near.filter(is_meant).map(|near| Some(near.into()))
        }
    }
}

fn among_pairs(maker: Maker, key: &str) -> Option<Box<str>> {
    let mut bare = key;
    while let Some((first, rest)) = bare.split_once('.') {
        if first.is_empty() || strsim::osa_distance(first, "static") > MAX_EDITS {
            break;
        }
        bare = rest;
    }
    let spelled = |bare: &str| {
        let prefix = if has_static(key) { STATIC } else { "" };
        Some(format!("{prefix}{bare}").into_boxed_str())
    };
    if parameters::find(maker, bare).is_some() {
        return spelled(bare);
    }
    // Without the first part; and the one setting whose global name differs from that of an application.
    let (group, last) = bare.rsplit_once('.').unwrap_or(("security", bare));
    let other = match last {
        "ssl_method" => "default_ssl_method",
        "default_ssl_method" => "ssl_method",
        last => last,
    };
    for whole in [format!("security.{bare}"), format!("{group}.{other}")] {
        if parameters::find(maker, &whole).is_some() {
            return spelled(&whole);
        }
    }
    if bare.rsplit('.').next() == Some("url") || bare.contains("private_key") {
        // Keys that people invent: a selector is no URL.
        if bare.contains("dev_cert") || bare.contains("private_key") {
            return spelled("server_certificates.url");
        }
        if bare.contains("ca_cert") {
            return spelled("trusted_certificates.url");
        }
    }
    let candidates = candidates(maker);
    nearest_of(candidates.iter().map(String::as_str), bare).and_then(spelled)
}

/// True if something like `static.` is in front.
fn has_static(key: &str) -> bool {
    key.split_once('.').is_some_and(|(first, _)| strsim::osa_distance(first, "static") <= MAX_EDITS)
}

/// The keys of a maker, one for each application.
fn candidates(maker: Maker) -> Vec<String> {
    let mut all = Vec::new();
    for parameter in parameters::of(maker).iter().filter(|parameter| !parameter.name.contains('#'))
    {
        if parameter.scope == Scope::Named {
            let tokens = Application::ALL.iter().map(|application| application.word());
            let keys = tokens.map(|token| parameter.name.replace('*', token));
            all.extend(keys.filter(|key| parameters::find(maker, key).is_some()));
        } else {
            all.push(parameter.name.into());
        }
    }
    all
}

/// The nearest candidate, if it is near enough and no other is as near.
fn nearest_of<'a>(candidates: impl Iterator<Item = &'a str>, key: &str) -> Option<&'a str> {
    let most = MAX_EDITS.min(key.len() / 4);
    let mut best: Option<(usize, &str)> = None;
    let mut is_tie = false;
    for candidate in candidates.filter(|candidate| candidate.len().abs_diff(key.len()) <= MAX_EDITS)
    {
        let distance = if candidate.eq_ignore_ascii_case(key) {
            0
        } else {
            strsim::osa_distance(candidate, key)
        };
        match best {
            Some((least, _)) if distance > least => {}
            Some((least, _)) if distance == least => is_tie = true,
            _ if distance <= most => (best, is_tie) = (Some((distance, candidate)), false),
            _ => {}
        }
    }
    best.filter(|_| !is_tie).map(|(_, candidate)| candidate)
}
