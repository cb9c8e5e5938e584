//! What a folder says about its servers and models: every `*.toml` and `*.json` file in it, in the order of their names.
//!
//! Models are read one by one and not kept.

use crate::Failure;
use crate::file;
use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

/// The largest TOML file: about 30,000 models. TOML is read as a whole, and takes ten times its size in memory.
const MAX_TOML: u64 = 4 << 20;

/// The largest JSON file: about ten million models.
const MAX_JSON: u64 = 1 << 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with servers and models")]
struct Described<M> {
    title: Option<String>,
    from: Option<String>,
    #[serde(default)]
    server: Vec<ServerFile>,
    #[serde(default)]
    model: M,
    /// Files of certificates that may be suggested.
    #[serde(default)]
    certificates: Vec<PathBuf>,
    /// Built-in lists that may be suggested: `mozilla`, or a file.
    #[serde(default)]
    lists: Vec<String>,
}

/// Everything but the models.
#[derive(Default)]
pub struct Description {
    pub title: Option<String>,
    pub from: Option<String>,
    pub servers: Vec<ServerFile>,
    pub certificates: Vec<PathBuf>,
    pub lists: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerFile {
    pub id: String,
    pub application: String,
    pub name: String,
    pub chain: PathBuf,
    #[serde(default)]
    pub essential: Option<bool>,
    /// Whether the same CA renews the certificate after two thirds of its lifetime.
    #[serde(default = "yes")]
    pub renews: bool,
}

/// One model. Two that differ in nothing but name and phones have one state.
#[derive(Clone, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    pub id: String,
    pub phones: u64,
    /// `mozilla`, `none`, or a file.
    pub built_in: String,
    #[serde(default)]
    pub uploads: Vec<PathBuf>,
    #[serde(default)]
    pub limit: Option<usize>,
    #[serde(default)]
    pub bytes: Option<usize>,
    #[serde(default)]
    pub settings: Vec<PathBuf>,
    #[serde(default)]
    pub maker: Option<String>,
    /// `set`, `unset`, or the day from which on it is.
    #[serde(default)]
    pub clock: Option<String>,
    #[serde(default)]
    pub crls: Vec<PathBuf>,
    /// Whether the phones get new built-in lists.
    #[serde(default = "yes")]
    pub updates: bool,
}

const fn yes() -> bool {
    true
}

/// Takes a model, or stops the reading.
pub type Take<'a> = &'a mut dyn FnMut(ModelFile) -> Result<(), Failure>;

/// The files that describe the fleet.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| file::failed(folder, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| file::failed(folder, &error))?.path();
        if !is_toml(&path) && !ends_in(&path, "json") {
            continue;
        }
        // A pipe would be waited for.
        let kind = std::fs::metadata(&path).map_err(|error| file::failed(&path, &error))?;
        if !kind.is_file() {
            let what = if kind.is_dir() { "is a directory" } else { "is not a file" };
            return Err(file::failed(&path, &what).into());
        }
        files.push(path);
    }
    if files.is_empty() {
        return Err(
            format!("{}: no *.toml or *.json file describes a fleet", folder.display()).into()
        );
    }
    files.sort();
    Ok(files)
}

fn is_toml(path: &Path) -> bool {
    ends_in(path, "toml")
}

fn ends_in(path: &Path, end: &str) -> bool {
    path.extension().is_some_and(|own| own.eq_ignore_ascii_case(end))
}

/// Everything but the models, from all files.
pub fn read(files: &[PathBuf]) -> Result<Description, Failure> {
    let mut all = Description::default();
    for path in files {
        let found: Described<IgnoredAny> = if is_toml(path) {
            toml(path)?
        } else {
            serde_json::from_reader(open_json(path)?).map_err(|error| file::failed(path, &error))?
        };
        let Described { title, from, server, certificates, lists, .. } = found;
        for (name, known, new) in [("title", &mut all.title, title), ("from", &mut all.from, from)]
        {
            if known.is_some() && new.is_some() {
                let error = format!("{name:?} is in another file of the folder already");
                return Err(file::failed(path, &error).into());
            }
            *known = known.take().or(new);
        }
        all.servers.extend(server);
        all.certificates.extend(certificates);
        all.lists.extend(lists);
    }
    Ok(all)
}

fn toml<M: Default + for<'de> Deserialize<'de>>(path: &Path) -> Result<Described<M>, Failure> {
    let bytes = file::read(path, MAX_TOML).map_err(|error| {
        let is_large = std::fs::metadata(path).is_ok_and(|it| it.len() > MAX_TOML);
        if is_large { format!("{error}; JSON files may be larger") } else { error }
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = line_of(error.as_bytes(), error.utf8_error().valid_up_to());
        file::failed(path, &format!("line {line}: not text in UTF-8"))
    })?;
    toml::from_str(&text).map_err(|error| {
        let line = line_of(text.as_bytes(), error.span().map_or(0, |span| span.start));
        file::failed(path, &format!("line {line}: {}", error.message())).into()
    })
}

/// The line of this byte, from 1.
fn line_of(bytes: &[u8], at: usize) -> usize {
    bytes.iter().take(at).fold(1, |line, byte| line + usize::from(*byte == b'\n'))
}

/// Without a byte-order mark, which some editors write.
fn open_json(path: &Path) -> Result<BufReader<std::io::Take<std::fs::File>>, Failure> {
    let mut read = BufReader::new(file::open(path, MAX_JSON)?.take(MAX_JSON));
    let start = read.fill_buf().map_err(|error| file::failed(path, &error))?;
    if start.starts_with(b"\xef\xbb\xbf") {
        read.consume(3);
    }
    Ok(read)
}

/// Reads the models of one file, one by one.
pub fn models(path: &Path, take: Take<'_>) -> Result<(), Failure> {
    if is_toml(path) {
        let found: Described<Vec<ModelFile>> = toml(path)?;
        return found.model.into_iter().try_for_each(take);
    }
    let mut stopped = None;
    let mut json = serde_json::Deserializer::from_reader(open_json(path)?);
    let read = Top { take, stopped: &mut stopped }.deserialize(&mut json);
    match (stopped, read.and_then(|()| json.end())) {
        (Some(failure), _) => Err(failure),
        (None, Err(error)) => Err(file::failed(path, &error).into()),
        (None, Ok(())) => Ok(()),
    }
}

/// The object of a JSON file, of which the models are read.
struct Top<'a> {
    take: Take<'a>,
    /// Why the reading stopped, if that is not a fault of the JSON.
    stopped: &'a mut Option<Failure>,
}

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "model" {
                map.next_value_seed(All { take: &mut *self.take, stopped: &mut *self.stopped })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The list of the models.
struct All<'a> {
    take: Take<'a>,
    stopped: &'a mut Option<Failure>,
}

impl<'de> DeserializeSeed<'de> for All<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for All<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of models")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<(), A::Error> {
        while let Some(model) = all.next_element::<ModelFile>()? {
            if let Err(failure) = (self.take)(model) {
                *self.stopped = Some(failure);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
