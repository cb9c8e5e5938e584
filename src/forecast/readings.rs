//! The ways in which a device may read the settings files of a plan.

use super::error::ForecastError;
use super::planned::PlannedChange;
use super::state::DeviceState;
use alloc::vec::Vec;
use core::fmt;

/// The most readings of a plan that are judged, the assumed one included: as many as of one file with four contradictory
/// settings.
const MAX_READINGS: usize = 16;

/// How a device reads the settings files of a plan, as far as that differs from what is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    /// The lines that are taken.
    pub(crate) lines: Vec<u32>,
    /// The lines that set nothing, because their value is quoted.
    pub(crate) ignored: Vec<u32>,
    #[cfg(feature = "settings")]
    pub(crate) order: Option<super::DownloadOrder>,
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
    for change in plan {
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
                changed.way.lines.extend(other.lines);
                changed.way.ignored.extend(other.ignored);
                changed.way.order = other.order.or(changed.way.order);
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
        Ok(())
    }
}
