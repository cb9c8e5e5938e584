//! The command line.

use core::error::Error;
use std::path::Path;
use trustslot::{
    Check, Clock, NameRules, Policy, Profile, ReferenceIdentity, RevocationCoverage, TrustSource,
};

pub(crate) const USAGE: &str = "\
phone_client                                     a tour with a real chain
phone_client --chain FILE --host NAME [options]  verify your own files

  --chain FILE     the chain that the server presents, its own certificate first (PEM, DER or PKCS#7)
  --host NAME      the name that the phone dialed: a DNS name or an IP address
  --any-host       do not check the name
  --trust FILE     trust the certificates in this file too; may be repeated
  --crl FILE       consult this CRL; may be repeated
  --crl-listed     accept certificates whose issuer has no CRL here
  --time TIME      2026-06-01T12:00:00Z, seconds since 1970, or 'unset'; the default is now
  --time-floor T   the clock is not set, but the time is T or later
  --source PART    trust this part of the store: built-in, custom or all (all)
  --names RULES    match names by rfc2818, rfc6125, rfc9525 or rfc5922 (rfc2818)
  --waive CHECK    report findings of this check, but do not reject for them; may be repeated: path, validity,
                   anchor-validity, clock, usage, name, revocation, revocation-status or crl-validity
  --untrusted      accept any certificate, as with \"only accept trusted certificates\" off
  --factory        start from the phones' factory settings instead of the strict policy
  --public-web     also check the rules for public CAs
  -h, --help       show this help

Exit code: 0 accepted, 1 rejected, 2 wrong arguments.";

/// The request made by the command line.
pub(crate) enum Request {
    Tour,
    Help,
    Verify(Box<Arguments>),
}

/// The inputs of a verdict. A file is its name and its bytes.
pub(crate) struct Arguments {
    pub(crate) trust: Vec<(String, Vec<u8>)>,
    pub(crate) crls: Vec<(String, Vec<u8>)>,
    pub(crate) chain: (String, Vec<u8>),
    pub(crate) host: Option<ReferenceIdentity>,
    pub(crate) clock: Clock,
    pub(crate) policy: Policy,
}

impl Request {
    /// Reads the command line and the files it names.
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        use lexopt::prelude::*;
        let mut trust = Vec::new();
        let mut crls = Vec::new();
        let mut chain = None;
        let mut host = None;
        let mut any_host = false;
        let mut clock = now()?;
        let mut base = Policy::STRICT;
        let mut changes: Vec<Box<dyn Fn(Policy) -> Policy>> = Vec::new();
        if std::env::args_os().len() < 2 {
            return Ok(Self::Tour);
        }
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("chain") => chain = Some(file(&parser.value()?.string()?)?),
                Long("trust") => trust.push(file(&parser.value()?.string()?)?),
                Long("crl") => crls.push(file(&parser.value()?.string()?)?),
                Long("crl-listed") => {
                    let listed = RevocationCoverage::ListedIssuers;
                    changes.push(Box::new(move |policy| policy.with_revocation_coverage(listed)));
                }
                Long("host") => {
                    let name = parser.value()?.string()?;
                    let host_of = name.parse::<ReferenceIdentity>();
                    host = Some(host_of.map_err(|error| format!("--host {name:?}: {error}"))?);
                }
                Long("any-host") => any_host = true,
                Long("time") => {
                    let text = parser.value()?.string()?;
                    clock = match text.as_str() {
                        "unset" => Clock::Unset,
                        text => Clock::set(seconds(text)?),
                    };
                }
                Long("time-floor") => clock = Clock::at_least(seconds(&parser.value()?.string()?)?),
                Long("source") => {
                    let text = parser.value()?.string()?;
                    let source = one_of(&text, TrustSource::ALL, TrustSource::word)?;
                    changes.push(Box::new(move |policy| policy.with_source(source)));
                }
                Long("names") => {
                    let text = parser.value()?.string()?;
                    let rules = one_of(&text, NameRules::ALL, NameRules::word)?;
                    changes.push(Box::new(move |policy| policy.with_name_rules(rules)));
                }
                Long("waive") => {
                    let check = one_of(&parser.value()?.string()?, Check::ALL, Check::word)?;
                    changes.push(Box::new(move |policy| policy.waive(check)));
                }
                Long("untrusted") => changes.push(Box::new(Policy::accept_untrusted)),
                Long("factory") => base = Policy::FACTORY,
                Long("public-web") => {
                    changes.push(Box::new(|policy| policy.with_profile(Profile::PublicWeb)));
                }
                Long("help") | Short('h') => return Ok(Self::Help),
                other => return Err(other.unexpected().into()),
            }
        }
        if host.is_none() && !any_host {
            return Err("--host or --any-host is missing".into());
        }
        Ok(Self::Verify(Box::new(Arguments {
            trust,
            crls,
            chain: chain.ok_or("--chain is missing")?,
            host,
            clock,
            policy: changes.iter().fold(base, |policy, change| change(policy)),
        })))
    }
}

fn file(path: &str) -> Result<(String, Vec<u8>), String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {path}: {error}"))?;
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((name.unwrap_or_default(), bytes))
}

fn now() -> Result<Clock, Box<dyn Error>> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(Clock::set(since.as_secs()))
}

fn seconds(text: &str) -> Result<u64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let date = text.parse::<der::DateTime>();
    let date = date.map_err(|_| {
        format!("{text:?} is neither seconds since 1970 nor a time such as 2026-06-01T12:00:00Z")
    })?;
    Ok(date.unix_duration().as_secs())
}

/// The value that this word stands for. The library gives each value a word for settings files.
fn one_of<T: Copy>(text: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    all.iter().copied().find(|value| word(*value) == text).ok_or_else(|| {
        let words: Vec<_> = all.iter().map(|value| word(*value)).collect();
        format!("{text:?} is none of {}", words.join(", "))
    })
}
