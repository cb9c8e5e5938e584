//! Would this phone accept that server?
//!
//! Without arguments, a chain that a public server presented in December 2021 is judged against the Mozilla
//! list in several situations. With arguments, your own files are:
//!
//! ```text
//! cargo run --example phone_client -- --chain server.pem --host sip.example.com --trust our-ca.pem
//! ```
//!
//! Exit code: 0 accepted, 1 refused, 2 the question could not be read.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

mod arguments;

use arguments::Arguments;
use core::error::Error;
use std::process::ExitCode;
use trustslot::{
    Bundle, Chain, Check, Clock, Crl, Policy, ReferenceIdentity, TrustSource, TrustStore,
};
use trustslot::{Verdict, Verifier};

fn main() -> ExitCode {
    let outcome = if std::env::args_os().len() > 1 {
        Arguments::read().and_then(|arguments| judge(&arguments))
    } else {
        tour().map(|()| true)
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Judges the files named in the arguments. `true` if the phone would go on.
fn judge(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let mut store = TrustStore::mozilla();
    for (name, bytes) in &arguments.trust {
        let bundle = Bundle::parse(name, bytes).map_err(|error| refusal(name, &error))?;
        let added = store.add(&bundle).map_err(|error| format!("{name}: {error}"))?;
        println!("{name}: {} added, {} known", added.new, added.known);
    }
    let (name, bytes) = &arguments.chain;
    let presented = Bundle::parse(name, bytes).map_err(|error| refusal(name, &error))?;
    let chain = Chain::from_certificates(presented.certificates().iter().cloned())?;

    let mut crls = Vec::new();
    for (name, bytes) in &arguments.crls {
        let crl = Crl::parse(bytes).map_err(|error| format!("{name}: {error}"))?;
        println!("{name}: {crl}");
        crls.push(crl);
    }
    let verifier = Verifier::new(store, arguments.policy).with_crls(crls);
    let verdict = match &arguments.host {
        Some(host) => verifier.verify_server(&chain, host, arguments.clock),
        None => verifier.verify_server_of_any_name(&chain, arguments.clock),
    };
    show(&verdict);
    Ok(verdict.is_accepted())
}

/// The same chain in different situations.
fn tour() -> Result<(), Box<dyn Error>> {
    let presented = Bundle::parse("stackexchange.pem", PRESENTED)?;
    let chain = Chain::from_certificates(presented)?;
    let right: ReferenceIdentity = "stackexchange.com".parse()?;
    let wrong: ReferenceIdentity = "sip.example.com".parse()?;
    let then = Clock::set(JANUARY_2022);

    let strict = Verifier::new(TrustStore::mozilla(), Policy::STRICT);
    let situations: &[(&str, Policy, &ReferenceIdentity, Clock)] = &[
        (
            "a path through the root that is built in, not through the expired one it was cross-signed by",
            Policy::STRICT,
            &right,
            then,
        ),
        ("another server was meant", Policy::STRICT, &wrong, then),
        (
            "another server was meant, and the name check is waived",
            Policy::STRICT.waive(Check::Name),
            &wrong,
            then,
        ),
        (
            "only what the operator uploaded is trusted, and nothing was",
            Policy::STRICT.with_source(TrustSource::Custom),
            &right,
            then,
        ),
        (
            "the phone has just started and does not know the time",
            Policy::STRICT,
            &right,
            Clock::Unset,
        ),
        (
            "the same, and the policy lets it fetch the time first",
            Policy::STRICT.waive(Check::Clock),
            &right,
            Clock::Unset,
        ),
        ("some years later", Policy::STRICT, &right, Clock::set(JUNE_2026)),
    ];
    println!("The certificates a server presented:\n");
    for certificate in core::iter::once(chain.end_entity()).chain(chain.others()) {
        println!("    {certificate}");
    }
    for (situation, policy, meant, clock) in situations {
        println!("\n{meant}, clock {clock}: {situation}");
        show(&strict.with_policy(*policy).verify_server(&chain, meant, *clock));
    }
    Ok(())
}

fn show(verdict: &Verdict) {
    match verdict {
        Verdict::Trusted(path) => {
            println!("    TRUSTED   {path}");
        }
        Verdict::Tolerated(findings) => {
            println!("    TOLERATED by the policy, although");
            for finding in findings {
                println!("              {finding}  [{}]", finding.reason().code());
            }
        }
        Verdict::Rejected(findings) => {
            println!("    REJECTED");
            for finding in findings {
                let waived = if finding.is_waived() { " (waived)" } else { "" };
                println!("              {finding}{waived}  [{}]", finding.reason().code());
                if let Some(remedy) = finding.remedy() {
                    println!("              -> {remedy}");
                }
            }
        }
    }
}

fn refusal(name: &str, error: &trustslot::BundleError) -> String {
    match error.remedy() {
        Some(remedy) => format!("{name}: {error}\n-> {remedy}"),
        None => format!("{name}: {error}"),
    }
}

/// See `examples/data/README.md`.
const PRESENTED: &[u8] = include_bytes!("../data/stackexchange-2021.pem");

/// 2022-01-15 00:00:00 UTC
const JANUARY_2022: u64 = 1_642_204_800;

/// 2026-06-01 00:00:00 UTC
const JUNE_2026: u64 = 1_780_272_000;
