//! Verifies many chains with this crate and with OpenSSL, and fails unless each disagreement has an explanation.
#![expect(
    clippy::assigning_clones,
    clippy::cast_possible_truncation,
    clippy::ref_option,
    reason = "random choices and small counts"
)]

mod case;
mod changes;
mod dice;
mod explained;
mod judges;
mod report;

use case::Case;
use judges::{Fault, Openssl, Ours};
use report::Report;
use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [program, numbers @ ..] = &arguments[..] else {
        return Err("use tests/checks/differential/run".into());
    };
    let number = |at: usize| numbers.get(at).map(|text| text.parse::<u64>()).transpose();
    let (cases, seed) = (number(0)?.unwrap_or(20_000), number(1)?.unwrap_or(1));
    let mut openssl = Openssl::start(program)?;
    let exit = match number(2)? {
        Some(n) => show(&mut openssl, &Case::new(seed, n))?,
        None => compare(&mut openssl, seed, cases)?,
    };
    openssl.stop()?;
    Ok(exit)
}

fn compare(openssl: &mut Openssl, seed: u64, cases: u64) -> Result<ExitCode, Box<dyn Error>> {
    let mut reports = [false, true].map(Report::new);
    for n in 0..cases {
        let case = Case::new(seed, n);
        let (ours, theirs) = verify(openssl, &case)?;
        for (report, theirs) in reports.iter_mut().zip(&theirs) {
            report.count(&ours, theirs);
            let agree = matches!(ours, Ours::Refused(_)) == theirs.is_some();
            if !agree {
                let smallest = smallest(openssl, &case, report.is_strict, &ours, theirs.as_ref())?;
                report.add(n, &ours, theirs, &smallest.words());
            }
        }
    }
    println!("{cases} cases of seed {seed}, {}", openssl.version);
    let unexplained = report::print(&reports);
    println!("\n{unexplained} classes without an explanation");
    Ok(if unexplained == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The verdict here, and the faults that OpenSSL finds by default and when strict.
type Verdicts = (Ours, [Option<Fault>; 2]);

fn verify(openssl: &mut Openssl, case: &Case) -> Result<Verdicts, Box<dyn Error>> {
    let question = case.question();
    Ok((judges::ours(&question, case.is_built_in), openssl.verify(&question)?))
}

/// The case with the fewest changes for which both verdicts stay the same.
fn smallest(
    openssl: &mut Openssl,
    case: &Case,
    is_strict: bool,
    ours: &Ours,
    theirs: Option<&Fault>,
) -> Result<Case, Box<dyn Error>> {
    let mut smallest = case.clone();
    let mut change = 0;
    while change < smallest.changes.len() {
        let less = smallest.without(change);
        let (here, there) = verify(openssl, &less)?;
        if here == *ours && there[usize::from(is_strict)].as_ref() == theirs {
            smallest = less;
            change = 0;
        } else {
            change += 1;
        }
    }
    Ok(smallest)
}

/// Prints one case, with everything needed to verify it elsewhere.
fn show(openssl: &mut Openssl, case: &Case) -> Result<ExitCode, Box<dyn Error>> {
    let question = case.question();
    let (ours, [default, strict]) = verify(openssl, case)?;
    println!("{:?}, built in: {}", case.words(), case.is_built_in);
    println!("here: {ours:?}\nOpenSSL: {default:?}\nstrict: {strict:?}");
    println!("time {}, host {:?}", question.time, question.host);
    for (title, list) in [("anchor", &question.anchors), ("presented", &question.presented)] {
        for der in list {
            println!("{title}\n{}", trustslot_kit::pem::pem("CERTIFICATE", der));
        }
    }
    Ok(ExitCode::SUCCESS)
}
