//! The command line.

use core::error::Error;
use std::path::Path;
use trustslot::{
    Check, Clock, CrlCoverage, NameRules, Policy, Profile, ReferenceIdentity, TrustSource,
};

/// What to judge, and how.
pub(crate) struct Arguments {
    pub(crate) trust: Vec<(String, Vec<u8>)>,
    pub(crate) crls: Vec<(String, Vec<u8>)>,
    pub(crate) chain: (String, Vec<u8>),
    pub(crate) host: Option<ReferenceIdentity>,
    pub(crate) clock: Clock,
    pub(crate) policy: Policy,
}

const USAGE: &str = "\
phone_client --chain FILE --host NAME [options]

  --chain FILE     what the server presents, its own certificate first (PEM, DER or PKCS#7)
  --host NAME      whom the phone means to reach: a DNS name or an IP address
  --any-host       judge the path alone
  --trust FILE     upload this file to the custom part first; may be repeated
  --crl FILE       consult this list of revoked certificates; may be repeated
  --crl-listed     certificates whose issuer has no list here need none
  --time TIME      2026-06-01T12:00:00Z, seconds since 1970, or 'unset'; otherwise now
  --time-floor T   the clock is not set, but it is T or later
  --source PART    what vouches: built-in, custom or all (all)
  --names RULES    rfc2818, rfc6125, rfc9525 or rfc5922 (rfc2818)
  --waive CHECK    this check does not decide; may be repeated: path, validity, anchor-validity, clock, usage,
                   revocation, revocation-status, crl-validity or name
  --untrusted      accept any certificate, as with \"only accept trusted certificates\" off
  --factory        start from the phones' factory settings instead of the strict policy
  --public-web     ask what public CAs are obliged to as well";

impl Arguments {
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
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("chain") => chain = Some(file(&parser.value()?.string()?)?),
                Long("trust") => trust.push(file(&parser.value()?.string()?)?),
                Long("crl") => crls.push(file(&parser.value()?.string()?)?),
                Long("crl-listed") => {
                    let listed = CrlCoverage::ListedIssuers;
                    changes.push(Box::new(move |policy| policy.with_crl_coverage(listed)));
                }
                Long("host") => host = Some(parser.value()?.string()?.parse()?),
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
                    let source = source(&parser.value()?.string()?)?;
                    changes.push(Box::new(move |policy| policy.with_source(source)));
                }
                Long("names") => {
                    let rules = rules(&parser.value()?.string()?)?;
                    changes.push(Box::new(move |policy| policy.with_name_rules(rules)));
                }
                Long("waive") => {
                    let check = check(&parser.value()?.string()?)?;
                    changes.push(Box::new(move |policy| policy.waive(check)));
                }
                Long("untrusted") => changes.push(Box::new(Policy::accept_untrusted)),
                Long("factory") => base = Policy::FACTORY,
                Long("public-web") => {
                    changes.push(Box::new(|policy| policy.with_profile(Profile::PublicWeb)));
                }
                Long("help") | Short('h') => return Err(USAGE.into()),
                other => return Err(format!("{}\n\n{USAGE}", other.unexpected()).into()),
            }
        }
        if host.is_none() && !any_host {
            return Err(format!("--host or --any-host is missing\n\n{USAGE}").into());
        }
        Ok(Self {
            trust,
            crls,
            chain: chain.ok_or_else(|| format!("--chain is missing\n\n{USAGE}"))?,
            host,
            clock,
            policy: changes.iter().fold(base, |policy, change| change(policy)),
        })
    }
}

fn file(path: &str) -> Result<(String, Vec<u8>), String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{path}: {error}"))?;
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((name.unwrap_or_default(), bytes))
}

fn now() -> Result<Clock, Box<dyn Error>> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(Clock::set(since.as_secs()))
}

fn seconds(text: &str) -> Result<u64, String> {
    let wrong = || format!("{text}: neither seconds since 1970 nor like 2026-06-01T12:00:00Z");
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let moment: der::DateTime = text.parse().map_err(|_| wrong())?;
    Ok(moment.unix_duration().as_secs())
}

fn source(text: &str) -> Result<TrustSource, String> {
    match text {
        "built-in" => Ok(TrustSource::BuiltIn),
        "custom" => Ok(TrustSource::Custom),
        "all" => Ok(TrustSource::All),
        _ => Err(format!("{text}: not built-in, custom or all")),
    }
}

fn rules(text: &str) -> Result<NameRules, String> {
    match text {
        "rfc2818" => Ok(NameRules::Rfc2818),
        "rfc6125" => Ok(NameRules::Rfc6125),
        "rfc9525" => Ok(NameRules::Rfc9525),
        "rfc5922" => Ok(NameRules::Rfc5922),
        _ => Err(format!("{text}: not rfc2818, rfc6125, rfc9525 or rfc5922")),
    }
}

fn check(text: &str) -> Result<Check, String> {
    let is_named = |check: &Check| {
        let name = check.to_string().replace(' ', "-");
        name.eq_ignore_ascii_case(text)
    };
    let found = Check::ALL.iter().copied().find(is_named);
    found.ok_or_else(|| format!("{text}: no check of that name (--help lists them)"))
}
