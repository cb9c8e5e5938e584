//! The ways in which a device may read the settings files of a plan.

use super::error::ForecastError;
use super::planned::PlannedChange;
use super::state::DeviceState;
use alloc::vec::Vec;
use core::fmt;

/// The most readings of a plan that are judged, the assumed one included: as many as of one file with four contradictory
/// settings.
const MAX_READINGS: usize = 16;

/// How a device reads one settings file of a plan, as far as that differs from what is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct FileReading {
    /// The number of the file among the settings files of the plan, from 1; `None` if there is no other.
    pub file: Option<u32>,
    /// The lines of contradictory settings that are taken, from 1; empty if none differs.
    pub lines: Vec<u32>,
    /// The lines that set nothing, from 1, because the phone does not understand their value.
    pub ignored: Vec<u32>,
    /// The order of deletions and downloads, if it differs.
    #[cfg(feature = "settings")]
    pub order: Option<super::DownloadOrder>,
}

/// How a device reads the settings files of a plan, as far as that differs from what is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    /// Those that differ, in the order of the plan.
    pub(crate) files: Vec<FileReading>,
}

impl Way {
    pub(crate) fn of(files: &[FileReading]) -> Self {
        Self { files: files.to_vec() }
    }

    /// The lines that are taken, of all files.
    pub(crate) fn lines(&self) -> Vec<u32> {
        self.files.iter().flat_map(|file| &file.lines).copied().collect()
    }

    /// The lines that set nothing, of all files.
    pub(crate) fn ignored(&self) -> Vec<u32> {
        self.files.iter().flat_map(|file| &file.ignored).copied().collect()
    }

    /// The order of the last file in which it differs.
    #[cfg(feature = "settings")]
    pub(crate) fn order(&self) -> Option<super::DownloadOrder> {
        self.files.iter().rev().find_map(|file| file.order)
    }
}

/// A device after a plan, as it may read it.
#[derive(Clone)]
pub(crate) struct PlanReading {
    /// The device after it.
    pub(crate) state: DeviceState,
    pub(crate) way: Way,
}

/// The plan as it is assumed to be read, then in each other way; and whether there are more ways.
pub(crate) fn readings_of(
    state: &DeviceState,
    plan: &[PlannedChange],
) -> Result<(Vec<PlanReading>, bool), ForecastError> {
    let mut readings = Vec::from([PlanReading { state: state.clone(), way: Way::default() }]);
    let mut has_more = false;
    #[cfg(feature = "settings")]
    let mut file = 0_u32;
    #[cfg(feature = "settings")]
    let has_several = plan.iter().filter(|change| change.is_file()).count() > 1;
    for change in plan {
        #[cfg(feature = "settings")]
        {
            file = file.saturating_add(u32::from(change.is_file()));
        }
        let (mut next, mut others) = (Vec::new(), Vec::new());
        for (index, reading) in readings.into_iter().enumerate() {
            #[cfg(feature = "settings")]
            let (ways, more) = reading.state.others_of(change);
            #[cfg(feature = "settings")]
            {
                has_more |= more;
            }
            #[cfg(feature = "settings")]
            for other in ways {
                let mut changed = reading.clone();
                changed.way.files.push(other.reading_of(has_several.then_some(file)));
                // What cannot be done in this way is not done in this way.
                if changed.state.apply(&other.change).is_ok() {
                    others.push(changed);
                }
            }
            let mut reading = reading;
            match reading.state.apply(change) {
                Ok(()) => next.push(reading),
                Err(error) if index == 0 => return Err(error),
                Err(_) => {}
            }
        }
        next.append(&mut others);
        has_more |= next.len() > MAX_READINGS;
        next.truncate(MAX_READINGS);
        readings = next;
    }
    Ok((readings, has_more))
}

/// Completes "if …".
impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the phone")?;
        for (index, file) in self.files.iter().enumerate() {
            write!(f, "{}{file}", if index == 0 { "" } else { ", and" })?;
        }
        Ok(())
    }
}

/// ` takes line 9 and ignores line 4 of settings file 2`, after a subject.
impl fmt::Display for FileReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut and = "";
        for (verb, lines) in [("takes", &self.lines), ("ignores", &self.ignored)] {
            let Some((last, others)) = lines.split_last() else { continue };
            let (noun, join) = if others.is_empty() { ("line", " ") } else { ("lines", " and ") };
            write!(f, "{and} {verb} {noun}")?;
            for (index, line) in others.iter().enumerate() {
                write!(f, "{} {line}", if index == 0 { "" } else { "," })?;
            }
            write!(f, "{join}{last}")?;
            and = " and";
        }
        #[cfg(feature = "settings")]
        if let Some(order) = self.order {
            write!(f, "{and} {order}")?;
        }
        match self.file {
            Some(file) => write!(f, ", in settings file {file}"),
            None => Ok(()),
        }
    }
}
