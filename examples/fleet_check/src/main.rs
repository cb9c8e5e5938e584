//! Which phones trust which servers, for how long, and what a change would do to them.
//!
//! ```text
//! cargo run --example fleet_check                                      # a sample fleet: 2021-09-30 and 2026-04-15
//! cargo run --example fleet_check -- FLEET --days 90 --html out.html   # a folder of your own
//! ```
//!
//! `README.md` beside this folder describes that folder.

mod arguments;
mod description;
mod explain;
mod file;
mod fleet;
mod folder;
mod html;
mod json;
mod notes;
mod orders;
mod page;
mod progress;
mod sample;
mod when;

use arguments::{Arguments, Output, USAGE};
use fleet::Answer;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            for line in error.to_string().lines() {
                eprintln!("fleet_check: {line}");
            }
            ExitCode::from(2)
        }
    }
}

/// As `diff` does: 0 if nothing is rejected or made worse, 1 if something is, 2 if the question could not be answered.
fn run() -> Result<ExitCode, Failure> {
    let arguments = Arguments::parse(lexopt::Parser::from_env())
        .map_err(|error| format!("{error} (--help lists the options)"))?;
    let Some(arguments) = arguments else {
        show(USAGE)?;
        return Ok(ExitCode::SUCCESS);
    };
    let scenes = match &arguments.folder {
        Some(folder) => vec![folder::read(folder, &arguments)?],
        None => sample::scenes(),
    };
    if let Some((model, server)) = &arguments.explain {
        let (text, is_bad) = explain::explain(scenes, model, server)?;
        show(&text)?;
        return Ok(ExitCode::from(u8::from(is_bad)));
    }
    let mut answers = Vec::new();
    for scene in scenes {
        answers.push(fleet::ask(scene)?);
    }
    match &arguments.output {
        Output::Table => show(&table(&answers))?,
        Output::Json => show(&format!("{}\n", json::document(&answers)))?,
        Output::Html(path) => {
            std::fs::write(path, html::document(&answers))
                .map_err(|error| file::failed(path, &error))?;
            show(&format!("{}\n", path.display()))?;
        }
    }
    let is_open = answers.iter().any(|answer| !answer.report.unanswered.is_empty());
    let is_bad = answers.iter().any(Answer::is_bad);
    Ok(ExitCode::from(if is_open { 2 } else { u8::from(is_bad) }))
}

/// Writes the answer. Whoever reads it may stop before its end.
fn show(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("standard output: {error}").into())
        }
        _ => Ok(()),
    }
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
        if let Some(line) = answer.without_help() {
            let _ = writeln!(text, "\n{line}.");
        }
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
