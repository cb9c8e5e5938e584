//! Files, with their names in every error, and with limits.

use crate::Failure;
use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use trustslot::{Bundle, Crl, Identity, Maker, Remedy, SettingsText};

/// The largest file of certificates or settings: the limit of the library.
const MAX_BYTES: u64 = Bundle::MAX_BYTES as u64;

/// The largest file of CRLs: one and a half times the limit of the library, for PEM.
const MAX_CRL: u64 = Crl::MAX_BYTES as u64 * 3 / 2;

pub fn failed(path: &Path, error: &dyn Display) -> String {
    format!("{}: {error}", path.display())
}

/// The error, and how to fix it.
pub fn explained(path: &Path, error: &dyn Display, remedy: Option<Remedy>) -> String {
    let mut text = failed(path, error);
    if let Some(remedy) = remedy {
        let _ = write!(text, "; to fix it: {remedy}");
    }
    text
}

/// A file that is at most this long.
pub fn open(path: &Path, limit: u64) -> Result<File, String> {
    let open = || -> std::io::Result<(File, u64)> {
        let file = File::open(path)?;
        let bytes = file.metadata()?;
        if bytes.is_dir() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        Ok((file, bytes.len()))
    };
    match open() {
        Ok((_, bytes)) if bytes > limit => {
            Err(failed(path, &format!("the file is {bytes} bytes; the limit is {limit}")))
        }
        Ok((file, _)) => Ok(file),
        Err(error) => Err(failed(path, &error)),
    }
}

pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    // A file that grows, or a pipe, has no length that can be asked for first.
    let read = open(path, limit)?.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(path, &error))?;
    if bytes.len() as u64 > limit {
        return Err(failed(path, &format!("the file is longer than {limit} bytes")));
    }
    Ok(bytes)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

pub fn bundle(path: &Path) -> Result<Bundle, Failure> {
    let bundle = Bundle::parse(&name_of(path), &read(path, MAX_BYTES)?);
    Ok(bundle.map_err(|error| explained(path, &error, error.remedy()))?)
}

pub fn crls(path: &Path) -> Result<Vec<Crl>, Failure> {
    Ok(Crl::parse_all(&read(path, MAX_CRL)?).map_err(|error| failed(path, &error))?)
}

/// What is wrong with the certificate and private key in this file.
pub fn identity_fault(path: &Path) -> Option<String> {
    let bytes = match read(path, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return Some(error),
    };
    let error = Identity::parse(&name_of(path), &bytes).err()?;
    Some(explained(path, &error, error.remedy()))
}

pub fn settings(path: &Path, maker: Option<&str>) -> Result<SettingsText, Failure> {
    let bytes = read(path, MAX_BYTES)?;
    let all = || (0..=u8::MAX).filter_map(Maker::from_code);
    let maker = match maker {
        Some(word) => {
            let words = || all().map(Maker::word).collect::<Vec<_>>().join(", ");
            let found = all().find(|maker| maker.word() == word);
            found
                .ok_or_else(|| format!("no maker is called {word:?}; the makers are {}", words()))?
        }
        None => Maker::guess(&bytes).ok_or_else(|| {
            let is_text = std::str::from_utf8(&bytes).is_ok_and(|text| !text.contains('\0'));
            let error = if is_text {
                "the maker of this settings file is not known; state it: maker = … of the model, or --maker with --change"
            } else {
                "the settings file is not plain text in UTF-8; save it as text, without encryption"
            };
            failed(path, &error)
        })?,
    };
    Ok(SettingsText::parse(bytes, maker).map_err(|error| failed(path, &error))?)
}
