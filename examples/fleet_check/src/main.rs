//! Which phones trust which servers, for how long, and what a change would do to them.
//!
//! ```text
//! cargo run -p fleet_check                                      # a sample fleet: 2021-09-30 and 2026-04-15
//! cargo run -p fleet_check -- FLEET --days 90 --html out.html   # a folder of your own
//! ```

mod arguments;
mod explain;
mod fleet;
mod folder;
mod html;
mod json;
mod page;
mod progress;
mod sample;
mod when;

use arguments::{Arguments, Output, USAGE};
use fleet::Answer;
use std::fmt::Write as _;
use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fleet_check: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

/// As `diff` does: 0 if nothing is refused or made worse, 1 if something is, 2 if the question could not be answered.
fn run() -> Result<ExitCode, Failure> {
    let Some(arguments) = Arguments::parse(lexopt::Parser::from_env())? else {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    };
    let scenes = match &arguments.folder {
        Some(folder) => vec![folder::read(folder, &arguments)?],
        None => sample::scenes(),
    };
    if let Some((model, server)) = &arguments.explain {
        let (text, is_accepted) = explain::explain(&scenes, model, server)?;
        print!("{text}");
        return Ok(ExitCode::from(u8::from(!is_accepted)));
    }
    let mut answers = Vec::new();
    for scene in scenes {
        answers.extend(fleet::ask(scene)?);
    }
    match &arguments.output {
        Output::Table => print!("{}", table(&answers)),
        Output::Json => println!("{}", json::document(&answers)),
        Output::Html(path) => {
            std::fs::write(path, html::document(&answers))
                .map_err(|error| format!("{}: {error}", path.display()))?;
            println!("{}", path.display());
        }
    }
    let is_open = answers.iter().any(|answer| !answer.report.unanswered.is_empty());
    let is_bad = answers.iter().any(Answer::is_bad);
    Ok(ExitCode::from(if is_open { 2 } else { u8::from(is_bad) }))
}

fn table(answers: &[Answer]) -> String {
    let mut text = String::new();
    for answer in answers {
        let _ = writeln!(text, "{}", answer.title);
        for line in answer.assumed() {
            let _ = writeln!(text, "Assumed: {line}.");
        }
        for line in answer.warnings() {
            let _ = writeln!(text, "! {line}.");
        }
        let _ = write!(text, "{}", answer.report);
        for harmful in &answer.report.harmful {
            let _ = writeln!(text, "Not suggested: {harmful}");
        }
        for finding in &answer.findings {
            let _ = writeln!(text, "{finding}");
        }
        text.push('\n');
    }
    text
}
