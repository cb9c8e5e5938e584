//! The command line.

use crate::Failure;
use crate::when;
use lexopt::prelude::*;
use std::path::PathBuf;

pub const USAGE: &str = "\
fleet_check [FLEET] [options]

FLEET is a folder: *.toml and *.json files that describe servers and models, and the files that these name. Without it, a
sample fleet is judged. examples/fleet_check/README.md has a folder to begin with.

  --from DAY            the first day, such as 2026-04-15; default: today
  --days N              how many days; default 730, at most 36525
  --replace SERVER=FILE the server presents this chain instead: which phones reject it?
  --change WHAT         settings=FILE, delete-all, reset, or reset-keep (uploads are kept): may it be done?
  --maker MAKER         the maker of that settings file, if the file does not show it: yealink, flyingvoice, fanvil, htek,
                        grandstream
  --list DAY=FILE       phones with `updates` get this built-in list on that day: which are hurt?
  --explain MODEL SERVER why this model accepts or rejects this server, and which line says so
  --json                machine-readable output
  --html FILE           one page without scripts
  -h, --help            show this help

It exits with 0 if no server is rejected, with 1 if one is (with --replace and --change: if it is made worse), and with
2 if the question cannot be answered.
";

#[derive(Debug, Default, PartialEq, Eq)]
pub enum Output {
    #[default]
    Table,
    Json,
    Html(PathBuf),
}

/// A change that is planned at once.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    Settings(PathBuf),
    DeleteAll,
    Reset { keeps: bool },
    Replace(String, PathBuf),
}

#[derive(Debug, Default)]
pub struct Arguments {
    pub folder: Option<PathBuf>,
    pub output: Output,
    pub from: Option<u64>,
    pub days: Option<u64>,
    pub changes: Vec<Change>,
    /// The maker of the settings files in `changes`.
    pub maker: Option<String>,
    /// The first second, and the file.
    pub lists: Vec<(u64, PathBuf)>,
    pub explain: Option<(String, String)>,
}

impl Arguments {
    fn write(&mut self, output: Output) -> Result<(), Failure> {
        if self.output != Output::Table {
            return Err("one answer is written: --json, or one --html".into());
        }
        self.output = output;
        Ok(())
    }

    /// `None` if only the help is wanted.
    pub fn parse(mut parser: lexopt::Parser) -> Result<Option<Self>, Failure> {
        let mut found = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("help") | Short('h') => return Ok(None),
                Long("json") => found.write(Output::Json)?,
                Long("html") => {
                    let page = parser.value()?.into();
                    found.write(Output::Html(page))?;
                }
                Long("from") => found.from = Some(when::seconds(&parser.value()?.string()?)?),
                Long("days") => found.days = Some(days(&parser.value()?.string()?)?),
                Long("replace") => {
                    let (server, file) = pair(&parser.value()?.string()?)?;
                    found.changes.push(Change::Replace(server, file.into()));
                }
                Long("change") => found.changes.push(change(&parser.value()?.string()?)?),
                Long("maker") => found.maker = Some(parser.value()?.string()?),
                Long("list") => {
                    let (day, file) = pair(&parser.value()?.string()?)?;
                    found.lists.push((when::seconds(&day)?, file.into()));
                }
                Long("explain") => {
                    let model = parser.value()?.string()?;
                    found.explain = Some((model, parser.value()?.string()?));
                }
                Value(folder) if found.folder.is_none() => found.folder = Some(folder.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if found.explain.is_some() && found.output != Output::Table {
            return Err("--explain writes a text, not JSON or HTML".into());
        }
        let is_asked = found.from.is_some()
            || found.days.is_some()
            || !(found.changes.is_empty() && found.lists.is_empty());
        if found.folder.is_none() && is_asked {
            return Err("the sample fleet has its own days and changes; name a folder".into());
        }
        let has_settings = found.changes.iter().any(|it| matches!(it, Change::Settings(_)));
        if found.maker.is_some() && !has_settings {
            return Err("--maker is about a file after --change settings=; of a model's files, the description states it".into());
        }
        Ok(Some(found))
    }
}

/// The most days: a hundred years. No public root lives longer.
const MAX_DAYS: u64 = 36_525;

fn days(text: &str) -> Result<u64, Failure> {
    let days = text.parse().ok().filter(|days| *days <= MAX_DAYS);
    Ok(days.ok_or_else(|| format!("{text:?} is no number of days from 0 to {MAX_DAYS}"))?)
}

fn pair(text: &str) -> Result<(String, String), Failure> {
    let (name, file) = text.split_once('=').ok_or_else(|| format!("{text:?} has no \"=\""))?;
    Ok((name.to_owned(), file.to_owned()))
}

fn change(text: &str) -> Result<Change, Failure> {
    Ok(match text {
        "delete-all" => Change::DeleteAll,
        "reset" => Change::Reset { keeps: false },
        "reset-keep" => Change::Reset { keeps: true },
        _ => match text.strip_prefix("settings=") {
            Some(file) => Change::Settings(file.into()),
            None => return Err(format!("no change is called {text:?}").into()),
        },
    })
}
